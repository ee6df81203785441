import { encodeFunctionData } from 'viem';
import { expect, test } from 'vitest';
import { poolAbi } from '../../../abis/aave-v3.js';
import { erc20Abi } from '../../../abis/erc20.js';
import { createAaveTrader, loan } from '../../../test/aaveTrader.js';
import { useAaveLab } from '../../../test/lab.js';
import { headOf, readAt } from '../../../test/perpV2Trader.js';
import { toFloat, wei } from '../../model/units.js';
import { aaveV3 } from './aaveV3.js';

const lab = useAaveLab();

type Tokens = Parameters<typeof aaveV3.open>[0]['tokens'];

const opening = (names: readonly string[], tokens: Tokens = lab().tokens) =>
  aaveV3.open({ deployment: lab().venues['aave-v3'], account: lab().tokens.WETH.address, names, tokens });

test('args: a token that Aave does not list, or that has other decimals there, is refused', async () => {
  const open = async (...args: Parameters<typeof opening>) => readAt(lab(), opening(...args), await headOf(lab()));
  await expect(open(['sETH'])).rejects.toThrow(/lists no sETH/);
  const tokens = { ...lab().tokens, USDC: { ...lab().tokens.USDC, decimals: 18 } };
  await expect(open(['WETH'], tokens)).rejects.toThrow(/USDC has 6 decimals on Aave, not 18/);
});

test('behavior: what the account uses counts though it is neither watched nor declared', async () => {
  const all = await createAaveTrader(lab(), { WETH: 10, USDC: 1_000 });
  await all.carryOut(loan('addCollateral', 'WETH', '5'));
  await all.carryOut(loan('borrow', 'sUSD', '2000'));
  const full = await all.read();
  const bound = async (names: readonly string[], tokens: Tokens) => {
    const venue = await readAt(
      lab(),
      aaveV3.open({ deployment: lab().venues['aave-v3'], account: all.address, names, tokens }),
      await headOf(lab()),
    );
    const head = await headOf(lab());
    return readAt(lab(), venue.read(head), head);
  };
  const narrow = await bound(['USDC'], lab().tokens);
  expect(narrow.marginAccounts[0]?.health).toBe(full.marginAccounts[0]?.health);
  expect(narrow.positions.map(({ id }) => id)).toEqual(['aave-v3 WETH supplied', 'aave-v3 sUSD debt']);
  const { sUSD, ...less } = lab().tokens;
  const name = `${sUSD.address.slice(0, 6)}…${sUSD.address.slice(-4)}`;
  const underlyings = [name, 'ETH'].sort();
  const unnamed = await bound(['USDC'], less);
  expect(unnamed.marginAccounts).toEqual(
    narrow.marginAccounts.map((one) => ({ ...one, positions: unnamed.positions.map(({ id }) => id), underlyings })),
  );
  expect(unnamed.positions.map(({ id, value }) => [id, value])).toEqual(
    narrow.positions.map(({ id, value }) => [id.replace('sUSD', name), value]),
  );
});

test('behavior: a stranger who supplies for the account what it never heard of stops neither reading nor rescue', async () => {
  const { sUSD, ...declared } = lab().tokens;
  const name = `${sUSD.address.slice(0, 6)}…${sUSD.address.slice(-4)}`;
  const trader = await createAaveTrader({ ...lab(), tokens: declared }, { WETH: 10, USDC: 1_000 }, ['WETH', 'USDC']);
  await trader.carryOut(loan('addCollateral', 'WETH', '5'));
  await trader.carryOut(loan('borrow', 'USDC', '2000'));
  const stranger = await createAaveTrader(lab(), { sUSD: 1 });
  const { pool } = lab().venues['aave-v3'];
  const approve = { abi: erc20Abi, functionName: 'approve', args: [pool, 10n ** 12n] } as const;
  await stranger.send({ to: sUSD.address, data: encodeFunctionData(approve), value: wei(0n) });
  const supply = { abi: poolAbi, functionName: 'supply', args: [sUSD.address, 10n ** 12n, trader.address, 0] } as const;
  await stranger.send({ to: pool, data: encodeFunctionData(supply), value: wei(0n) });
  const reading = await trader.read();
  expect(reading.detail.doubt).toBeNull();
  expect(reading.positions.map(({ id }) => id)).toContain(`aave-v3 ${name} supplied`);
  await trader.carryOut(loan('repay', 'USDC', '500'));
  expect((await trader.read()).marginAccounts[0]?.health).toBeGreaterThan(reading.marginAccounts[0]?.health ?? 9);
});

test('behavior: ten minutes after it was offered, the most that may be borrowed or withdrawn is still taken', async () => {
  for (const kind of ['borrow', 'removeCollateral'] as const) {
    const token = kind === 'borrow' ? 'USDC' : 'WETH';
    const trader = await createAaveTrader(lab(), { WETH: 10, USDC: 1_000 });
    await trader.carryOut(loan('addCollateral', 'WETH', '5'));
    await trader.carryOut(loan('borrow', 'USDC', '5000'));
    const way = trader.venue.ways?.(await trader.read()).find((one) => one.kind === kind && one.token.symbol === token);
    if (!way) throw new Error(`no way to ${kind}`);
    await lab().testClient.increaseTime({ seconds: 500 });
    await lab().testClient.mine({ blocks: 1 });
    const { decimals } = way.token;
    const base = { venue: 'aave-v3', marginAccount: 'aave-v3 account', token, decimals };
    expect(await trader.carryOut({ ...base, kind, amount: way.most })).toMatchObject([{ amount: way.most }]);
  }
});

test('behavior: what no order of ours says is refused by its name', async () => {
  const { venue, address, read } = await createAaveTrader(lab(), { WETH: 10 }, ['WETH', 'USDC']);
  const reading = await read();
  const { WETH, WBTC } = lab().tokens;
  const call = (data: `0x${string}`) => () =>
    venue.decodeCall?.({ to: lab().venues['aave-v3'].pool, data, value: wei(0n) }, reading);
  const supply = (asset: `0x${string}`, onBehalfOf: `0x${string}`, referral: number) =>
    encodeFunctionData({ abi: poolAbi, functionName: 'supply', args: [asset, 1n, onBehalfOf, referral] });
  const borrow = (mode: bigint) =>
    encodeFunctionData({ abi: poolAbi, functionName: 'borrow', args: [WETH.address, 1n, mode, 0, address] });
  expect(call(supply(WETH.address, address, 0))()).toMatchObject([{ lowersRisk: true, recipients: [address] }]);
  expect(call(supply(WETH.address, WBTC.address, 0))).toThrow(/somebody else/);
  expect(call(supply(WBTC.address, address, 0))).toThrow(/not watched/);
  expect(call(supply(WETH.address, address, 7))).toThrow(/referral/);
  expect(call(borrow(1n))).toThrow(/stable rate/);
  expect(call('0x28530a470000000000000000000000000000000000000000000000000000000000000001')).toThrow(/setUserEMode/);
});

test('behavior: at the price of its liquidation the account is liquidated, and not a dollar above', async () => {
  const trader = await createAaveTrader(lab(), { WETH: 10 });
  await trader.carryOut(loan('addCollateral', 'WETH', '10'));
  await trader.carryOut(loan('borrow', 'USDC', '14000'));
  const reading = await trader.read();
  const [account] = reading.marginAccounts;
  if (!account) throw new Error('expected a margin account');
  const price = toFloat(account.maintenance) / (10 * 0.825);
  const at = (usd: number) => trader.venue.marginAt(reading, account, 'ETH', usd);
  expect(at(price * 1.0001).equity).toBeGreaterThan(at(price * 1.0001).maintenance);
  expect(at(price * 0.9999).equity).toBeLessThan(at(price * 0.9999).maintenance);
  await lab().aave.setPrice('WETH', price + 1);
  expect(await lab().liquidate([trader.address])).toEqual([]);
  await lab().aave.setPrice('WETH', price - 1);
  expect(await lab().liquidate([trader.address])).toMatchObject([{ venue: 'aave-v3', what: 'USDC debt' }]);
});
