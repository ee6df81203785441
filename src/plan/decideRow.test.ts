import { expect, test } from 'vitest';
import { emptyDesk } from '../model/desk.js';
import type { OrderTerms } from '../model/order.js';
import { plainOutlook } from '../model/outlook.js';
import { amountFromFloat, milliseconds, tokenAmount } from '../model/units.js';
import { decideRow } from './decideRow.js';
import { portfolioOf } from './portfolio.js';
import { healthBelow, holding, topUpRule, toyBook, toyStrategy, unlimited } from './testing/toyBook.js';
import { toyState } from './testing/toyPerp.js';
import { draftOf, type Turn } from './turn.js';

const rule = topUpRule({ when: healthBelow(1.3) });
const state = toyState({
  accounts: { a: holding(10, 1_400), b: holding(10, 1_400) },
  walletBalance: tokenAmount(10n ** 11n),
});
const adding = (name: string, usd: number): OrderTerms => ({
  kind: 'addCollateral',
  venue: 'toy',
  marginAccount: `toy ${name}`,
  token: 'USDC',
  decimals: 6,
  amount: amountFromFloat(usd, 6, 'down'),
});

function decided(order: number, first: number, second: number) {
  const input = toyBook([rule], state, { strategy: toyStrategy([rule], { limits: { ...unlimited, order } }) });
  const { snapshot, venues, usage } = input;
  const flying = { vouched: [], doubtful: [], untold: [], byHand: [], suspended: [] };
  const portfolio = portfolioOf(snapshot, venues, plainOutlook);
  const turn: Turn = {
    input,
    openOrders: [],
    flying,
    portfolio,
    usage,
    desk: emptyDesk,
    decided: [],
    unseen: [],
    inFlight: () => null,
  };
  const draft = draftOf(rule, { marginAccount: 'toy a' }, 'margin', { holds: true, values: [] });
  const steps = [adding('a', first), adding('b', second)].map((terms) => ({ terms, size: [] }));
  return decideRow(turn, draft, steps, { least: 0, hold: milliseconds(0) }).decisions;
}
const amounts = (decisions: ReturnType<typeof decided>) =>
  decisions.map(({ verdict, action }) => (action?.terms.kind === 'addCollateral' ? action.terms.amount : verdict));

test('default: what makes one step smaller makes all of them smaller by as much', () => {
  expect(amounts(decided(5_000, 3_000, 4_000))).toEqual([3_000_000_000n, 4_000_000_000n]);
  expect(amounts(decided(2_500, 1_000, 5_000))).toEqual([500_000_000n, 2_500_000_000n]);
});

test('behavior: a later step that has still less room makes all of them smaller once more', () => {
  expect(amounts(decided(2_500, 3_000, 4_000))).toEqual([1_875_000_000n, 2_500_000_000n]);
});
