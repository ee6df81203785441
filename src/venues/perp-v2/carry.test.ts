import { toFunctionSelector } from 'viem';
import { expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import type { PerpV2Trader } from '../../../test/perpV2Trader.js';
import { asOwner, collateral, createPerpV2Trader, headOf, readAt, trade } from '../../../test/perpV2Trader.js';
import { ask, done, type Reading } from '../../model/reading.js';
import type { VenueReading } from '../../model/snapshot.js';
import { bps, toFloat } from '../../model/units.js';
import { fundingPerDay } from './funding.js';
import { marginAt } from './marginAt.js';

const lab = useLab();
const year = 31_536_000;

/** Holds 3 ETH while somebody else keeps the pool above the oracle, for longer than funding averages over. */
async function paying(side: 'Buy' | 'Sell', pushed = '60'): Promise<PerpV2Trader> {
  const trader = await createPerpV2Trader(lab(), 50_000);
  await trader.carryOut(collateral('addCollateral', '10000'));
  await trader.carryOut(trade(side, '3'));
  const other = await createPerpV2Trader(lab(), 1_000_000);
  await other.carryOut(collateral('addCollateral', '900000'));
  await other.carryOut(trade('Buy', pushed, { maxSlippage: bps(1000) }));
  await pass(1_800);
  return trader;
}

async function pass(seconds: number): Promise<void> {
  await lab().testClient.increaseTime({ seconds });
  await lab().testClient.mine({ blocks: 1 });
}

async function accountOf(trader: PerpV2Trader) {
  const { timestamp } = await headOf(lab());
  const reading = await trader.read();
  const [account] = reading.marginAccounts;
  const [position] = reading.positions;
  const mark = toFloat(reading.markets[0]?.mark ?? (0n as never));
  if (!account || !position) throw new Error('expected a position');
  return { timestamp, reading, account, position, mark, equity: toFloat(account.equity) };
}

for (const side of ['Buy', 'Sell'] as const) {
  test(`default: what a ${side} pays in an hour is what was foretold, and what its carry says`, async () => {
    const trader = await paying(side);
    const before = await accountOf(trader);
    await pass(3_600);
    const after = await accountOf(trader);
    const seconds = after.timestamp - before.timestamp;
    expect(after.mark).toBe(before.mark);
    const foretold = trader.venue.marginAt(before.reading, before.account, 'ETH', before.mark, { seconds });
    const paid = before.equity - after.equity;
    expect(Math.abs(paid)).toBeGreaterThan(1);
    expect(Math.sign(paid)).toBe(side === 'Buy' ? 1 : -1);
    // USDC has six decimals.
    expect(Math.abs(foretold.equity - after.equity)).toBeLessThan(2e-6);
    expect(foretold.maintenance).toBe(toFloat(before.account.maintenance));
    expect((before.position.carry ?? Number.NaN) * (seconds / year)).toBeCloseTo(-paid, 5);
    // A trade settles it into the balance: it is paid, not only owed.
    await trader.carryOut(trade(side, '0.001'));
    const { detail } = await trader.read();
    expect(detail.markets['ETH']?.pendingFunding).toBe(0n);
  });
}

test('behavior: a rate beyond the cap is the cap', async () => {
  const trader = await paying('Buy', '330');
  const free = (await trader.read()).detail.markets['ETH'];
  // Of 1 000 000, a day.
  await asOwner(lab(), lab().contracts.perp.ClearingHouseConfig, 'setMaxFundingRate', [20_000]);
  const before = await accountOf(trader);
  expect(free?.fundingPerDay).toBeGreaterThan(40n * 10n ** 18n);
  expect(before.reading.detail.markets['ETH']?.fundingPerDay).toBe(40n * 10n ** 18n);
  await pass(3_600);
  const after = await accountOf(trader);
  const days = (after.timestamp - before.timestamp) / 86_400;
  expect(before.equity - after.equity).toBeCloseTo(3 * 40 * days, 5);
});

test('behavior: nothing accrues once the market stands still, and without time nothing changes at all', async () => {
  const { reading, account, mark } = await accountOf(await paying('Buy'));
  const { detail } = reading;
  const still = marginAt(detail, 6, 'ETH', mark);
  expect(marginAt(detail, 6, 'ETH', mark, {})).toEqual(still);
  expect(marginAt(detail, 6, 'ETH', mark, { seconds: 0, volFactor: 3 })).toEqual(still);
  expect(still.equity).toBe(toFloat(account.equity));
  const eth = detail.markets['ETH'];
  if (!eth) throw new Error('no market');
  const closed = { ...detail, markets: { ETH: { ...eth, fundingPerDay: 0n } } };
  expect(marginAt(closed, 6, 'ETH', mark, { seconds: year })).toEqual(still);
});

test('behavior: a rate that is not known is not nothing', async () => {
  const { reading, mark } = await accountOf(await paying('Buy'));
  const eth = reading.detail.markets['ETH'];
  if (!eth) throw new Error('no market');
  const blind = { ...reading.detail, markets: { ETH: { ...eth, fundingPerDay: null } } };
  expect(marginAt(blind, 6, 'ETH', mark, { seconds: 60 }).equity).toBeNaN();
  expect(marginAt(blind, 6, 'ETH', mark, { seconds: 60 }).maintenance).toBeGreaterThan(0);
  expect(marginAt(blind, 6, 'ETH', mark).equity).toBe(marginAt(reading.detail, 6, 'ETH', mark).equity);
});

test('behavior: where funding cannot be told, the account is read all the same', async () => {
  const { venue } = await paying('Buy');
  const head = await headOf(lab());
  const unable = toFunctionSelector('getMaxFundingRate()');
  const asked: string[] = [];
  const withoutRate = async (reading: Reading<VenueReading>): Promise<VenueReading> => {
    if (reading.kind === 'done') return reading.value;
    const { calls, next } = reading;
    const answers = await readAt(lab(), ask(calls, done), head);
    asked.push(...calls.map(({ data }) => data));
    return withoutRate(next(answers.map((one, i) => (calls[i]?.data === unable ? { ok: false, data: '0x' } : one))));
  };
  const { marginAccounts, positions } = await withoutRate(venue.read(head));
  expect(asked).toContain(unable);
  expect(toFloat(marginAccounts[0]?.equity ?? (0n as never))).toBeGreaterThan(0);
  expect(positions[0]).not.toHaveProperty('carry');
});

test('args: the pool above the oracle costs longs, below it pays them', () => {
  const sqrtOf = (price: number) => BigInt(Math.round(Math.sqrt(price) * 2 ** 48)) << 48n;
  const index = 2_000n * 10n ** 18n;
  const at = (price: number) => Number(fundingPerDay({ sqrtMarketX96: sqrtOf(price), index }, 100_000)) / 1e18;
  expect(at(2_010)).toBeCloseTo(10, 6);
  expect(at(1_990)).toBeCloseTo(-10, 6);
  expect(at(2_500)).toBe(200);
  expect(at(1_500)).toBe(-200);
});
