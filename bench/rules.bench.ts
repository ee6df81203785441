import { bench, describe } from 'vitest';
import { metricIndex, metrics } from '../src/assess/metrics.js';
import { parseExpression } from '../src/config/expression.js';

/** An operator's condition against the same thing written by hand; read the ratio, not the time. */
describe('a condition', () => {
  const source = 'abs(delta) > 0.5 and gas < 50 or deltaUsd > max(5000, portfolioEquity * 0.1)';
  const { holds } = parseExpression(source, 'hedge');
  const values = Float64Array.from(metrics, (_, i) => i + 0.25);
  const at = (name: string) => metricIndex.get(name) ?? 0;
  const [delta, gas, deltaUsd, equity] = ['delta', 'gas', 'deltaUsd', 'portfolioEquity'].map(at) as [
    number,
    number,
    number,
    number,
  ];
  const value = (i: number) => values[i] ?? Number.NaN;

  /** One evaluation is too short to time: the harness would be what is measured. */
  const evaluations = 10_000;
  let held = 0;

  bench('plain JavaScript', () => {
    for (let i = 0; i < evaluations; i++) {
      values[delta] = i & 1;
      const cheap = Math.abs(value(delta)) > 0.5 && value(gas) < 50;
      if (cheap || value(deltaUsd) > Math.max(5000, value(equity) * 0.1)) held++;
    }
  });
  bench('compiled from the strategy file', () => {
    for (let i = 0; i < evaluations; i++) {
      values[delta] = i & 1;
      if (holds(values)) held++;
    }
    if (held < 0) throw new Error('counted backwards');
  });
});
