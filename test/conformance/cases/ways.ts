import { createPublicClient, http, maxUint128 } from 'viem';
import { expect } from 'vitest';
import type { CollateralWay } from '../../../src/model/collateralWay.js';
import type { MarginAccount } from '../../../src/model/marginAccount.js';
import { type CollateralTerms, isPaidIn } from '../../../src/model/order.js';
import type { VenueReading } from '../../../src/model/snapshot.js';
import { amountToFloat, toFloat, tokenAmount } from '../../../src/model/units.js';
import { VenueRefusal } from '../../../src/venues/venue.js';
import type { ConformanceCase } from '../conformanceCase.js';
import type { Desk } from '../desk.js';
import { expectAsExpected } from '../expectAsExpected.js';
import { expectNear } from '../near.js';
import { filled, marginAccountOf, moves, onlyPosition, openPosition } from '../terms.js';

export const waysNow = (desk: Desk, reading: VenueReading): readonly CollateralWay[] => {
  const { ways } = desk.venue;
  if (!ways) throw new Error(`${desk.venue.id} has margin accounts and says no way into them`);
  return ways(reading);
};

/** The same way, as it is now. */
function again(desk: Desk, reading: VenueReading, { kind, marginAccount, token }: CollateralWay): CollateralWay {
  const found = waysNow(desk, reading).find(
    (way) => way.kind === kind && way.marginAccount === marginAccount && way.token.symbol === token.symbol,
  );
  if (!found) throw new Error(`${kind} of ${token.symbol} is no way of ${marginAccount} any more`);
  return found;
}

const termsOf = ({ kind, venue, marginAccount, token }: CollateralWay, amount: bigint): CollateralTerms => ({
  ...{ kind, venue, marginAccount, token: token.symbol, decimals: token.decimals, amount: tokenAmount(amount) },
});

/** Base units that can be moved: what is to be paid in must be in the wallet. */
export function movable({ kind, most, token }: CollateralWay, { funding }: VenueReading): bigint {
  const held = funding.find((row) => row.token.symbol === token.symbol)?.balance ?? 0n;
  return isPaidIn({ kind }) && held < most ? held : most;
}

const marginOf = ({ marginAccounts }: VenueReading, id: string): MarginAccount => {
  const found = marginAccounts.find((account) => account.id === id);
  if (!found) throw new Error(`${id} is not read`);
  return found;
};

/** Of what a way says: base units are cut off, and GMX rounds each fee that it settles to one. */
const exact = 1e-5;
/** Of the gas: what storage was zero before differs from account to account. */
const gasOff = 0.2;

/** Moves a share of what can be moved, and holds the account, the wallet and the gas against what the way says. */
export async function expectWay(desk: Desk, way: CollateralWay, share = 3n): Promise<void> {
  const before = await desk.read();
  const amount = movable(way, before) / share;
  expect(amount, `${way.kind} of ${way.token.symbol}: nothing to move`).toBeGreaterThan(0n);
  const terms = termsOf(way, amount);
  const expected = desk.venue.after(before, terms);
  const [from, to] = [marginOf(before, way.marginAccount), marginOf(expected, way.marginAccount)];
  const tokens = amountToFloat(terms.amount, way.token.decimals);
  const [equity, maintenance] = [
    toFloat(to.equity) - toFloat(from.equity),
    toFloat(to.maintenance) - toFloat(from.maintenance),
  ];
  expectNear(`${way.kind}: equity`, equity, way.equity * tokens, exact);
  expectNear(`${way.kind}: requirement`, maintenance, way.maintenance * tokens, exact);
  const { attempts } = await filled(desk, terms);
  expectAsExpected(desk, expected, await desk.read());
  const client = createPublicClient({ transport: http(desk.world.chain.http) });
  const receipts = await Promise.all(attempts.map(({ hash }) => client.getTransactionReceipt({ hash })));
  const gas = receipts.reduce((sum, { gasUsed }) => sum + gasUsed, 0n);
  expectNear(`${way.kind}: gas`, Number(gas), Number(way.gas), gasOff);
}

/** All of it is taken by the chain, as long as no time passes; more is refused before it is sent. */
export async function expectMost(desk: Desk, way: CollateralWay): Promise<void> {
  const { block, reading } = await desk.look();
  const now = again(desk, reading, way);
  const limit = movable(now, reading);
  await expect(desk.prepare(termsOf(now, limit + limit / 1000n + 1n))).rejects.toThrow(VenueRefusal);
  const requests = await desk.prepare(termsOf(now, limit));
  const [request, ...more] = requests;
  // What an approval must come before cannot be tried without it.
  if (!request || more.length > 0) return;
  const client = createPublicClient({ transport: http(desk.world.chain.http) });
  const { to, data, value } = request;
  await client.call({ account: desk.account.address, to, data, value, blockNumber: block.number });
}

export const waysCases: readonly ConformanceCase[] = [
  {
    name: 'default: each way moves what it says, at the gas it says',
    needs: ['trade', 'addCollateral', 'removeCollateral'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      await openPosition(desk, world.examples.marginSide);
      const ways = waysNow(desk, await desk.read());
      expect(ways.map(({ kind }) => kind)).toEqual(['addCollateral', 'removeCollateral']);
      for (const way of ways) {
        expect(way.closed).toBeNull();
        await expectWay(desk, again(desk, await desk.read(), way));
      }
    },
  },
  {
    name: 'behavior: the most that a way moves is taken, a little more is refused before it is sent',
    needs: ['trade', 'addCollateral', 'removeCollateral'],
    async run({ newDesk, world }) {
      const { marginSide, collateral } = world.examples;
      const desk = await newDesk();
      const held = await openPosition(desk, marginSide);
      await filled(desk, moves('addCollateral', marginAccountOf(await desk.read(), held), collateral.add));
      for (const way of waysNow(desk, await desk.read())) await expectMost(desk, way);
      const out = waysNow(desk, await desk.read()).find(({ kind }) => kind === 'removeCollateral');
      if (!out) throw new Error('nothing leads out');
      // Time goes on until it is mined, and what is required of the account with it.
      await filled(desk, termsOf(out, out.most - out.most / 1000n));
      const reading = await desk.read();
      const left = again(desk, reading, out).most;
      expect(Number(left)).toBeLessThanOrEqual(Number(out.most) / 100);
      expect(marginAccountOf(reading, onlyPosition(reading)).health).toBeGreaterThan(1);
    },
  },
  {
    name: 'invariant: what a way moves at most is a number of base units that is not negative',
    needs: ['trade', 'addCollateral', 'removeCollateral', 'moveMarket'],
    async run({ newDesk, world }) {
      const { marginSide, ruin } = world.examples;
      const desk = await newDesk();
      await openPosition(desk, marginSide);
      await world.moveMarket?.((await world.price()) * (marginSide === 'Sell' ? 1 + ruin : 1 - ruin));
      for (const way of waysNow(desk, await desk.read())) {
        expect(way.most).toBeGreaterThanOrEqual(0n);
        if (way.kind === 'removeCollateral') expect(way.most).toBeLessThan(maxUint128);
        expect(Number.isFinite(way.equity) && Number.isFinite(way.maintenance)).toBe(true);
      }
    },
  },
];
