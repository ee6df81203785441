import { sayNumber } from '../../assess/sayNumber.js';
import type { LimitLevel } from '../../model/limits.js';
import { changeOf, grossOf, isTrading, type LegChange, leveragedOf, shifted } from '../afterTrade.js';
import { boundsOf, judgeMost, type Reading } from '../bounds.js';
import { type CheckContext, type Judgement, pass } from '../check.js';
import { fitsPattern } from '../instrumentPattern.js';
import type { OtherBook } from '../surroundings.js';

/** What is held of one instrument, by its worth. */
export const maxPosition = (context: CheckContext): Judgement =>
  judgeChange(context, ({ after: { instrument } }, held) => {
    const bounds = [
      ...boundsOf(context.levels, ({ position }) => position).map((one) => ({ ...one, pattern: instrument })),
      ...context.levels.flatMap(({ level, limits: { positions = {} } }) =>
        Object.entries(positions).flatMap(([pattern, bound]) =>
          fitsPattern(instrument, pattern) ? [{ level, bound, pattern }] : [],
        ),
      ),
    ];
    return bounds.map(({ level, bound }): Reading => {
      const others = elsewhere(context, level).reduce((sum, book) => sum + (book.byInstrument[instrument] ?? 0), 0);
      const now = (context.exposure().totals.byInstrument.get(instrument) ?? 0) + others;
      return {
        ...{ level, bound, what: instrument, unit: 'usd' },
        before: Math.abs(now),
        after: Math.abs(held(now, ({ worthUsd }) => worthUsd)),
      };
    });
  });

export const grossExposure = (context: CheckContext): Judgement =>
  judgeChange(context, (_change, held) =>
    boundsOf(context.levels, ({ gross }) => gross).map(({ level, bound }): Reading => {
      const now =
        context.exposure().totals.gross + elsewhere(context, level).reduce((sum, { gross }) => sum + gross, 0);
      return { level, bound, what: 'gross exposure', unit: 'usd', before: now, after: held(now, grossOf) };
    }),
  );

export const netExposure = (context: CheckContext): Judgement =>
  judgeChange(context, (_change, held) =>
    boundsOf(context.levels, ({ net }) => net).map(({ level, bound }): Reading => {
      const now = context.exposure().totals.net + elsewhere(context, level).reduce((sum, { net }) => sum + net, 0);
      const after = Math.abs(held(now, ({ deltaUsd }) => deltaUsd));
      return { level, bound, what: 'net exposure', unit: 'usd', before: Math.abs(now), after };
    }),
  );

/** Notional of perpetuals and options by equity, fees not counted. What is not positive equity carries nothing. */
export const maxLeverage = (context: CheckContext): Judgement =>
  judgeChange(context, (_change, held) => {
    const { totals, equity } = context.exposure();
    const now = totals.leveraged;
    const after = held(now, leveragedOf);
    const leverage = (notional: number) => (equity > 0 ? notional / equity : Number.POSITIVE_INFINITY);
    const reading = { what: 'leverage', unit: 'times', before: leverage(now), after: leverage(after) };
    // With no equity left any notional is too much, and less of it is better all the same.
    return boundsOf(context.levels, (limits) => limits.leverage).map(
      (one): Reading => ({ ...one, ...reading, isLess: after <= now }),
    );
  });

const greekNames = ['delta', 'gamma', 'vega'] as const;

/** Delta, gamma and vega of the order's own underlying. */
export const greekLimit =
  (name: (typeof greekNames)[number]) =>
  (context: CheckContext): Judgement =>
    judgeChange(context, ({ after: { underlying } }, held) => {
      if (underlying === null) return [];
      const own = context.exposure().totals.byUnderlying.get(underlying);
      // Of one point of volatility; of a whole is what the sums are in.
      const scale = name === 'vega' ? 0.01 : 1;
      const unit = name === 'vega' ? 'usd' : underlying;
      return boundsOf(context.levels, ({ greeks }) => greeks?.[underlying]?.[name] ?? greeks?.['*']?.[name]).map(
        ({ level, bound }): Reading => {
          const now = (own?.[name] ?? 0) * scale;
          const after = Math.abs(held(now, (leg) => leg[name] * scale));
          return { level, bound, what: `${name} of ${underlying}`, unit, before: Math.abs(now), after };
        },
      );
    });

/** Adds up what a sum over positions is after the change. */
type Held = (total: number, part: (leg: LegChange['after']) => number) => number;

/** Where a trade is made, what it changes is measured; else there is nothing to judge. */
export function judgeChange(
  context: CheckContext,
  measure: (change: LegChange, held: Held) => readonly Reading[],
): Judgement {
  if (!isTrading(context.action.terms)) return pass('nothing is traded');
  // A resting order that reduces is a stop, or takes a profit.
  if (context.action.terms.kind === 'rest' && context.action.terms.reduceOnly) return pass('it can only reduce');
  return judgeMost(
    context,
    (terms) => {
      const change = isTrading(terms) ? changeOf(context.exposure(), terms) : null;
      return change ? measure(change, (total, part) => shifted(total, change, part)) : [];
    },
    sayIn,
  );
}

/** Other books whose exposure a limit of this level is about. */
function elsewhere({ surroundings }: CheckContext, level: LimitLevel): readonly OtherBook[] {
  if (level === 'strategy') return [];
  return level === 'global' ? surroundings.books : surroundings.books.filter(({ sharesAccount }) => sharesAccount);
}

/** `1200 USD`, `34 %`, `2.5 times`, `12 ETH`. */
export function sayIn(value: number, unit: string): string {
  if (unit === 'share') return `${sayNumber(value * 100)} %`;
  return `${sayNumber(value)} ${unit === 'usd' ? 'USD' : unit}`;
}
