import type { OrderView } from '../../../../views/order.js';
import { Card } from '../../parts/Card.js';
import { Share } from '../../parts/Share.js';
import { percent } from '../../state/numbers.js';

/** How the legs of a list stand together, how far apart they are, and what comes next. */
export const Legs = ({ legs: { legs, text, gap, allowed, next } }: { legs: NonNullable<OrderView['legs']> }) => (
  <Card title="Legs" rest={text}>
    <ul class="stack tight">
      {legs.map((leg) => (
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
      Apart by {percent(gap, 1)} %, of {percent(allowed, 1)} % allowed. {next.join(' ')}
    </p>
  </Card>
);
