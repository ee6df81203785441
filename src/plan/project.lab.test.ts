import { expect, test } from 'vitest';
import { type AaveTrader, createAaveTrader, loan } from '../../test/aaveTrader.js';
import { useWholeLab } from '../../test/lab.js';
import { headOf, readAt } from '../../test/perpV2Trader.js';
import type { CollateralTerms, OrderTerms } from '../model/order.js';
import type { Snapshot } from '../model/snapshot.js';
import { tokenAmount, unixMillis, unixSeconds } from '../model/units.js';
import { lyra } from '../venues/lyra/lyra.js';
import { perpV2 } from '../venues/perp-v2/perpV2.js';
import type { Venue } from '../venues/venue.js';
import { project } from './project.js';
import { toySnapshot } from './testing/toyBook.js';

const lab = useWholeLab();

/** An account that may borrow on Aave, with a short option and a perpetual, and nothing in its wallet. */
async function book() {
  const aave: AaveTrader = await createAaveTrader(lab(), { WETH: 10, sUSD: 3_000, USDC: 1_000 });
  await lab().openBook(aave, {
    options: [{ expiry: 'near', kind: 'shortPutQuote', strike: 1850, amount: 2, collateral: 3_000 }],
    perp: { size: 1, margin: 1_000 },
  });
  await aave.carryOut(loan('addCollateral', 'WETH', '10'));
  const head = await headOf(lab());
  const bound = { account: aave.address, names: ['ETH'], tokens: lab().tokens };
  const options: Venue = await readAt(lab(), lyra.open({ deployment: lab().venues.lyra, ...bound }), head);
  const perp: Venue = await readAt(lab(), perpV2.open({ deployment: lab().venues['perp-v2'], ...bound }), head);
  const venues = new Map<string, Venue>([aave.venue as Venue, options, perp].map((venue) => [venue.id, venue]));
  const readings = await Promise.all([...venues.values()].map((venue) => readAt(lab(), venue.read(head), head)));
  return { venues, snapshot: { ...toySnapshot(readings), block: head, at: unixMillis(0) } as Snapshot };
}

const balances = ({ readings }: Snapshot, symbol: string) =>
  new Set(
    readings.flatMap(({ funding }) => funding.flatMap((row) => (row.token.symbol === symbol ? row.balance : []))),
  );

const put = (venue: string, marginAccount: string, token: string, decimals: number, amount: bigint) =>
  ({ kind: 'addCollateral', venue, marginAccount, token, decimals, amount: tokenAmount(amount) }) as CollateralTerms;

test.each([
  ['sUSD', 'lyra', 18],
  ['USDC', 'perp-v2', 6],
] as const)('behavior: what is borrowed at one venue pays %s at %s, once', async (symbol, id, decimals) => {
  const { venues, snapshot } = await book();
  const venue = venues.get(id);
  const account = snapshot.readings.find((one) => one.venue === id)?.marginAccounts[0]?.id ?? '';
  const unit = 10n ** BigInt(decimals);
  const [before = 0n] = balances(snapshot, symbol);
  const borrowed = project(snapshot, venues, loan('borrow', symbol, '500'));
  expect(balances(borrowed, symbol)).toEqual(new Set([before + 500n * unit]));

  const prepared = (ground: Snapshot, terms: OrderTerms) => {
    const reading = ground.readings.find((one) => one.venue === id);
    if (!venue || !reading) throw new Error(`${id} is not there`);
    return venue.prepare(reading, terms, unixSeconds(ground.block.timestamp + 60));
  };
  const most = before + 500n * unit;
  const deposit = put(id, account, symbol, decimals, most);
  expect(() => prepared(snapshot, deposit)).toThrow('the wallet');
  expect(prepared(borrowed, deposit).map(({ purpose }) => purpose)).toEqual(['approve', 'addCollateral']);
  expect(() => prepared(borrowed, put(id, account, symbol, decimals, most + 1n))).toThrow('the wallet');

  const paid = project(borrowed, venues, put(id, account, symbol, decimals, 300n * unit));
  expect(balances(paid, symbol)).toEqual(new Set([before + 200n * unit]));
  expect(balances(paid, symbol === 'sUSD' ? 'USDC' : 'sUSD')).toEqual(
    balances(snapshot, symbol === 'sUSD' ? 'USDC' : 'sUSD'),
  );
});
