import type { BookView } from '../../../../views/book.js';
import { Amount } from '../../parts/Amount.js';
import { BandBar } from '../../parts/BandBar.js';
import { Empty } from '../../parts/Loaded.js';
import { Tag } from '../../parts/Tag.js';
import { figure, price, usd } from '../../state/numbers.js';

/** Each underlying's net delta, and when its rule would do something about it. */
export function Deltas({ book }: { book: BookView }) {
  if (book.deltas.length === 0) return <Empty title="No delta">Nothing that is held moves with a price.</Empty>;
  return (
    <ul class="accounts">
      {book.deltas.map(({ underlying, priceUsd, delta, deltaUsd, band }) => (
        <li key={underlying}>
          <div class="head">
            <span class="title">{underlying}</span>
            <span class="small soft">
              at <Amount of={price(priceUsd)} unit="USD" />
            </span>
            {band?.outside && <Tag tone="warn">outside</Tag>}
            <span class="value">
              <Amount of={figure(delta, 3, true)} unit={underlying} />
            </span>
          </div>
          {band ? <BandBar {...band} delta={delta} unit={underlying} /> : <p class="small soft">No rule hedges it.</p>}
          <p class="small soft">
            worth <Amount of={usd(deltaUsd, true)} unit="USD" />
            {band && <> · rule {band.rule}</>}
          </p>
        </li>
      ))}
    </ul>
  );
}
