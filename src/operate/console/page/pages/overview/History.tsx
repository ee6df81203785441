import { useState } from 'preact/hooks';
import { Card } from '../../parts/Card.js';
import { LazyChart } from '../../parts/LazyChart.js';
import { Bones, Empty, Failure } from '../../parts/Loaded.js';
import { useSeries } from '../../state/series.js';

const spans = [
  ['1 h', 3_600_000],
  ['6 h', 21_600_000],
  ['24 h', 86_400_000],
  ['7 d', 604_800_000],
] as const;

/** How equity, delta and health went. What is new is added at the end as it comes. */
export function History({ book }: { book: string }) {
  const [span, setSpan] = useState<number>(86_400_000);
  const { series, error, again } = useSeries(book, span);
  return (
    <Card
      title="Over time"
      rest={
        // biome-ignore lint/a11y/useSemanticElements: a row of buttons, and not of what is filled in
        <div class="segments" role="group" aria-label="Time span">
          {spans.map(([name, ms]) => (
            <button key={name} type="button" aria-pressed={ms === span} onClick={() => setSpan(ms)}>
              {name}
            </button>
          ))}
        </div>
      }
    >
      {series === null ? (
        error ? (
          <Failure error={error} again={again} />
        ) : (
          <Bones lines={6} />
        )
      ) : series.at.length < 2 ? (
        <Empty title="No history yet">Every block adds a point: the line begins with the second one.</Empty>
      ) : (
        <div class="stack">
          {(
            [
              ['equityUsd', 'Equity', 'USD', 2],
              ['deltaUsd', 'Net delta', 'USD', 0],
              ['worstHealth', 'Worst health', '', 3],
            ] as const
          ).map(([name, title, unit, decimals]) => {
            const column = series.columns.find((one) => one.name === name);
            if (!column) return null;
            return (
              <LazyChart
                key={name}
                {...{ title, unit, decimals }}
                at={series.at}
                lines={[{ name: title, values: column.last, low: column.min, high: column.max }]}
                {...(name === 'worstHealth' ? { floor: { at: 1, name: 'liquidation' } } : {})}
                {...(name === 'deltaUsd' ? { floor: { at: 0, name: 'level' } } : {})}
                follow={`${book}-${span}`}
              />
            );
          })}
        </div>
      )}
    </Card>
  );
}
