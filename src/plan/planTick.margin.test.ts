import { describe, expect, test } from 'vitest';
import type { TradeTerms } from '../model/order.js';
import { toFloat, tokenAmount } from '../model/units.js';
import type { DecisionDraft, Plan } from './plan.js';
import { planTick } from './planTick.js';
import {
  deleverageRule,
  healthBelow,
  hedgeRule,
  holding,
  topUpRule,
  toyBook,
  toyOrder,
  toySnapshot,
  tradeOf,
  units,
} from './testing/toyBook.js';
import { toyPerp, toyReading, toyState } from './testing/toyPerp.js';
import { toyWallet, toyWalletReading } from './testing/toyWallet.js';

const only = (plan: Plan): DecisionDraft => {
  expect(plan.decisions).toHaveLength(1);
  return plan.decisions[0] as DecisionDraft;
};
const trade = (decision: DecisionDraft | undefined): TradeTerms => decision?.action?.terms as TradeTerms;
const added = (decision: DecisionDraft | undefined): bigint => {
  const terms = decision?.action?.terms;
  return terms?.kind === 'addCollateral' ? terms.amount : 0n;
};
const verdicts = (plan: Plan) =>
  plan.decisions.map(({ kind, verdict, orderClass }) => `${kind} ${orderClass} ${verdict}`);

describe('margin', () => {
  /** Notional 20 000, requirement 1 250. */
  const at = (health: number, change = {}) =>
    toyState({ accounts: { cross: holding(-10, 1_250 * health) }, ...change });

  test('default: a top-up brings the health back to its target', () => {
    const plan = planTick(toyBook([topUpRule()], at(1.2)));
    const decision = only(plan);
    expect(decision).toMatchObject({
      verdict: 'act',
      orderClass: 'margin',
      subject: { marginAccount: 'toy cross' },
      because: ['health 1.2: health < 1.3'],
      size: ['health 1.2 to 1.8: add 750 USDC; equity 1500 USD, required 1250 USD; the wallet holds 10000 USDC'],
    });
    expect(added(decision)).toBe(750_000_000n);
    expect(decision.action?.notional).toBe(750);
  });

  test('default: a deleveraging reduces until the target is met', () => {
    const decision = only(planTick(toyBook([deleverageRule()], at(1.1))));
    expect(decision).toMatchObject({ verdict: 'act', orderClass: 'margin' });
    // 1.1 / 1.4 of the position may stay.
    expect(toFloat(trade(decision).quantity)).toBeCloseTo(10 * (1 - 1.1 / 1.4), 9);
    expect(trade(decision)).toMatchObject({ side: 'Buy', reduceOnly: true, position: 'toy cross/ETH' });
  });

  test('behavior: below the survival line the class is survive', () => {
    expect(only(planTick(toyBook([topUpRule()], at(1.04)))).orderClass).toBe('survive');
    expect(only(planTick(toyBook([topUpRule()], at(1.06)))).orderClass).toBe('margin');
  });

  test('behavior: a top-up that suffices displaces the deleveraging, which says so', () => {
    const plan = planTick(toyBook([topUpRule({ to: 1.62 }), deleverageRule()], at(1.1)));
    expect(verdicts(plan)).toEqual(['topUp margin act', 'deleverage margin hold']);
    expect(plan.decisions[1]).toMatchObject({
      because: ['health 1.1: health < 1.12'],
      not: ['the top-up above brings health to 1.62'],
    });
    expect(plan.displaced).toEqual(new Set(['deleverage toy *|toy cross']));
  });

  test('behavior: a wallet that runs dry tops up in part and the deleveraging does the rest', () => {
    const state = at(1.02, { walletBalance: tokenAmount(50_000_000n) });
    const plan = planTick(toyBook([topUpRule(), deleverageRule()], state));
    expect(verdicts(plan)).toEqual(['topUp survive act', 'deleverage margin act']);
    expect(added(plan.decisions[0])).toBe(50_000_000n);
    expect(plan.decisions[0]).toMatchObject({
      size: [
        'health 1.02 to 1.8: add 975 USDC; equity 1275 USD, required 1250 USD; the wallet holds 50 USDC',
        'shrunk to 50 USDC: the wallet holds no more',
      ],
      not: [],
    });
    // Equity is 1 275 + 50 now.
    expect(toFloat(trade(plan.decisions[1]).quantity)).toBeCloseTo(10 * (1 - 1_325 / 1_250 / 1.4), 9);
  });

  test('behavior: an empty wallet refuses the top-up and the deleveraging survives', () => {
    const plan = planTick(toyBook([topUpRule(), deleverageRule()], at(1.02, { walletBalance: tokenAmount(0n) })));
    expect(verdicts(plan)).toEqual(['topUp survive refused', 'deleverage survive act']);
    expect(plan.decisions[0]?.not).toEqual(['the wallet holds no USDC']);
  });

  test('behavior: a hedge is sized after the deleveraging of the same perpetual', () => {
    const plan = planTick(toyBook([hedgeRule(), deleverageRule()], at(1.1)));
    expect(verdicts(plan)).toEqual(['deleverage margin act', 'hedge delta act']);
    const [reduced, hedged] = plan.decisions.map((decision) => toFloat(trade(decision).quantity));
    expect((reduced ?? 0) + (hedged ?? 0)).toBeCloseTo(10, 9);
  });

  test('behavior: survival goes first, wherever it stands in the file', () => {
    const accounts = { fine: holding(-10, 1_250 * 1.2), sick: holding(-10, 1_250 * 1.01) };
    const rules = [
      hedgeRule(),
      topUpRule({ name: 'a', accounts: { venue: 'toy', name: 'fine' } }),
      topUpRule({ name: 'b', accounts: { venue: 'toy', name: 'sick' } }),
    ];
    expect(planTick(toyBook(rules, toyState({ accounts }))).decisions.map(({ rule }) => rule)).toEqual([
      'b',
      'a',
      'hedge ETH',
    ]);
  });

  test('behavior: the sickest account gets the last dollars', () => {
    const accounts = { a: holding(-10, 1_250 * 1.25), b: holding(-10, 1_250 * 1.15) };
    const state = toyState({ accounts, walletBalance: tokenAmount(100_000_000n) });
    const plan = planTick(toyBook([topUpRule()], state));
    expect(plan.decisions.map(({ subject, verdict }) => ({ subject, verdict }))).toEqual([
      { subject: { marginAccount: 'toy b' }, verdict: 'act' },
      { subject: { marginAccount: 'toy a' }, verdict: 'refused' },
    ]);
  });

  test('behavior: two venues cannot spend the same dollar', () => {
    const [one, two] = ['one', 'two'].map((venue) => at(1.2, { venue, walletBalance: tokenAmount(800_000_000n) }));
    if (!one || !two) throw new Error('unreachable');
    const wallet = toyWalletReading(tokenAmount(800_000_000n));
    const rules = ['one', 'two'].map((venue) => topUpRule({ name: venue, accounts: { venue, name: '*' } }));
    const plan = planTick({
      ...toyBook(rules),
      snapshot: toySnapshot([toyReading(one), toyReading(two), wallet]),
      venues: new Map([
        ['one', toyPerp('one')],
        ['two', toyPerp('two')],
        ['wallet', toyWallet],
      ]),
    });
    expect(plan.decisions.map(added)).toEqual([750_000_000n, 50_000_000n]);
  });

  test('behavior: minimum, maximum and what the rule draws on', () => {
    expect(only(planTick(toyBook([topUpRule({ minimum: 800 })], at(1.2))))).toMatchObject({
      verdict: 'hold',
      not: ['750 USD is below the minimum of 800 USD'],
    });
    const capped = only(planTick(toyBook([topUpRule({ maximum: 100 })], at(1.2))));
    expect(capped).toMatchObject({ verdict: 'act', not: [] });
    expect(capped.size[1]).toBe('shrunk to 100 USDC: the rule adds at most 100 USD at once');
    expect(added(capped)).toBe(100_000_000n);
    expect(only(planTick(toyBook([topUpRule({ from: ['DAI'] })], at(1.2))))).toMatchObject({
      verdict: 'refused',
      not: ['toy cross takes USDC, and the rule draws on DAI only'],
    });
    // The minimum holds nobody back from survival.
    expect(only(planTick(toyBook([topUpRule({ minimum: 5_000 })], at(1.02)))).verdict).toBe('act');
    expect(only(planTick(toyBook([deleverageRule({ minimum: 50_000 })], at(1.1)))).verdict).toBe('hold');
    expect(only(planTick(toyBook([deleverageRule({ minimum: 50_000 })], at(1.02)))).verdict).toBe('act');
  });

  test('behavior: healthy already, whatever woke the rule, is a hold', () => {
    const when = healthBelow(9);
    const plan = planTick(toyBook([topUpRule({ when }), deleverageRule({ when })], at(2)));
    expect(verdicts(plan)).toEqual(['topUp margin hold', 'deleverage margin hold']);
    expect(plan.decisions[0]?.not).toEqual(['health 2 is at its target of 1.8 already']);
  });

  test('behavior: when nothing can reach the target it is refused', () => {
    const venues = new Map([['toy', { ...toyPerp('toy'), reductionFor: () => null }]]);
    expect(only(planTick({ ...toyBook([deleverageRule()], at(1.02)), venues }))).toMatchObject({
      verdict: 'refused',
      size: ['health 1.02; equity 1275 USD, required 1250 USD'],
      not: ['no reduction brings toy cross to a health of 1.4'],
    });
  });

  test('behavior: a closed market is why nothing can be reduced', () => {
    const closed = 'the market is paused';
    const venues = new Map([['toy', { ...toyPerp('toy'), reductionFor: () => null }]]);
    const decision = only(planTick(toyBook([deleverageRule()], at(1.1, { closed }), { venues })));
    expect(decision).toMatchObject({ verdict: 'refused', not: ['toy cross cannot be reduced: the market is paused'] });
  });

  test('behavior: as much as fits is announced as that, with the health it leads to', () => {
    const toy = toyPerp('toy');
    const venues = new Map([
      [
        'toy',
        {
          ...toy,
          reductionFor: (...args: Parameters<typeof toy.reductionFor>) => {
            const terms = toy.reductionFor(...args);
            return terms === null ? null : { ...terms, quantity: units(1) };
          },
        },
      ],
    ]);
    expect(only(planTick(toyBook([deleverageRule()], at(1.1), { venues })))).toMatchObject({
      verdict: 'act',
      size: [
        'health 1.1 to 1.2222, as much as fits of the way to 1.4: buy 1 toy ETH, worth 2000 USD; equity 1375 USD, required 1250 USD',
      ],
    });
  });

  test('behavior: survival settles for the survival line when the target is out of reach', () => {
    const toy = toyPerp('toy');
    const limited: typeof toy = {
      ...toy,
      reductionFor: (reading, account, health, slippage) =>
        health > 1.1 ? null : toy.reductionFor(reading, account, health, slippage),
    };
    const decision = only(planTick({ ...toyBook([deleverageRule()], at(1.02)), venues: new Map([['toy', limited]]) }));
    expect(decision.verdict).toBe('act');
    expect(decision.size).toEqual([
      'health 1.02 to 1.05, as 1.4 is out of reach: buy 0.2857 toy ETH, worth 571.43 USD; equity 1275 USD, required 1250 USD',
    ]);
  });

  test('behavior: whatever a venue names, a deleveraging reduces', () => {
    const toy = toyPerp('toy');
    const wrong: typeof toy = {
      ...toy,
      reductionFor: () => tradeOf(-500) as TradeTerms,
    };
    const decision = only(planTick({ ...toyBook([deleverageRule()], at(1.02)), venues: new Map([['toy', wrong]]) }));
    expect(trade(decision)).toMatchObject({ side: 'Buy', quantity: units(10), reduceOnly: true });
  });

  test('behavior: survival does not rely on an order nobody vouches for', () => {
    const terms = {
      kind: 'addCollateral' as const,
      venue: 'toy',
      marginAccount: 'toy cross',
      token: 'USDC',
      decimals: 6,
      amount: tokenAmount(900_000_000n),
    };
    const plan = (status: 'New' | 'Unknown' | 'PendingReview', health: number) =>
      only(
        planTick(
          toyBook([topUpRule()], at(health), { openOrders: [toyOrder(terms, { rule: 'topUp toy *', status })] }),
        ),
      );
    expect(plan('New', 1.02)).toMatchObject({
      verdict: 'hold',
      not: ['order order-1 is in flight and brings health to 1.74'],
    });
    expect(plan('Unknown', 1.02)).toMatchObject({ verdict: 'act', orderClass: 'survive' });
    expect(plan('PendingReview', 1.02)).toMatchObject({ verdict: 'act', orderClass: 'survive' });
    // With no survival at stake it waits to know.
    expect(plan('Unknown', 1.1).verdict).toBe('hold');
  });
});
