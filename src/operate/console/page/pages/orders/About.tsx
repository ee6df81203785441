import type { OrderView } from '../../../../views/order.js';
import { Amount } from '../../parts/Amount.js';
import { Card } from '../../parts/Card.js';
import { Fact } from '../../parts/Fact.js';
import { Share } from '../../parts/Share.js';
import { When } from '../../parts/When.js';
import { exact, figure, percent, price, usd } from '../../state/numbers.js';

/** What an order is: how far it is done, at which prices, whose it is, and why. */
export function About({ story }: { story: OrderView }) {
  const { order, at } = story;
  const share = order.quantity === null ? null : Number(order.filledQuantity ?? 0) / Number(order.quantity);
  return (
    <Card title="What it is" span={5}>
      <dl class="facts">
        {share !== null && (
          <Fact name="Filled">
            <Amount of={exact(order.filledQuantity)} /> of <Amount of={exact(order.quantity)} />
            <Share of={share} label={`${percent(share, 0)} % filled`} />
          </Fact>
        )}
        {order.limitPriceUsd !== null && <Figure name="Limit" of={exact(order.limitPriceUsd)} unit="USD" />}
        {order.stopPriceUsd !== null && <Figure name="Stop" of={exact(order.stopPriceUsd)} unit="USD" />}
        {order.averagePriceUsd !== null && (
          <Fact name="Average">
            <Amount of={price(Number(order.averagePriceUsd))} unit="USD" exact={order.averagePriceUsd} />
          </Fact>
        )}
        <Figure
          name={story.arrivalPriceFrom === 'oracle' ? 'Oracle on arrival' : 'Mark on arrival'}
          of={price(story.arrivalPriceUsd)}
          unit="USD"
        />
        <Figure name="Slippage" of={figure(story.slippageBps, 1, true)} unit="bps, more is worse" />
        <Figure name="Notional" of={usd(order.notionalUsd)} unit="USD" />
        <Fact name="Book">
          {order.strategy}, {order.mode}
        </Fact>
        <Fact name="Asked by">
          {order.kind === 'rule' ? `rule ${order.rule ?? ''}` : order.author}, <When at={order.createdAt} now={at} />
        </Fact>
        {order.decision && (
          <Fact name="Why">
            <a href={`/decisions/${order.decision}`}>the decision behind it</a>
          </Fact>
        )}
        {order.text && <Fact name="Said">{order.text}</Fact>}
        <Fact name="Id">
          <span class="mono small">{order.id}</span>
        </Fact>
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
  );
}

const Figure = ({ name, of, unit }: { name: string; of: string; unit: string }) => (
  <Fact name={name}>
    <Amount of={of} unit={unit} />
  </Fact>
);
