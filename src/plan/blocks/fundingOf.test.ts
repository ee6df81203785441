import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Child } from '../../model/desk.js';
import type { Market } from '../../model/market.js';
import type { ParentTerms } from '../../model/parentOrder.js';
import { bps, tokenAmount, WAD, wad } from '../../model/units.js';
import type { Venue } from '../../venues/venue.js';
import { affordable } from './affordable.js';
import { fundingOf } from './fundingOf.js';
import { blockOf, blockTurn, deskAccount, ether, spot, transfer } from './testing/blockTurn.js';
import { sampleParent } from './testing/sampleParent.js';

/** A purchase by members of so much each, and what they are asked for. */
function asked(quantities: readonly bigint[], terms: Partial<ParentTerms> = {}, change: Partial<Market> = {}, fee = 0) {
  const parents = quantities.map((quantity, i) => sampleParent(`m${i}`, { quantity: wad(quantity), ...terms }));
  const [first] = parents;
  if (!first) throw new Error('no members');
  const side = first.terms.side;
  const block = blockOf(parents, { side });
  const turn = blockTurn(block);
  const { snapshot } = turn.portfolio;
  const readings = snapshot.readings.map((reading) => ({
    ...reading,
    markets: reading.markets.map((market) => ({ ...market, ...change })),
  }));
  const venue = venueWith(fee);
  return { block, turn, venue, funding: fundingOf(block, first.terms, { ...snapshot, readings }, venue) };
}

/** Trades at 2 000 a unit, for so many dollars a unit. */
const venueWith = (fee: number): Venue =>
  ({
    estimate: (_: unknown, { quantity }: { quantity: bigint }) => ({
      price: wad(2_000n * WAD),
      fee: wad((quantity * BigInt(Math.round(fee * 1e6))) / 1_000_000n),
    }),
  }) as never;

const whole = (funding: ReturnType<typeof fundingOf>) => {
  if (typeof funding === 'string') throw new Error(funding);
  return funding;
};

test('default: who sells sends its tokens; who buys, dollars for the worst: its limit, or the slippage from where the market is', () => {
  const sold = whole(asked([WAD, 2n * WAD], { side: 'Sell' }).funding);
  expect(sold.price).toBeNull();
  expect(sold.members.map(({ gives }) => [gives.token, gives.amount])).toEqual([
    ['WETH', WAD],
    ['WETH', 2n * WAD],
  ]);
  const bought = whole(asked([WAD], { maxSlippage: bps(100) }).funding);
  expect(bought.price).toBe(2_020n * WAD);
  // 5 bps of fees, and a ten thousandth to spare.
  expect(bought.members[0]?.gives).toMatchObject({ token: 'USDC', amount: 2_021_212_607n });
  expect(whole(asked([WAD], { price: wad(1_900n * WAD), ordType: 'Limit' }).funding).price).toBe(1_900n * WAD);
  expect(whole(asked([WAD], { stopPx: wad(2_500n * WAD), ordType: 'Stop' }).funding).price).toBe(2_525n * WAD);
});

test('args: what cannot be told is said', () => {
  expect(asked([WAD], {}, { closed: 'it has expired' }).funding).toBe('uniswap-v3 WETH/USDC is closed: it has expired');
  expect(asked([WAD], { instrument: 'uniswap-v3 X/USDC' }).funding).toBe('uniswap-v3 X/USDC was not read');
});

test('invariant: what is put up covers the whole at its worst price, with fees, to the unit, and each its own part of that', () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 1n, max: 10n ** 21n }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 0, max: 1_000 }),
      fc.integer({ min: 0, max: 200 }),
      (quantities, slippage, fee) => {
        const { price, members } = whole(asked(quantities, { maxSlippage: bps(slippage) }, {}, fee).funding);
        if (price === null) throw new Error('a purchase has a worst price');
        for (const [i, quantity] of quantities.entries()) {
          const worst = quantity * (price + BigInt(fee) * WAD);
          expect((members[i]?.gives.amount ?? 0n) * 10n ** 12n * WAD >= worst).toBe(true);
        }
      },
    ),
  );
});

/** The order of a block for which so many dollars have come, two units at 2 020 at most. */
function buying(dollars: bigint, fee: number, children: readonly Child[] = []) {
  const usdc = { ...ether(0), token: 'USDC', address: spot.quote.address, decimals: 6 };
  const money = { ...usdc, amount: tokenAmount(dollars * 10n ** 6n) };
  const quantity = wad(2n * WAD);
  const member = sampleParent('a', { quantity }, {}, { children: [transfer('in', deskAccount, money)] });
  const own = sampleParent('own', { quantity, price: wad(2_020n * WAD) }, {}, { children });
  const block = blockOf([member, own], { side: 'Buy', status: 'Working', parent: 'own' });
  const members = block.members.map((one) => ({ ...one, gives: money }));
  const turn = blockTurn(block);
  const venues = new Map([...turn.input.venues, [spot.venue, venueWith(fee)] as const]);
  return affordable({ ...turn, input: { ...turn.input, venues } }, own, { ...block, members });
}

test('behavior: no more is bought than what was put up is enough for, at the price and with the fees of now', () => {
  expect(buying(4_100n, 1)).toBeNull();
  // Enough at the price of now, though it would not be at the limit.
  expect(buying(4_100n, 45)).toBeNull();
  const dearer = buying(4_100n, 100);
  if (dearer === null) throw new Error('it is not enough for all');
  expect(Number(dearer.quantity) / 1e18).toBeCloseTo(4_100 / 2_100, 6);
  expect(dearer.says).toMatch(/^4100 USDC is left of what members have sent: enough for 1\.95/);
  expect(buying(0n, 1)?.quantity).toBe(0n);
});
