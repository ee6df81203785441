import { expect, test } from 'vitest';
import { recordedPositions } from '../../../test/fixtures/gmx/positions.js';
import { gmxBindingOf, gmxDetailOf } from '../../../test/gmxDetail.js';
import type { MarginAccount } from '../../model/marginAccount.js';
import type { TradeTerms } from '../../model/order.js';
import { type Bps, bps, type Wad, wad } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';
import { detailAfter } from './after.js';
import { tokensToQuantity } from './convert.js';
import { describe } from './describe.js';
import { instrumentIdOf } from './names.js';
import { prepare } from './prepare.js';
import { reductionTerms } from './reduction.js';

type Recorded = (typeof recordedPositions)[number];

function held({ context, position }: Recorded) {
  const detail = gmxDetailOf(context, [position]);
  const binding = gmxBindingOf([position]);
  const [account] = describe(binding, detail).marginAccounts;
  if (!account) throw new Error('expected a margin account');
  return { detail, binding, account };
}

const reduce = (recorded: Recorded, health: (account: MarginAccount) => number, maxSlippage: Bps) => {
  const { detail, binding, account } = held(recorded);
  const terms = reductionTerms(binding, detail, account, health(account), maxSlippage);
  const after = terms && detailAfter(binding, detail, terms);
  return { detail, binding, account, terms, after: after && describe(binding, after).marginAccounts[0] };
};

const healthy = recordedPositions.filter((recorded) => held(recorded).account.health > 1.2);

test('default: every reduction of a recorded position gets to its target, or closes it', () => {
  const reached = healthy
    .filter((_, index) => index % 2 === 0)
    .map((recorded) => {
      const { terms, after, account } = reduce(recorded, ({ health }) => health * 1.5, bps(10_000));
      if (!terms) return 'nothing helps';
      if (!after) return 'closed';
      expect(after.health).toBeGreaterThanOrEqual(account.health * 1.5 * (1 - 1e-12));
      return 'reached';
    });
  const count = (what: string) => reached.filter((one) => one === what).length;
  expect(healthy.length).toBeGreaterThan(50);
  expect(count('reached')).toBeGreaterThan(reached.length * 0.7);
  expect(count('nothing helps')).toBe(0);
});

test('behavior: where the bound of the price takes only a part, that part is reduced', () => {
  let parts = 0;
  for (const recorded of healthy) {
    const whole = tokensToQuantity(recorded.position.sizeInTokens, recorded.context.market.props.indexTokenDecimals);
    const { detail, binding, account } = held(recorded);
    const closing = reductionOf(account, recorded, whole, bps(5));
    if (takes(() => prepare(binding, detail, closing))) continue;
    const { terms, after } = reduce(recorded, () => 1e6, bps(5));
    if (!terms) continue;
    parts++;
    expect(terms.quantity).toBeLessThan(whole);
    expect(after?.health).toBeGreaterThan(account.health);
    const more = wad((terms.quantity * 1001n) / 1000n);
    expect(takes(() => prepare(binding, detail, terms))).toBe(true);
    expect(takes(() => prepare(binding, detail, { ...terms, quantity: more }))).toBe(false);
  }
  expect(parts).toBeGreaterThan(2);
});

function takes(ask: () => unknown): boolean {
  try {
    ask();
    return true;
  } catch (error) {
    if (error instanceof VenueRefusal) return false;
    throw error;
  }
}

const reductionOf = (
  { id }: MarginAccount,
  { context, position }: Recorded,
  quantity: Wad,
  maxSlippage: Bps,
): TradeTerms => ({
  kind: 'trade',
  venue: 'gmx-v2',
  instrument: instrumentIdOf(context.market.props.name),
  position: id,
  side: position.isLong ? 'Sell' : 'Buy',
  quantity,
  reduceOnly: true,
  maxSlippage,
});
