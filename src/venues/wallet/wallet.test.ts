import { parseUnits } from 'viem';
import { expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import { createPerpV2Trader, headOf, readAt, trade } from '../../../test/perpV2Trader.js';
import { VenueReadError, VenueRefusal } from '../venue.js';
import { valueTokens } from './valueTokens.js';
import { wallet } from './wallet.js';

const lab = useLab();

const open = async (account: `0x${string}`, names: readonly string[], tokens = lab().tokens as Tokens) =>
  readAt(lab(), wallet.open({ deployment: {}, account, names, tokens }), await headOf(lab()));
type Tokens = Parameters<typeof wallet.open>[0]['tokens'];

test('default', async () => {
  const { address } = await lab().createAccount({ USDC: 1234.5, sETH: 3 });
  const venue = await open(address, ['USDC', 'sETH', 'sUSD']);
  const head = await headOf(lab());
  const reading = await readAt(lab(), venue.read(head), head);
  expect(reading.positions.map(({ id, quantity, mark, value }) => [id, quantity, mark, value])).toEqual([
    ['wallet USDC', parseUnits('1234.5', 18), parseUnits('1', 18), parseUnits('1234.5', 18)],
    ['wallet sETH', parseUnits('3', 18), 0n, 0n],
    ['wallet sUSD', 0n, parseUnits('1', 18), 0n],
  ]);
  expect(reading.positions[0]).toMatchObject({ marginAccount: null, instrument: { kind: 'token', underlying: null } });
  expect(reading).toMatchObject({ marginAccounts: [], markets: [], prices: {} });
});

test("behavior: tokens of an underlying are valued at another venue's oracle", async () => {
  const trader = await createPerpV2Trader(lab(), 100);
  const { address } = await lab().createAccount({ sETH: 3 });
  const venue = await open(address, ['sETH']);
  const head = await headOf(lab());
  const held = await readAt(lab(), venue.read(head), head);
  const [valued] = valueTokens([held, await trader.read()]);
  expect(valued?.positions[0]).toMatchObject({ mark: parseUnits('2000', 18), value: parseUnits('6000', 18) });
  expect(valueTokens([held])).toEqual([held]);
});

test('args: names', async () => {
  const { address } = await lab().createAccount({});
  await expect(open(address, ['WBTC'])).rejects.toThrow(/WBTC is not declared/);
});

test('behavior: decimals that are not the token’s are refused at once', async () => {
  const { address } = await lab().createAccount({});
  const wrong = { USDC: { ...lab().tokens.USDC, decimals: 18 } };
  await expect(open(address, ['USDC'], wrong)).rejects.toThrow(VenueReadError);
  await expect(open(address, ['USDC'], wrong)).rejects.toThrow(/USDC has 6 decimals, not 18/);
});

test('behavior: nothing is traded in the wallet', async () => {
  const { address } = await lab().createAccount({ USDC: 1 });
  const venue = await open(address, ['USDC']);
  const head = await headOf(lab());
  const reading = await readAt(lab(), venue.read(head), head);
  expect(() => venue.prepare(reading, trade('Buy', '1'), head.timestamp)).toThrow(VenueRefusal);
  expect(() => venue.estimate(reading, trade('Buy', '1'))).toThrow(VenueRefusal);
  expect(venue.fills(trade('Buy', '1'), [])).toEqual([]);
});
