import type { BookRiskView } from '../../../views/bookRisk.js';
import type { RiskView } from '../../../views/risk.js';
import { BookTabs } from '../parts/BookTabs.js';
import { Card } from '../parts/Card.js';
import { Gaps } from '../parts/Gaps.js';
import { Empty, Loaded } from '../parts/Loaded.js';
import { OfBook } from '../parts/OfBook.js';
import { PageHead } from '../parts/PageHead.js';
import { Ago } from '../parts/When.js';
import { placeStore, refine } from '../state/route.js';
import { useStore } from '../state/store.js';
import { useView } from '../state/view.js';
import { AccountWalls } from './risk/AccountWalls.js';
import { Figures } from './risk/Figures.js';
import { Ladder } from './risk/Ladder.js';
import { Payoff } from './risk/Payoff.js';
import { Shocks } from './risk/Shocks.js';
import { StressMap } from './risk/StressMap.js';
import { Surface } from './risk/Surface.js';

/** What a book may lose: by how much prices must move, what is lost then, and what it hangs on. */
export default function Risk() {
  const asked = useStore(placeStore).query.get('book');
  const path = asked === null ? '/v1/risk' : `/v1/risk?book=${encodeURIComponent(asked)}`;
  const view = useView<RiskView>(path, { kinds: ['tick', 'samples'], pace: 2_000 });
  return (
    <Loaded view={view} lines={12}>
      {({ book, books }) => (
        <>
          <PageHead
            title="Risk"
            lead={
              book && (
                <>
                  {book.strategy}, as of <Ago at={book.sampledAt} />
                </>
              )
            }
          />
          <BookTabs books={books} book={book?.strategy ?? asked} choose={(next) => refine({ book: next })} />
          {book ? (
            <Book book={book} />
          ) : (
            <Card title="No figures yet">
              <Empty title="Nothing was recorded yet">
                Risk is worked out from the newest recorded block: it appears with the first that{' '}
                <code>ballast run</code> sees.
              </Empty>
            </Card>
          )}
        </>
      )}
    </Loaded>
  );
}

const Book = ({ book }: { book: BookRiskView }) => (
  <OfBook name={book.strategy}>
    <Figures book={book} />
    <Gaps gaps={book.gaps} />
    <div class="cards dims">
      <Card title="Where accounts end" flush>
        <AccountWalls accounts={book.accounts} />
      </Card>
      <Card title="Greeks by expiry" flush>
        <Ladder book={book} />
      </Card>
      {book.stress && (
        <Card title="Stress" rest={`${book.stress.underlying} moves, before liquidations, in USD`}>
          <StressMap stress={book.stress} />
        </Card>
      )}
      <Card title="Payoff" span={book.surfaces.length > 0 ? 6 : 12}>
        <Payoff payoffs={book.payoffs} />
      </Card>
      {book.surfaces.length > 0 && (
        <Card title="Implied volatility" span={6}>
          <Surface surfaces={book.surfaces} />
        </Card>
      )}
      <Card title="Bad days" flush rest="as they were since 2020, on what is held now">
        <Shocks shocks={book.shocks} />
      </Card>
    </div>
  </OfBook>
);
