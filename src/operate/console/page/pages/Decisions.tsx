import type { DecisionRowView, DecisionsView } from '../../../views/decisions.js';
import { Amount } from '../parts/Amount.js';
import { BookFilter } from '../parts/BookFilter.js';
import { Card } from '../parts/Card.js';
import { Choice } from '../parts/Choice.js';
import { Empty, Loaded } from '../parts/Loaded.js';
import { OlderButton } from '../parts/OlderButton.js';
import { outcomeTone } from '../parts/outcomeTone.js';
import { PageHead } from '../parts/PageHead.js';
import { Tag } from '../parts/Tag.js';
import { When } from '../parts/When.js';
import { usd } from '../state/numbers.js';
import { asking, useOlder } from '../state/older.js';
import { placeStore, refine } from '../state/route.js';
import { useStore } from '../state/store.js';
import { Why } from './decisions/Why.js';

/** What was decided, the newest first: why, and why not. */
export default function Decisions() {
  const { path, query } = useStore(placeStore);
  const id = path.split('/')[2];
  if (id) return <Why id={decodeURIComponent(id)} />;
  return <Timeline query={query} />;
}

function Timeline({ query }: { query: URLSearchParams }) {
  const verdict = query.get('verdict') ?? '';
  const path = asking('/v1/decisions', { verdict, strategy: query.get('book'), rule: query.get('rule') });
  const { view, older } = useOlder<DecisionsView, DecisionRowView>(
    path,
    { kinds: ['decisions', 'orders', 'reviews'], pace: 500 },
    (page) => ({
      rows: page.rows,
      next: page.nextCursor,
    }),
  );
  return (
    <>
      <PageHead title="Decisions" lead="what ballast did and did not do, and why" />
      <div class="filters">
        <BookFilter />
        <Choice
          label="Show"
          value={verdict}
          of={[
            ['', 'All'],
            ['act', 'What was done'],
            ['refused', 'What was refused'],
            ['review', 'What waits for a person'],
            ['hold', 'What was left alone'],
          ]}
          choose={(value) => refine({ verdict: value })}
        />
      </div>
      <Loaded view={view}>
        {(page) => (
          <Card title="Timeline" flush>
            {older.rows.length > 0 ? (
              <ol class="list">
                {older.rows.map((row) => (
                  <li key={row.id}>
                    <Row row={row} now={page.at} />
                  </li>
                ))}
              </ol>
            ) : older.more ? (
              <Empty title="None among the newest">Such decisions may be among older ones.</Empty>
            ) : (
              <Empty title="No decision yet">
                One is written whenever a rule wants something, and when it stops wanting it.
              </Empty>
            )}
            {(older.rows.length > 0 || older.more) && <OlderButton older={older} />}
          </Card>
        )}
      </Loaded>
    </>
  );
}

const Row = ({ row, now }: { row: DecisionRowView; now: number }) => (
  <a class="whole" href={`/decisions/${row.id}`}>
    <span class="row apart">
      <span class="title">{row.what ?? `${row.rule}: ${row.subject}`}</span>
      <span class="row small soft">
        <Tag tone={outcomeTone(row.outcome)}>{row.outcomeText}</Tag>
        <When at={row.at} now={now} />
      </span>
    </span>
    <span class="small soft">
      {row.strategy} · {row.rule} · {row.orderClass}
      {row.notionalUsd !== null && (
        <>
          {' '}
          · <Amount of={usd(row.notionalUsd)} unit="USD" />
        </>
      )}
      {row.costUsd !== null && (
        <>
          , expected to cost <Amount of={usd(row.costUsd)} unit="USD" />
        </>
      )}
    </span>
    {row.because.length > 0 && (
      <span class="small">
        <span class="soft">because</span> {row.because.join('; ')}
      </span>
    )}
    {row.not.length > 0 && (
      <span class="small">
        <span class="soft">not, since</span> {row.not.join('; ')}
      </span>
    )}
  </a>
);
