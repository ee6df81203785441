import type { DecisionView } from '../../../../views/decision.js';
import { Amount } from '../../parts/Amount.js';
import { Card } from '../../parts/Card.js';
import { Checks } from '../../parts/Checks.js';
import { sayHealth } from '../../parts/HealthBar.js';
import { Loaded } from '../../parts/Loaded.js';
import { orderTone } from '../../parts/orderTone.js';
import { outcomeTone } from '../../parts/outcomeTone.js';
import { PageHead } from '../../parts/PageHead.js';
import { type Column, Table } from '../../parts/Table.js';
import { Tag } from '../../parts/Tag.js';
import { Timeline } from '../../parts/Timeline.js';
import { When } from '../../parts/When.js';
import { brief, figure, price, usd } from '../../state/numbers.js';
import { useView } from '../../state/view.js';

type Way = DecisionView['ways'][number];

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
  const { decision, read } = story;
  return (
    <>
      <p class="small">
        <a href="/decisions">Decisions</a>
      </p>
      <PageHead
        title={decision.what ?? `${decision.rule}: ${decision.subject}`}
        lead={<Tag tone={outcomeTone(decision.outcome)}>{decision.outcomeText}</Tag>}
      />
      <div class="cards">
        <Card title={decision.not.length > 0 ? 'Why, and why not' : 'Why'} span={7}>
          <dl class="facts">
            <dt>Because</dt>
            <dd>
              <Lines lines={decision.because} />
            </dd>
            {decision.not.length > 0 && (
              <>
                <dt>Not, since</dt>
                <dd>
                  <Lines lines={decision.not} />
                </dd>
              </>
            )}
            {story.size.length > 0 && (
              <>
                <dt>Size</dt>
                <dd>
                  <Lines lines={story.size} />
                </dd>
              </>
            )}
            {story.metrics.length > 0 && (
              <>
                <dt>Read</dt>
                <dd>
                  {story.metrics.map(({ name, value }) => (
                    <div key={name}>
                      <code>{name}</code> <Amount of={figure(value, 4)} />
                    </div>
                  ))}
                </dd>
              </>
            )}
          </dl>
        </Card>
        <Card title="On what" span={5}>
          <dl class="facts">
            <dt>When</dt>
            <dd>
              <When at={decision.at} now={story.at} />, block <span class="num">{figure(read.blockNumber, 0)}</span>{' '}
              <code title={read.blockHash}>{brief(read.blockHash, 10)}</code>
            </dd>
            {read.agreementText && (
              <>
                <dt>Agreed</dt>
                <dd>{read.agreementText}</dd>
              </>
            )}
            <dt>Book</dt>
            <dd>
              {decision.strategy}, file <code title={decision.strategyHash}>{brief(decision.strategyHash, 10)}</code>
            </dd>
            <dt>Equity</dt>
            <dd>
              <Amount of={usd(story.equityUsd)} unit="USD" />
            </dd>
            <dt>Worst health</dt>
            <dd>
              <span class="num">{sayHealth(story.worstHealth)}</span>
            </dd>
            {story.underlyings.map((one) => (
              <>
                <dt>{one.underlying}</dt>
                <dd>
                  <Amount of={figure(one.delta, 3, true)} unit={one.underlying} /> at{' '}
                  <Amount of={price(one.priceUsd)} unit="USD" />
                </dd>
              </>
            ))}
            <dt>Inputs</dt>
            <dd>
              <code title={read.inputsHash}>{brief(read.inputsHash, 10)}</code>
            </dd>
          </dl>
        </Card>
        {story.ways.length > 0 && (
          <Card title="Ways that were weighed" flush>
            <Table
              caption="Ways that were weighed"
              columns={ways}
              rows={story.ways}
              keyOf={(way) => `${way.describe} ${way.not}`}
            />
          </Card>
        )}
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

const Lines = ({ lines }: { lines: readonly string[] }) => (
  <ul>
    {lines.map((line) => (
      <li key={line}>{line}</li>
    ))}
  </ul>
);

const ways: readonly Column<Way>[] = [
  {
    head: 'Way',
    kind: 'main',
    cell: ({ describe, isChosen, not }) => (
      <>
        {describe} {isChosen && <Tag tone="good">chosen</Tag>}
        {not && <div class="small soft">{not}</div>}
      </>
    ),
  },
  { head: 'Expected', kind: 'right', cell: ({ totalUsd }) => <Amount of={usd(totalUsd)} unit="USD" /> },
  { head: 'Fee', kind: 'right', cell: ({ feeUsd }) => <Amount of={usd(feeUsd)} unit="USD" /> },
  { head: 'Impact', kind: 'right', cell: ({ impactUsd }) => <Amount of={usd(impactUsd)} unit="USD" /> },
  { head: 'Gas', kind: 'right', cell: ({ gasUsd }) => <Amount of={usd(gasUsd)} unit="USD" /> },
  { head: 'Keeper', kind: 'right', cell: ({ keeperUsd }) => <Amount of={usd(keeperUsd)} unit="USD" /> },
  { head: 'Carry', kind: 'right', cell: ({ carryUsd }) => <Amount of={usd(carryUsd, true)} unit="USD" /> },
];
