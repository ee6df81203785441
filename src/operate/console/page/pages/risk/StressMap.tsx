import { useState } from 'preact/hooks';
import type { BookRiskView } from '../../../../views/bookRisk.js';
import { Button } from '../../parts/Button.js';
import { percent, short } from '../../state/numbers.js';

type Stress = NonNullable<BookRiskView['stress']>;

const isRound = (move: number): boolean => Math.abs(move) < 0.051 || Math.abs((move * 10) % 1) < 1e-6;

/** Gains and losses when price and volatility move at once. The figure is in each cell: the colour only leads the eye. */
export function StressMap({ stress }: { stress: Stress }) {
  const { volFactors, pnlUsd, walls, underlying } = stress;
  const [isWhole, showWhole] = useState(false);
  // As many as fit on a screen: far from the middle, every second one.
  const shown = stress.moves.flatMap((move, column) => (isWhole || isRound(move) ? [{ move, column }] : []));
  const most = Math.max(1, ...pnlUsd.flat().map((value) => Math.abs(value ?? 0)));
  const shade = (value: number | null) => {
    if (value === null) return 'var(--sunken)';
    const part = Math.round(6 + 34 * Math.sqrt(Math.abs(value) / most));
    const colour = value < 0 ? 'var(--warn-line)' : 'var(--accent)';
    return `color-mix(in srgb, ${colour} ${value === 0 ? 0 : part}%, var(--surface))`;
  };
  return (
    <div class="stack tight">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keys */}
      <section class="table-wrap" tabIndex={0} aria-label="Stress table">
        <table class="heat">
          <caption class="unseen">
            Gain or loss in USD: {underlying} moves across, implied volatility down, before liquidations
          </caption>
          <thead>
            <tr>
              <th scope="col">
                vol <span aria-hidden="true">↓</span> price <span aria-hidden="true">→</span>
              </th>
              {shown.map(({ move }) => (
                <th key={move} scope="col">
                  {percent(move, 0, true)} %
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {volFactors.map((factor, row) => (
              <tr key={factor}>
                <th scope="row">×{factor.toFixed(2)}</th>
                {shown.map(({ move, column }) => {
                  const value = pnlUsd[row]?.[column] ?? null;
                  return (
                    <td key={move} style={{ background: shade(value) }}>
                      {short(value, true)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {shown.length < stress.moves.length || isWhole ? (
        <div class="row">
          <Button kind="bare" onClick={() => showWhole(!isWhole)}>
            {isWhole ? 'Fewer moves' : `All ${stress.moves.length} moves`}
          </Button>
        </div>
      ) : null}
      <p class="small soft">
        {walls.length === 0
          ? 'No account is liquidated by these moves alone.'
          : `Liquidated on the way: ${walls.map(({ label, move }) => `${label} at ${percent(move, 1, true)} %`).join('; ')}.`}
      </p>
    </div>
  );
}
