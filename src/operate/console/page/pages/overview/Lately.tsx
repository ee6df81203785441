import type { DecisionsView } from '../../../../views/decisions.js';
import { Empty, Loaded } from '../../parts/Loaded.js';
import { outcomeTone } from '../../parts/outcomeTone.js';
import { Tag } from '../../parts/Tag.js';
import { When } from '../../parts/When.js';
import { asking } from '../../state/older.js';
import { useView } from '../../state/view.js';

/** The last things that were decided of a book. */
export function Lately({ book }: { book: string }) {
  const path = asking('/v1/decisions', { strategy: book, limit: '5' });
  const view = useView<DecisionsView>(path, { kinds: ['decisions', 'orders', 'reviews'], pace: 500 });
  return (
    <Loaded view={view} lines={5}>
      {(page) =>
        page.rows.length === 0 ? (
          <Empty title="No decision yet">One is written whenever a rule wants something.</Empty>
        ) : (
          <ol class="list">
            {page.rows.map((row) => (
              <li key={row.id}>
                <a class="whole" href={`/decisions/${row.id}`}>
                  <span class="row apart">
                    <span class="title">{row.what ?? `${row.rule}: ${row.subject}`}</span>
                    <Tag tone={outcomeTone(row.outcome)}>{row.outcomeText}</Tag>
                  </span>
                  <span class="row apart small soft">
                    <span class="one-line">{(row.not.length > 0 ? row.not : row.because).join('; ')}</span>
                    <When at={row.at} now={page.at} />
                  </span>
                </a>
              </li>
            ))}
          </ol>
        )
      }
    </Loaded>
  );
}
