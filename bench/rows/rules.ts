import { metricIndex, metrics } from '../../src/assess/metrics.js';
import { parseExpression } from '../../src/config/expression.js';
import type { Contest } from '../contest.js';

const source = 'abs(delta) > 0.5 and gas < 50 or deltaUsd > max(5000, portfolioEquity * 0.1)';
/** One evaluation is too short to time: the harness would be what is measured. */
const evaluations = 10_000;

/** An operator's condition against the same thing written by hand. */
export function contests(): Contest[] {
  const { holds } = parseExpression(source, 'hedge');
  const values = Float64Array.from(metrics, (_, i) => i + 0.25);
  const at = (name: string) => metricIndex.get(name) ?? 0;
  const delta = at('delta');
  const gas = at('gas');
  const deltaUsd = at('deltaUsd');
  const equity = at('portfolioEquity');
  const value = (i: number) => values[i] ?? Number.NaN;
  const held = { byHand: 0, compiled: 0 };

  return [
    {
      title: `rules: ${source}`,
      unit: 'ns',
      of: 'evaluation',
      contestants: [
        {
          name: 'plain JavaScript',
          per: evaluations,
          run: () => {
            let count = 0;
            for (let i = 0; i < evaluations; i++) {
              values[delta] = i & 1;
              const cheap = Math.abs(value(delta)) > 0.5 && value(gas) < 50;
              if (cheap || value(deltaUsd) > Math.max(5000, value(equity) * 0.1)) count++;
            }
            held.byHand = count;
          },
        },
        {
          name: 'compiled from the strategy file',
          per: evaluations,
          run: () => {
            let count = 0;
            for (let i = 0; i < evaluations; i++) {
              values[delta] = i & 1;
              if (holds(values)) count++;
            }
            held.compiled = count;
          },
        },
      ],
      limits: [{ of: 'compiled from the strategy file', against: 'plain JavaScript', atMost: 3 }],
      lines: () => [{ say: `both held ${held.byHand} times of ${evaluations}`, met: held.byHand === held.compiled }],
    },
  ];
}
