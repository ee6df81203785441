import { boundsOf, type Reading } from '../bounds.js';
import type { CheckContext, Judgement } from '../check.js';
import { dayPnlOf, shockPnlOf, valueAtRisk99, withUnits } from '../scenarioPnl.js';
import { judgeChange } from './exposures.js';

/** What the worst of all shocks would cost, the order filled. */
export const stressLoss = (context: CheckContext): Judgement =>
  judgeChange(context, ({ instrument, traded }) => {
    const bounds = boundsOf(context.levels, ({ stress }) => stress);
    if (bounds.length === 0) return [];
    const { book, unit, names } = shockPnlOf(context.exposure());
    const before = worstOf(book).loss;
    const { index, loss } = worstOf(withUnits(book, unit(instrument) ?? unknown, traded));
    const what = `the loss in ${names[index] ?? 'the worst shock'}`;
    return bounds.map((own): Reading => ({ ...own, what, unit: 'usd', before, after: loss }));
  });

/** What a day costs at most in 99 of 100 cases, the order filled. */
export const valueAtRisk = (context: CheckContext): Judgement =>
  judgeChange(context, ({ instrument, traded }) => {
    const bounds = boundsOf(context.levels, (limits) => limits.valueAtRisk);
    if (bounds.length === 0) return [];
    const { book, unit } = dayPnlOf(context.exposure());
    const before = valueAtRisk99(book);
    const after = valueAtRisk99(withUnits(book, unit(instrument) ?? unknown, traded));
    return bounds.map((own): Reading => ({ ...own, what: 'value at risk (99 %, a day)', unit: 'usd', before, after }));
  });

const unknown = new Float64Array(0);

/** The worst of all; what is not known is worse than what is. */
function worstOf(pnl: Float64Array): { index: number; loss: number } {
  let index = 0;
  for (let s = 0; s < pnl.length; s++) {
    const value = pnl[s] ?? Number.NaN;
    if (Number.isNaN(value)) return { index: s, loss: Number.NaN };
    if (value < (pnl[index] ?? Number.NaN)) index = s;
  }
  return { index, loss: -(pnl[index] ?? Number.NaN) };
}
