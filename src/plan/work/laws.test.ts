import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOpen } from '../../model/order.js';
import type { Algorithm, ParentTerms } from '../../model/parentOrder.js';
import { isParentOpen, leavesQty } from '../../model/parentOrder.js';
import { bps, milliseconds, unixMillis, wad } from '../../model/units.js';
import { isWithinWorst } from '../../venues/stricterPrice.js';
import { planTick } from '../planTick.js';
import { prepareOrders } from '../prepareOrders.js';
import { deleverageRule, holding, topUpRule, units, unlimited } from '../testing/toyBook.js';
import { toyState } from '../testing/toyPerp.js';
import { sizeOf, standingOf } from './standing.js';
import { anyOutcome, rarely } from './testing/chances.js';
import { createToyDesk, type ToyDesk } from './testing/toyDesk.js';
import { start, toyParent } from './testing/toyParent.js';

const minute = 60_000;
const over = fc.integer({ min: 1, max: 60 }).map((minutes) => milliseconds(minutes * minute));
const jitter = fc.double({ min: 0, max: 1, noNaN: true });
const slices = fc.integer({ min: 1, max: 20 });
const algorithm: fc.Arbitrary<Algorithm> = fc.oneof(
  fc.constant<Algorithm>({ kind: 'immediate' }),
  fc.record({ kind: fc.constant('twap' as const), over, slices, jitter }),
  fc.record({
    kind: fc.constant('vwap' as const),
    over,
    profile: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }),
    jitter,
  }),
  fc.record({ kind: fc.constant('iceberg' as const), display: fc.integer({ min: 1, max: 5 }).map(units), jitter }),
  fc.record({ kind: fc.constant('almgrenChriss' as const), over, slices, riskAversion: fc.constant(1e-5), jitter }),
);
const terms: fc.Arbitrary<Partial<ParentTerms>> = fc
  .record({
    algorithm,
    side: fc.constantFrom('Buy' as const, 'Sell' as const),
    quantity: fc.integer({ min: 1, max: 3_000 }).map((hundredths) => units(hundredths / 100)),
    away: fc.option(fc.integer({ min: -100, max: 100 })),
    timeInForce: fc.constantFrom('GTC' as const, 'GTC' as const, 'IOC' as const, 'GTD' as const),
    maxSlippage: fc.integer({ min: 5, max: 90 }).map(bps),
    minutes: fc.integer({ min: 5, max: 120 }),
  })
  .map(({ away, minutes, ...rest }) => ({
    ...rest,
    expireTime: rest.timeInForce === 'GTD' ? unixMillis(start + minutes * minute) : null,
    ...(away === null ? {} : { ordType: 'Limit' as const, price: units(2_000 + away) }),
  }));
const step = fc.record({
  after: fc.integer({ min: 1_000, max: 5 * minute }),
  outcome: anyOutcome,
  move: rarely(3, fc.integer({ min: 1_950, max: 2_050 })),
  impact: rarely(8, fc.integer({ min: 0, max: 40 })),
  say: rarely(12, fc.constantFrom('pause', 'resume', 'resume', 'requestCancel', 'less', 'more')),
});
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;
const rich = toyState({ accounts: { cross: holding(0, 1_000_000) }, impactPerUnit: 1 });

const told = (one: ToyDesk, say: Step['say']) => {
  const { state } = one.parent();
  if (!isParentOpen(state.status) || say === null) return;
  if (say === 'pause') return state.isPaused ? undefined : one.say({ kind: 'pause' });
  if (say === 'resume') return state.isPaused ? one.say({ kind: 'resume' }) : undefined;
  if (state.status === 'PendingCancel') return;
  if (say === 'requestCancel') return one.say({ kind: 'requestCancel' });
  const quantity = wad(say === 'less' ? state.quantity / 2n : state.quantity * 2n);
  one.say({ kind: 'requestReplace', change: { quantity } });
};

/** Plays a history, and looks at each plan before anything happens to it. */
function play(
  one: ToyDesk,
  steps: readonly Step[],
  look: (one: ToyDesk, sent: ToyDesk['sent'][number][]) => void,
): void {
  for (const { after, outcome: what, move, impact, say } of steps) {
    if (move !== null) one.move(move);
    if (impact !== null) one.change({ impactPerUnit: impact });
    told(one, say);
    const before = one.sent.length;
    one.tick(after, () => what);
    look(one, one.sent.slice(before));
  }
}

const histories = fc.record({
  terms,
  impact: fc.constantFrom(0, 1),
  steps: fc.array(step, { minLength: 5, maxLength: 40 }),
});

test('invariant: never more in flight than is left, never beyond the limit, nothing while paused or being canceled', () => {
  fc.assert(
    fc.property(histories, ({ terms: change, steps, impact }) => {
      const one = createToyDesk([toyParent(change)], { ...rich, impactPerUnit: impact }, { limits: unlimited });
      play(one, steps, (desk, sent) => {
        const { state, children, terms: now } = desk.parent();
        const { inFlight, done } = standingOf(desk.parent());
        expect(done + inFlight <= state.quantity).toBe(true);
        expect(state.cumQty + state.cxlQty + leavesQty(state)).toBe(state.quantity);
        expect(children.filter(({ status }) => isOpen(status)).length).toBeLessThanOrEqual(1);
        for (const { terms: child } of sent) {
          expect(state.isPaused || state.isCanceling).toBe(false);
          expect(child.quantity > 0n).toBe(true);
          expect(child.maxSlippage).toBeLessThanOrEqual(now.maxSlippage);
          expect(child.worstPrice).toBe(now.price ?? undefined);
        }
        for (const { terms: child, fills } of children) {
          if (child.kind !== 'trade' || child.worstPrice === undefined) continue;
          for (const fill of fills) {
            if (fill.kind === 'trade') expect(isWithinWorst(child.side, fill.price, child.worstPrice)).toBe(true);
          }
        }
      });
    }),
    { numRuns: 40 },
  );
}, 30_000);

test('invariant: left alone, an order is filled exactly', () => {
  fc.assert(
    fc.property(algorithm, fc.integer({ min: 10, max: 2_000 }), (kind, hundredths) => {
      const quantity = units(hundredths / 100);
      const one = createToyDesk([toyParent({ algorithm: kind, quantity })], rich, { limits: unlimited });
      for (let i = 0; i < 400 && isParentOpen(one.parent().state.status); i++) one.tick(minute / 2);
      const { state, children } = one.parent();
      expect(state.status).toBe('Filled');
      expect(children.reduce((sum, child) => sum + sizeOf(child), 0n)).toBe(quantity);
    }),
    { numRuns: 40 },
  );
}, 30_000);

test('invariant: a cancel ends with nothing in flight, and what was done stays done', () => {
  fc.assert(
    fc.property(histories, ({ terms: change, steps, impact }) => {
      const one = createToyDesk([toyParent(change)], { ...rich, impactPerUnit: impact }, { limits: unlimited });
      play(one, steps, () => undefined);
      const { status } = one.parent().state;
      if (!isParentOpen(status)) return;
      if (status !== 'PendingCancel') one.say({ kind: 'requestCancel' });
      const before = one.sent.length;
      one.tick(minute);
      one.tick(minute);
      const { state, children } = one.parent();
      expect(['Canceled', 'Filled']).toContain(state.status);
      expect(children.some((child) => isOpen(child.status))).toBe(false);
      expect(one.sent.length).toBe(before);
    }),
    { numRuns: 40 },
  );
}, 30_000);

test('invariant: the same input gives the same plan', () => {
  fc.assert(
    fc.property(histories, ({ terms: change, steps, impact }) => {
      const one = createToyDesk([toyParent(change)], { ...rich, impactPerUnit: impact }, { limits: unlimited });
      play(one, steps.slice(0, 8), () => undefined);
      const input = one.input();
      expect(
        planTick({ ...input, desk: structuredClone(input.desk) ?? { ...one.input().desk } } as typeof input),
      ).toEqual(planTick(input));
    }),
    { numRuns: 30 },
  );
}, 30_000);

test('invariant: what survival and margin rules want is the same whatever people have asked for', () => {
  const rules = [topUpRule(), deleverageRule()];
  fc.assert(
    fc.property(
      fc.double({ min: 0.95, max: 1.4, noNaN: true }),
      fc.integer({ min: 0, max: 3_000 }),
      terms,
      fc.boolean(),
      (health, purse, change, isWorked) => {
        const state = toyState({
          accounts: { cross: holding(4, 4 * 125 * health), other: holding(0, 5_000) },
          walletBalance: wad(BigInt(purse) * 1_000_000n) as never,
        });
        const parent = toyParent(change);
        const one = createToyDesk(
          [
            isWorked
              ? {
                  ...parent,
                  acceptedAt: unixMillis(start),
                  state: { ...parent.state, stage: 'accepted', status: 'New' },
                }
              : parent,
          ],
          state,
          { rules, limits: unlimited },
        );
        const input = one.input();
        const { desk: _, ...alone } = input;
        const urgent = (plan: ReturnType<typeof planTick>) =>
          plan.decisions.filter(({ orderClass }) => orderClass === 'survive' || orderClass === 'margin');
        const [withThem, without] = [planTick(input), planTick(alone)];
        expect(urgent(withThem)).toEqual(urgent(without));
        const steps = (plan: typeof withThem) =>
          prepareOrders({ ...input, plan }).prepared.filter(({ decision }) => decision.orderClass !== 'delta');
        expect(steps(withThem)).toEqual(steps(without));
      },
    ),
    { numRuns: 150 },
  );
}, 30_000);
