import type { OrderView } from '../../../../views/order.js';
import { Amount } from '../../parts/Amount.js';
import { Card } from '../../parts/Card.js';
import { Checks } from '../../parts/Checks.js';
import { Loaded } from '../../parts/Loaded.js';
import { orderTone } from '../../parts/orderTone.js';
import { PageHead } from '../../parts/PageHead.js';
import { Share } from '../../parts/Share.js';
import { Tag } from '../../parts/Tag.js';
import { Timeline } from '../../parts/Timeline.js';
import { When } from '../../parts/When.js';
import { exact, figure, percent, price, usd } from '../../state/numbers.js';
import { useView } from '../../state/view.js';
import { OrderWishes } from './OrderWishes.js';
import { Parts } from './Parts.js';

/** One order's story, from the asking to the last fill. */
export function Story({ id }: { id: string }) {
  const view = useView<OrderView>(`/v1/orders/${encodeURIComponent(id)}`, { kinds: ['orders', 'tick', 'reviews'] });
  return (
    <Loaded view={view} lines={12}>
      {(story) => <Told story={story} />}
    </Loaded>
  );
}

function Told({ story }: { story: OrderView }) {
  const { order, at } = story;
  const share = order.quantity === null ? null : Number(order.filledQuantity ?? 0) / Number(order.quantity);
  return (
    <>
      <p class="small">
        <a href="/orders">Orders</a>
      </p>
      <PageHead
        title={order.what}
        lead={
          <>
            <Tag tone={orderTone(order.status)}>{order.statusText}</Tag>{' '}
            {order.isPaused && <Tag tone="warn">paused</Tag>}
          </>
        }
      >
        <OrderWishes order={order} />
      </PageHead>
      <div class="cards">
        <Card title="What it is" span={5}>
          <dl class="facts">
            {share !== null && (
              <>
                <dt>Filled</dt>
                <dd>
                  <Amount of={exact(order.filledQuantity)} /> of <Amount of={exact(order.quantity)} />
                  <Share of={share} label={`${percent(share, 0)} % filled`} />
                </dd>
              </>
            )}
            {order.limitPriceUsd !== null && <Fact name="Limit" of={exact(order.limitPriceUsd)} unit="USD" />}
            {order.stopPriceUsd !== null && <Fact name="Stop" of={exact(order.stopPriceUsd)} unit="USD" />}
            {order.averagePriceUsd !== null && <Fact name="Average" of={exact(order.averagePriceUsd)} unit="USD" />}
            <Fact name="Mark on arrival" of={price(story.arrivalPriceUsd)} unit="USD" />
            <Fact name="Slippage" of={figure(story.slippageBps, 1, true)} unit="bps, more is worse" />
            <Fact name="Notional" of={usd(order.notionalUsd)} unit="USD" />
            <dt>Book</dt>
            <dd>
              {order.strategy}, {order.mode}
            </dd>
            <dt>Asked by</dt>
            <dd>
              {order.kind === 'rule' ? `rule ${order.rule ?? ''}` : order.author},{' '}
              <When at={order.createdAt} now={at} />
            </dd>
            {order.decision && (
              <>
                <dt>Why</dt>
                <dd>
                  <a href={`/decisions/${order.decision}`}>the decision behind it</a>
                </dd>
              </>
            )}
            {order.text && (
              <>
                <dt>Said</dt>
                <dd>{order.text}</dd>
              </>
            )}
            <dt>Id</dt>
            <dd class="mono small">{order.id}</dd>
          </dl>
          {story.changeAsked && (
            <p class="notice warn small">
              <span>A change is asked for: {story.changeAsked}</span>
            </p>
          )}
          {story.reviews.length > 0 && (
            <p class="small">
              <a href="/approvals">
                {story.reviews.length === 1 ? 'A question' : `${story.reviews.length} questions`} to a person
              </a>
            </p>
          )}
        </Card>
        <Card title="What happened" span={7} flush>
          <Timeline events={story.events} now={at} />
        </Card>
        {story.legs && (
          <Card title="Legs" rest={story.legs.text}>
            <ul class="stack tight">
              {story.legs.legs.map((leg) => (
                <li key={leg.id}>
                  <div class="row apart">
                    <a href={`/orders/${leg.id}`}>{leg.name}</a>
                    <span class="num">{percent(leg.share, 0)} %</span>
                  </div>
                  <Share of={leg.share} label={`${leg.name}: ${percent(leg.share, 0)} % done`} />
                </li>
              ))}
            </ul>
            <p class="small soft">
              Apart by {percent(story.legs.gap, 1)} %, of {percent(story.legs.allowed, 1)} % allowed.{' '}
              {story.legs.next.join(' ')}
            </p>
          </Card>
        )}
        {story.parts.length > 0 && (
          <Card title="Parts and transactions" flush>
            <Parts parts={story.parts} />
          </Card>
        )}
        {story.checks.length > 0 && (
          <Card title="Checks">
            <Checks checks={story.checks} />
          </Card>
        )}
      </div>
    </>
  );
}

const Fact = ({ name, of, unit }: { name: string; of: string; unit: string }) => (
  <>
    <dt>{name}</dt>
    <dd>
      <Amount of={of} unit={unit} />
    </dd>
  </>
);
