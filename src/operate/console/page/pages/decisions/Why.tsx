import type { DecisionView } from '../../../../views/decision.js';
import { Card } from '../../parts/Card.js';
import { Checks } from '../../parts/Checks.js';
import { Loaded } from '../../parts/Loaded.js';
import { orderTone } from '../../parts/orderTone.js';
import { outcomeTone } from '../../parts/outcomeTone.js';
import { PageHead } from '../../parts/PageHead.js';
import { Tag } from '../../parts/Tag.js';
import { Timeline } from '../../parts/Timeline.js';
import { useView } from '../../state/view.js';
import { Grounds } from './Grounds.js';
import { Reasons } from './Reasons.js';
import { Ways } from './Ways.js';

/** The whole story of a decision: why, why not, on what, and what became of it. */
export function Why({ id }: { id: string }) {
  const view = useView<DecisionView>(`/v1/decisions/${encodeURIComponent(id)}`, { kinds: ['orders', 'reviews'] });
  return (
    <Loaded view={view} lines={12}>
      {(story) => <Told story={story} />}
    </Loaded>
  );
}

function Told({ story }: { story: DecisionView }) {
  const { decision } = story;
  return (
    <>
      <p class="small">
        <a class="lone" href="/decisions">
          Decisions
        </a>
      </p>
      <PageHead
        title={decision.what ?? `${decision.rule}: ${decision.subject}`}
        lead={<Tag tone={outcomeTone(decision.outcome)}>{decision.outcomeText}</Tag>}
      />
      <div class="cards">
        <Reasons story={story} />
        <Grounds story={story} />
        {story.ways.length > 0 && <Ways ways={story.ways} />}
        {story.checks.length > 0 && (
          <Card title="Checks">
            <Checks checks={story.checks} />
          </Card>
        )}
        {story.reviews.length > 0 && (
          <Card title="Questions to a person">
            <a href="/approvals">
              See {story.reviews.length === 1 ? 'the question' : `the ${story.reviews.length} questions`}
            </a>
          </Card>
        )}
        {story.orders.map(({ order, events, costText }) => (
          <Card
            key={order.id}
            title={<a href={`/orders/${order.id}`}>{order.what}</a>}
            flush
            rest={
              <>
                {costText} <Tag tone={orderTone(order.status)}>{order.statusText}</Tag>
              </>
            }
          >
            <Timeline events={events} now={story.at} />
          </Card>
        ))}
      </div>
    </>
  );
}
