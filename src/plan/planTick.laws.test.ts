import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Order } from '../model/order.js';
import { plainOutlook } from '../model/outlook.js';
import { positionsOf } from '../model/snapshot.js';
import type { Rule } from '../model/strategy.js';
import { bps, toFloat, tokenAmount, unixSeconds, wad } from '../model/units.js';
import { decodeJson, encodeJson } from '../record/json.js';
import type { PlanInput } from './plan.js';
import { planTick } from './planTick.js';
import { portfolioAfter, portfolioOf } from './portfolio.js';
import {
  deleverageRule,
  deltaOver,
  hedgeRule,
  holding,
  topUpRule,
  toyBook,
  toyOrder,
  toySnapshot,
  toyStrategy,
  tradeOf,
  unlimited,
} from './testing/toyBook.js';
import { toyState } from './testing/toyPerp.js';

const quantity = fc.integer({ min: -2_000, max: 2_000 }).map((hundredths) => hundredths / 100);

/** Books from comfortable to nearly gone, with a wallet from empty to rich, and anything in flight. */
const books = fc
  .record({
    quantities: fc.array(quantity, { minLength: 1, maxLength: 3 }),
    /** Health if something is held, of each account. */
    health: fc.array(fc.double({ min: 0.9, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 }),
    wallet: fc.integer({ min: 0, max: 5_000 }),
    inFlight: fc.array(
      quantity.filter((q) => q !== 0),
      { maxLength: 2 },
    ),
    inFlightRule: fc.constantFrom('hedge ETH', 'another'),
    status: fc.constantFrom('New', 'Unknown', 'PendingReview', 'PendingNew'),
    to: fc.integer({ min: -3, max: 3 }),
    minimum: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
    order: fc.constantFrom(Number.POSITIVE_INFINITY, 500, 5_000),
    health2: fc.constantFrom(Number.POSITIVE_INFINITY, 1.5),
    initialRequirement: fc.constantFrom(0, 1_000),
    tradingState: fc.constantFrom('active', 'reducing'),
    ruleOrder: fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 }),
  })
  .map((x) => {
    const accounts = Object.fromEntries(
      x.quantities.map((q, i) => [`a${i}`, holding(q, Math.max(50, Math.abs(q) * 125 * (x.health[i] ?? 1)))]),
    );
    const walletBalance = tokenAmount(BigInt(x.wallet) * 1_000_000n);
    const state = toyState({ accounts, walletBalance, initialRequirement: x.initialRequirement });
    const rules: Rule[] = [
      hedgeRule({ to: x.to, minimum: x.minimum, when: deltaOver(0.5) }),
      topUpRule(),
      deleverageRule(),
    ];
    const limits = { ...unlimited, order: x.order, health: x.health2, slippage: bps(100) };
    const openOrders: Order[] = x.inFlight.map((q, i) =>
      toyOrder(tradeOf(q, { position: 'toy a0/ETH' }), { id: `order-${i}`, rule: x.inFlightRule, status: x.status }),
    );
    const strategy = toyStrategy(
      x.ruleOrder.map((index) => rules[index] as Rule),
      { limits },
    );
    const input: PlanInput = { ...toyBook([], state, { openOrders, tradingState: x.tradingState }), strategy };
    return { input, hedge: rules[0] as Rule & { kind: 'hedge' } };
  });

const law = (check: (book: { input: PlanInput; hedge: Rule & { kind: 'hedge' } }) => void) => () =>
  fc.assert(fc.property(books, check), { numRuns: 300 });

test(
  'invariant: the same input gives the same plan',
  law(({ input }) => {
    expect(planTick(input)).toEqual(planTick(structuredCloneOf(input)));
  }),
);

/** Functions cannot be cloned; the data can. */
const structuredCloneOf = (input: PlanInput): PlanInput => ({
  ...input,
  snapshot: structuredClone(input.snapshot),
  openOrders: structuredClone(input.openOrders),
  usage: structuredClone(input.usage),
});

test(
  'invariant: a plan does not touch its input',
  law(({ input }) => {
    const before = structuredClone([input.snapshot, input.openOrders, input.usage]);
    planTick(input);
    expect([input.snapshot, input.openOrders, input.usage]).toEqual(before);
  }),
);

test(
  'invariant: the order in which a venue lists its accounts and positions does not matter',
  law(({ input }) => {
    const [reading] = input.snapshot.readings;
    if (!reading) throw new Error('unreachable');
    const reversed = {
      ...reading,
      positions: [...reading.positions].reverse(),
      marginAccounts: [...reading.marginAccounts].reverse(),
    };
    const hedgeless = input.strategy.rules.filter((rule) => rule.kind !== 'hedge');
    const strategy = { ...input.strategy, rules: hedgeless };
    const plan = (one: typeof reading) =>
      planTick({ ...input, openOrders: [], strategy, snapshot: toySnapshot([one]) }).decisions;
    expect(plan(reversed)).toEqual(plan(reading));
  }),
);

test(
  'invariant: survive first, then margin, then delta',
  law(({ input }) => {
    const ranks = planTick(input).decisions.map(({ orderClass, kind, verdict }) =>
      // A displaced rule is judged after its turn; what acts keeps the order.
      verdict === 'act' ? (kind === 'hedge' ? 2 : orderClass === 'survive' ? 0 : 1) : null,
    );
    const acting = ranks.filter((rank) => rank !== null);
    expect(acting).toEqual([...acting].sort());
  }),
);

test(
  'invariant: each rule decides at most once about a subject',
  law(({ input }) => {
    const keys = planTick(input).decisions.map(({ rule, subject }) => `${rule} ${JSON.stringify(subject)}`);
    expect(new Set(keys).size).toBe(keys.length);
  }),
);

test(
  'invariant: after a chosen hedge the delta is at its target, unless a check cut it or it closes the first of several positions',
  law(({ input, hedge }) => {
    const decisions = planTick(input).decisions.filter(({ verdict }) => verdict === 'act');
    const chosen = decisions.find(({ kind }) => kind === 'hedge');
    if (!chosen || chosen.checks.some(({ verdict }) => verdict === 'shrink')) return;
    if (chosen.size.some((line) => line.endsWith('follows'))) {
      expect(chosen.action?.terms).toMatchObject({ reduceOnly: true });
      return;
    }
    const held = positionsOf(input.snapshot).map((position) => toFloat(position.quantity));
    const coming = [...input.openOrders, ...decisions.flatMap(({ action }) => action ?? [])].map(({ terms }) =>
      terms.kind !== 'trade' ? 0 : toFloat(terms.quantity) * (terms.side === 'Buy' ? 1 : -1),
    );
    const delta = [...held, ...coming].reduce((sum, quantity) => sum + quantity, 0);
    expect(Math.abs(delta - hedge.to)).toBeLessThanOrEqual(1e-9);
  }),
);

test(
  'invariant: whatever it was cut to, a chosen hedge is no less than its minimum and the venue takes it',
  law(({ input, hedge }) => {
    let portfolio = portfolioOf(input.snapshot, input.venues, plainOutlook);
    for (const { action, kind } of planTick({ ...input, openOrders: [] }).decisions) {
      if (!action) continue;
      const { terms } = action;
      if (kind === 'hedge' && terms.kind === 'trade') {
        expect(toFloat(terms.quantity)).toBeGreaterThanOrEqual(hedge.minimum * (1 - 1e-12));
        const [reading] = portfolio.snapshot.readings;
        if (!reading) throw new Error('unreachable');
        expect(() => input.venues.get('toy')?.prepare(reading, terms, unixSeconds(0))).not.toThrow();
      }
      portfolio = portfolioAfter(portfolio, input.venues, terms);
    }
  }),
);

test(
  'invariant: while its order is in flight a hedge is never sent again',
  law(({ input }) => {
    const chosen = planTick(input).decisions.find(({ kind, verdict }) => kind === 'hedge' && verdict === 'act');
    if (input.openOrders.some(({ rule }) => rule === 'hedge ETH')) expect(chosen).toBeUndefined();
    if (!chosen?.action) return;
    // Whatever was sent is in flight at the next tick, and the block has not moved.
    const openOrders = planTick(input)
      .decisions.flatMap(({ action }) => action ?? [])
      .map(({ terms, rule }, i) => toyOrder(terms, { id: `sent-${i}`, rule }));
    const next = planTick({ ...input, openOrders: [...input.openOrders, ...openOrders] });
    expect(next.decisions.filter(({ kind, verdict }) => kind === 'hedge' && verdict === 'act')).toEqual([]);
  }),
);

test(
  'invariant: survival is never stopped by a check, and with means it acts',
  law(({ input }) => {
    for (const decision of planTick(input).decisions.filter(({ orderClass }) => orderClass === 'survive')) {
      expect(decision.checks.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
      if (decision.verdict === 'refused') {
        expect(decision.not[0]).toMatch(/the wallet holds no USDC|no reduction brings/);
      }
    }
  }),
);

test(
  'invariant: a deleveraging never grows or flips, and a top-up never overdraws the wallet',
  law(({ input }) => {
    const reading = input.snapshot.readings[0];
    let spent = 0n;
    for (const { kind, action } of planTick({ ...input, openOrders: [] }).decisions) {
      if (!action) continue;
      if (action.terms.kind === 'addCollateral') spent += action.terms.amount;
      if (kind !== 'deleverage' || action.terms.kind !== 'trade') continue;
      const { position, quantity: traded, side } = action.terms;
      const held = toFloat(reading?.positions.find(({ id }) => id === position)?.quantity ?? wad(0n));
      expect(Math.sign(held)).toBe(side === 'Sell' ? 1 : -1);
      expect(toFloat(traded)).toBeLessThanOrEqual(Math.abs(held));
    }
    expect(spent <= (reading?.funding[0]?.balance ?? 0n)).toBe(true);
  }),
);

test(
  'invariant: the ledger gives a decision back as it was; it is JSON, but for the integers of its terms and what is not known of its cost',
  law(({ input }) => {
    const { decisions } = planTick(input);
    expect(decodeJson(encodeJson(decisions))).toEqual(decisions);
    const rest = decisions.map(({ action, alternatives: _, ...decision }) => {
      if (!action) return { ...decision, action };
      const { cost: __, ...told } = action;
      return { ...decision, action: { ...told, terms: 0 } };
    });
    expect(JSON.parse(JSON.stringify(rest))).toEqual(rest);
  }),
);
