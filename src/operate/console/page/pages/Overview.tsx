import type { BookView } from '../../../views/book.js';
import type { OverviewView } from '../../../views/overview.js';
import { BookTabs } from '../parts/BookTabs.js';
import { Card } from '../parts/Card.js';
import { Gaps } from '../parts/Gaps.js';
import { Empty, Loaded } from '../parts/Loaded.js';
import { OfBook } from '../parts/OfBook.js';
import { PageHead } from '../parts/PageHead.js';
import { Tag } from '../parts/Tag.js';
import { useBook } from '../state/books.js';
import { useView } from '../state/view.js';
import { Accounts } from './overview/Accounts.js';
import { Deltas } from './overview/Deltas.js';
import { History } from './overview/History.js';
import { Lately } from './overview/Lately.js';
import { NextActions } from './overview/NextActions.js';
import { Stats } from './overview/Stats.js';
import { Waiting } from './overview/Waiting.js';

/** All that is seen at a glance: how much, how near the edge, and what happens next. */
export default function Overview() {
  const view = useView<OverviewView>('/v1/overview');
  return (
    <Loaded view={view} lines={10}>
      {(overview) => <Glance overview={overview} />}
    </Loaded>
  );
}

function Glance({ overview }: { overview: OverviewView }) {
  const [name, choose] = useBook(overview.books.map((one) => one.strategy));
  const book = overview.books.find((one) => one.strategy === name);
  return (
    <>
      <PageHead title="Overview" lead={book && <Lead book={book} />} />
      <BookTabs books={overview.books.map((one) => one.strategy)} book={name} choose={choose} />
      <div class="stack">
        <Waiting overview={overview} />
        {book ? (
          <Book book={book} />
        ) : (
          <Card title="No book yet">
            <Empty title="Nothing was recorded yet">
              The first block that <code>ballast run STRATEGY…</code> sees makes its books appear here.
            </Empty>
          </Card>
        )}
      </div>
    </>
  );
}

const Lead = ({ book }: { book: BookView }) => (
  <>
    {book.strategy}{' '}
    {book.mode === 'shadow' ? (
      <Tag tone="note">shadow: decides, sends nothing</Tag>
    ) : book.mode === 'live' ? (
      <Tag tone="good">live</Tag>
    ) : null}
  </>
);

const Book = ({ book }: { book: BookView }) => (
  <OfBook name={book.strategy}>
    <Stats book={book} />
    <Gaps gaps={book.gaps} unread={book.unread} />
    <div class="cards dims">
      <Card title="Margin accounts" span={7} rest="1 is liquidation">
        <Accounts book={book} />
      </Card>
      <div class="column span-5">
        <Card title="Net delta and its band">
          <Deltas book={book} />
        </Card>
        <Card
          title="Lately"
          flush
          rest={
            <a class="lone" href="/decisions">
              all decisions
            </a>
          }
        >
          <Lately book={book.strategy} />
        </Card>
      </div>
      <Card title="What ballast does next" flush rest="if one price moves alone">
        <NextActions book={book} />
      </Card>
      <History book={book.strategy} />
    </div>
  </OfBook>
);
