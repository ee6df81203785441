import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assess } from '../assess/assess.js';
import type { Bound, LevelLimits, LimitLevel, StandingLimits } from '../model/limits.js';
import type { TradeTerms } from '../model/order.js';
import { plainOutlook } from '../model/outlook.js';
import { toFloat } from '../model/units.js';
import { project } from '../plan/project.js';
import { toySnapshot, units } from '../plan/testing/toyBook.js';
import { type ToyState, toyPerp, toyReading, toyState } from '../plan/testing/toyPerp.js';
import { changeOf, grossOf, leveragedOf, shifted } from './afterTrade.js';
import type { CheckContext } from './check.js';
import { checkAction } from './checkAction.js';
import { exposureOf } from './exposure.js';
import { dayPnlOf, shockPnlOf, withUnits } from './scenarioPnl.js';
import { actionOf, at, comfortable, contextOf, sell } from './testing/violations.js';

const venues = new Map([['toy', toyPerp('toy')]]);
const exposed = (snapshot: ReturnType<typeof toySnapshot>) =>
  exposureOf({ snapshot, risk: assess(snapshot, venues), outlook: plainOutlook });

const quantity = fc.double({ min: -50, max: 50, noNaN: true }).filter((value) => Math.abs(value) > 0.01);
const book = fc.record({
  ETH: quantity,
  BTC: quantity,
  SOL: quantity,
  cash: fc.double({ min: 0, max: 1e6, noNaN: true }),
});
const trade = fc.record({ underlying: fc.constantFrom('ETH', 'BTC', 'SOL'), quantity });

const stateOf = ({ ETH, BTC, SOL, cash }: { ETH: number; BTC: number; SOL: number; cash: number }): ToyState =>
  toyState({
    marks: { ETH: units(2_000), BTC: units(60_000), SOL: units(150) },
    accounts: { cross: { cash: units(cash), quantities: { ETH: units(ETH), BTC: units(BTC), SOL: units(SOL) } } },
  });

const termsOf = (wanted: { underlying: string; quantity: number }): TradeTerms => ({
  ...sell(1, { reduceOnly: false }),
  instrument: `toy ${wanted.underlying}`,
  position: `toy cross/${wanted.underlying}`,
  side: wanted.quantity > 0 ? 'Buy' : 'Sell',
  quantity: units(Math.abs(wanted.quantity)),
});

const near = (value: number, expected: number) => Math.abs(value - expected) <= 1e-9 * Math.max(1, Math.abs(expected));

test('invariant: what a trade is said to leave is the exposure of the book that it leaves', () => {
  fc.assert(
    fc.property(book, trade, (held, wanted) => {
      const snapshot = toySnapshot([toyReading(stateOf(held))]);
      const terms = termsOf(wanted);
      const [before, after] = [exposed(snapshot), exposed(project(snapshot, venues, terms))];
      const change = changeOf(before, terms);
      if (!change) throw new Error('every market is known');
      const own = before.totals.byUnderlying.get(wanted.underlying)?.delta ?? 0;
      const pairs = [
        [shifted(before.totals.gross, change, grossOf), after.totals.gross],
        [shifted(before.totals.net, change, ({ deltaUsd }) => deltaUsd), after.totals.net],
        [shifted(before.totals.leveraged, change, leveragedOf), after.totals.leveraged],
        [shifted(own, change, ({ delta }) => delta), after.totals.byUnderlying.get(wanted.underlying)?.delta ?? 0],
        [before.equity, after.equity],
      ] as const;
      for (const [told, found] of pairs) expect(near(told, found), `${told} is not ${found}`).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('invariant: the same of what it gains in every shock, and in every future of a day', () => {
  fc.assert(
    fc.property(book, trade, (held, wanted) => {
      const snapshot = toySnapshot([toyReading(stateOf(held))]);
      const terms = termsOf(wanted);
      const signed = toFloat(terms.quantity) * (terms.side === 'Buy' ? 1 : -1);
      for (const pnlOf of [shockPnlOf, dayPnlOf]) {
        const now = pnlOf(exposed(snapshot));
        const unit = now.unit(terms.instrument);
        if (!unit) throw new Error('every market is known');
        const told = withUnits(now.book, unit, signed);
        const found = pnlOf(exposed(project(snapshot, venues, terms))).book;
        const scale = Math.max(...found.map(Math.abs), ...now.book.map(Math.abs), 1);
        const worst = told.reduce((most, value, s) => Math.max(most, Math.abs(value - (found[s] ?? Number.NaN))), 0);
        expect(worst / scale).toBeLessThan(1e-9);
      }
    }),
    { numRuns: 10 },
  );
});

/** USD limits of every size. */
const sizes: Readonly<Record<string, (bound: Bound) => StandingLimits>> = {
  GROSS_EXPOSURE: (gross) => ({ gross }),
  NET_EXPOSURE: (net) => ({ net }),
  MAX_POSITION_USD: (position) => ({ position }),
  STRESS_LOSS: (stress) => ({ stress }),
};
const levelsOf = (limits: StandingLimits, level: LimitLevel = 'strategy'): LevelLimits[] => [{ level, limits }];
const wide = { ...comfortable, requirement: 1 };
const judged = (quantity: number, change: Partial<CheckContext>) =>
  checkAction(contextOf(actionOf(sell(quantity, { reduceOnly: quantity <= 3 })), wide, change));

describe.each(Object.entries(sizes))('%s', (code, limit) => {
  const found = (context: ReturnType<typeof judged>) => context.checks.find((one) => one.code === code);

  test('invariant: what is cut is within the limit, and no more is cut than must be', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 40 }), fc.integer({ min: 100, max: 90_000 }), (quantity, usd) => {
        const answer = judged(quantity, { levels: levelsOf(limit(at(usd))) });
        const check = found(answer);
        if (check?.verdict !== 'shrink' || answer.action?.terms.kind !== 'trade') return;
        const again = judged(toFloat(answer.action.terms.quantity), { levels: levelsOf(limit(at(usd))) });
        expect(found(again)?.verdict).toBe('pass');
        const more = judged(toFloat(answer.action.terms.quantity) * 1.0001, { levels: levelsOf(limit(at(usd))) });
        expect(found(more)?.verdict).not.toBe('pass');
      }),
      { numRuns: 40 },
    );
  });

  test('invariant: what reduces is not stopped, however far beyond the limit it is', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 3, noNaN: true }), fc.integer({ min: 0, max: 5_999 }), (quantity, usd) => {
        expect(found(judged(quantity, { levels: levelsOf(limit(at(usd))) }))?.verdict).toBe('pass');
      }),
      { numRuns: 40 },
    );
  });

  test('invariant: the more is ordered, the sterner the answer: pass, review, then cut or refused', () => {
    const rank = { pass: 0, review: 1, shrink: 2, reject: 2 };
    const pair = fc.tuple(fc.integer({ min: 4, max: 40 }), fc.integer({ min: 4, max: 40 }));
    fc.assert(
      fc.property(
        pair,
        fc.integer({ min: 200, max: 40_000 }),
        fc.integer({ min: 1, max: 40_000 }),
        (sold, review, more) => {
          const levels = levelsOf(limit(at(review + more, review)));
          const readings = sold.sort((a, b) => a - b).map((quantity) => found(judged(quantity, { levels })));
          const measured = readings.map((one) => one?.value ?? 0);
          // A short may cost less in the worst shock than the long that it takes away.
          if ((measured[0] ?? 0) > (measured[1] ?? 0)) return;
          const [small, large] = readings.map((one) => rank[one?.verdict ?? 'pass']);
          // What was cut to the limit is then for review: it was beyond both.
          expect(Math.min(small ?? 0, 1)).toBeLessThanOrEqual(Math.min(large ?? 0, 1));
        },
      ),
      { numRuns: 40 },
    );
  });

  test('invariant: of several levels the strictest binds, and is named', () => {
    const usd = fc.integer({ min: 7_000, max: 60_000 });
    fc.assert(
      fc.property(fc.tuple(usd, usd, usd), (bounds) => {
        const names: LimitLevel[] = ['strategy', 'account', 'global'];
        const levels = names.flatMap((level, i) => levelsOf(limit(at(bounds[i] ?? 0)), level));
        const least = Math.min(...bounds);
        const check = found(judged(40, { levels }));
        expect(check).toMatchObject({ limit: least, level: names[bounds.indexOf(least)] });
      }),
      { numRuns: 30 },
    );
  });
});
