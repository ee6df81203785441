import { useState } from 'preact/hooks';
import { figure } from '../state/numbers.js';
import type { ChartProps, Line } from './chartProps.js';

const most = 24;

/** What a chart shows, in a sentence and as a table of a few of its points; made when it is opened. */
export function ChartTable({
  title,
  unit,
  decimals,
  at,
  across,
  lines,
  sayAt,
}: ChartProps & { sayAt: (at: number | undefined) => string }) {
  const [open, setOpen] = useState(false);
  const every = Math.max(1, Math.ceil(at.length / most));
  const rows = open ? at.flatMap((_, index) => (index % every === 0 || index === at.length - 1 ? [index] : [])) : [];
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title} as a table</summary>
      {open && (
        <>
          {lines.map((line) => (
            <p key={line.name} class="small soft">
              {inWords(line, unit, decimals)}
            </p>
          ))}
          <table>
            <caption class="unseen">
              {title}, {rows.length} of {at.length} points
            </caption>
            <thead>
              <tr>
                <th scope="col">{across?.name ?? 'Time'}</th>
                {lines.map((line) => (
                  <th key={line.name} scope="col" class="right">
                    {line.name} {unit && `(${unit})`}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((index) => (
                <tr key={index}>
                  <th scope="row">{sayAt(at[index])}</th>
                  {lines.map((line) => (
                    <td key={line.name} class="right">
                      {figure(line.values[index] ?? null, decimals)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </details>
  );
}

function inWords({ name, values, low, high }: Line, unit: string, decimals: number): string {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of low ?? values) if (value !== null && value < least) least = value;
  for (const value of high ?? values) if (value !== null && value > most) most = value;
  if (least > most) return `${name}: nothing is known.`;
  const say = (value: number | null | undefined) => `${figure(value ?? null, decimals)} ${unit}`.trim();
  return `${name}: from ${say(values.find((value) => value !== null))} to ${say(values.findLast((value) => value !== null))}; least ${say(least)}, most ${say(most)}.`;
}
