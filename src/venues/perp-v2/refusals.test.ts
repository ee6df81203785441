import type { Address } from 'viem';
import { encodeFunctionData, maxUint256, parseEther } from 'viem';
import { expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import type { PerpV2Trader } from '../../../test/perpV2Trader.js';
import {
  asOwner,
  collateral,
  createPerpV2Trader,
  headOf,
  inTwoMinutes,
  readAt,
  trade,
} from '../../../test/perpV2Trader.js';
import type { OrderTerms } from '../../model/order.js';
import { bps, tokenAmount, WAD, wad } from '../../model/units.js';
import { VenueReadError, VenueRefusal } from '../venue.js';
import { freeCollateralByRatio, withdrawable } from './margin.js';
import { readDetail } from './read.js';
import type { PerpV2Contracts } from './state.js';

const lab = useLab();

async function funded(margin = '1000'): Promise<PerpV2Trader> {
  const trader = await createPerpV2Trader(lab(), 10_000);
  await trader.carryOut(collateral('addCollateral', margin));
  return trader;
}

const prepare = async (trader: PerpV2Trader, terms: OrderTerms) =>
  trader.venue.prepare(await trader.read(), terms, inTwoMinutes(await headOf(lab())));

async function expectRefusal(trader: PerpV2Trader, terms: OrderTerms, message: RegExp): Promise<void> {
  const attempt = prepare(trader, terms);
  await expect(attempt).rejects.toThrow(VenueRefusal);
  await expect(attempt).rejects.toThrow(message);
}

/** What the protocol itself says to an order that was prepared before it became impossible. */
async function protocolSays(trader: PerpV2Trader, terms: OrderTerms, change: () => Promise<void>) {
  const [request] = await prepare(trader, terms);
  await change();
  const revert = request ? await trader.revertOf(request) : null;
  return revert && trader.venue.decodeError(revert)?.name;
}

test('args: quantity', async () => {
  const trader = await funded();
  await expectRefusal(trader, trade('Buy', '0'), /quantity above 0/);
  await expectRefusal(trader, { ...trade('Buy', '1'), quantity: wad(-1n) }, /quantity above 0/);
  await expectRefusal(trader, trade('Buy', '9000'), /cannot fill/);
});

test('args: instrument', async () => {
  const trader = await funded();
  await expectRefusal(trader, trade('Buy', '1', { instrument: 'perp-v2 BTC' }), /perp-v2 BTC is not watched/);
});

test('args: collateral', async () => {
  const trader = await funded();
  const add = collateral('addCollateral', '10');
  await expectRefusal(trader, { ...add, token: 'sUSD', decimals: 18 }, /does not take sUSD/);
  await expectRefusal(trader, { ...add, decimals: 18 }, /of 18 decimals/);
  await expectRefusal(trader, { ...add, marginAccount: 'perp-v2 ETH' }, /no margin account/);
  await expectRefusal(trader, { ...add, amount: tokenAmount(0n) }, /amount above 0/);
  await expectRefusal(trader, collateral('addCollateral', '9000.000001'), /does not hold 9000.000001 USDC/);
});

for (const [side, quantity] of [
  ['Buy', '1'],
  ['Sell', '1'],
] as const) {
  test(`invariant: a ${side} is refused for margin exactly where the ClearingHouse refuses it`, async () => {
    const trader = await funded('1000');
    // The largest of these that is prepared must succeed on chain; the smallest that is refused must fail there.
    const reading = await trader.read();
    const deadline = inTwoMinutes(await headOf(lab()));
    let accepted = parseEther(quantity);
    let refused = parseEther('10');
    for (let step = 0; step < 60; step++) {
      const middle = (accepted + refused) / 2n;
      try {
        trader.venue.prepare(reading, { ...trade(side, '1'), quantity: wad(middle) }, deadline);
        accepted = middle;
      } catch (error) {
        if (!(error instanceof VenueRefusal)) throw error;
        expect(error.shortMessage).toMatch(/not enough free collateral/);
        refused = middle;
      }
    }
    const [request] = trader.venue.prepare(reading, { ...trade(side, '1'), quantity: wad(accepted) }, deadline);
    if (!request) throw new Error('expected a transaction');
    expect(await trader.revertOf(request)).toBeNull();
    // A thousandth of a percent more, written into the calldata by hand.
    const more = accepted + accepted / 100_000n;
    const hex = (value: bigint) => value.toString(16).padStart(64, '0');
    const data = request.data.replace(hex(accepted), hex(more)) as `0x${string}`;
    expect(data).not.toBe(request.data);
    const revert = await trader.revertOf({ ...request, data });
    expect(revert && trader.venue.decodeError(revert)?.name).toBe('CH_NEFCI');
  });
}

test('invariant: exactly what is withdrawable can be withdrawn', async () => {
  const trader = await funded('1000');
  await trader.carryOut(trade('Buy', '2'));
  const { perp } = lab().contracts;
  const free = (await lab().publicClient.readContract({
    ...perp.Vault,
    functionName: 'getFreeCollateralByToken',
    args: [trader.address, perp.USDC.address],
  })) as bigint;
  const remove = { ...collateral('removeCollateral', '0'), amount: tokenAmount(free) };
  const [request] = await prepare(trader, remove);
  expect(request && (await trader.revertOf(request))).toBeNull();
  await expectRefusal(trader, { ...remove, amount: tokenAmount(free + 1n) }, /would not let go/);
});

test('behavior: a paused or closed market is refused, as the protocol does', async () => {
  const trader = await funded();
  const { BaseToken, ClearingHouse, Vault } = lab().contracts.perp;
  const clean = await lab().snapshot();
  const says = (contract: typeof BaseToken, terms: OrderTerms = trade('Buy', '1')) =>
    protocolSays(trader, terms, () => asOwner(lab(), contract, 'pause', []));

  expect(await says(BaseToken)).toBe('CH_MNO');
  await expectRefusal(trader, trade('Buy', '1'), /the ETH market is paused/);
  await lab().revert(clean);

  expect(await says(ClearingHouse)).toBe('Pausable: paused');
  await expectRefusal(trader, trade('Buy', '1'), /the ClearingHouse is paused/);
  await lab().revert(clean);

  expect(await says(Vault, collateral('removeCollateral', '1'))).toBe('Pausable: paused');
  await expectRefusal(trader, collateral('removeCollateral', '1'), /Vault is paused/);
  await expectRefusal(trader, collateral('addCollateral', '1'), /Vault is paused/);
  await lab().revert(clean);

  const { BaseToken: base, Exchange } = lab().contracts.perp;
  const stop = () => asOwner(lab(), Exchange, 'setMaxTickCrossedWithinBlock', [base.address, 0]);
  expect(await protocolSays(trader, trade('Buy', '1'), stop)).toBe('EX_MIP');
  await expectRefusal(trader, trade('Buy', '1'), /trading in the ETH market is stopped/);
});

test("behavior: the Vault's cap is refused, as the protocol does", async () => {
  const trader = await funded();
  const { ClearingHouseConfig } = lab().contracts.perp;
  const held = (await trader.read()).detail.vaultHoldings;
  await asOwner(lab(), ClearingHouseConfig, 'setSettlementTokenBalanceCap', [held + 5_000_000n]);
  await expectRefusal(trader, collateral('addCollateral', '5.000001'), /takes no more USDC/);
  await trader.carryOut(collateral('addCollateral', '5'));
});

test('behavior: outside the band around the oracle only the way back is open', async () => {
  const trader = await funded();
  const { Aggregator } = lab().contracts.perp;
  const setOracle = async (price: bigint) => {
    await lab().testClient.increaseTime({ seconds: 30 });
    await lab().testClient.mine({ blocks: 1 });
    const { timestamp } = await headOf(lab());
    await asOwner(lab(), Aggregator, 'setLatestAnswer', [price * 10n ** 8n, timestamp]);
  };
  expect(await protocolSays(trader, trade('Buy', '0.1'), () => setOracle(1_700n))).toBe('EX_OPB');
  await expectRefusal(trader, trade('Buy', '0.1'), /too far from its oracle to buy 0\.1 ETH/);
  expect((await trader.read()).markets[0]?.closed).toBeNull();
  expect(await trader.carryOut(trade('Sell', '0.1'))).toHaveLength(1);
});

test('behavior: an account in a market that is not configured is not read, and the market is named', async () => {
  const trader = await funded();
  await trader.carryOut(trade('Buy', '1'));
  const { perp } = lab().contracts;
  const contracts: PerpV2Contracts = {
    clearingHouse: perp.ClearingHouse.address,
    vault: perp.Vault.address,
    accountBalance: perp.AccountBalance.address,
    exchange: perp.Exchange.address,
    orderBook: perp.OrderBook.address,
    config: perp.ClearingHouseConfig.address,
    marketRegistry: perp.MarketRegistry.address,
    twapInterval: 900,
    settlementToken: { symbol: 'USDC', address: perp.USDC.address, decimals: 6, price: WAD },
    markets: {},
  };
  const attempt = readAt(lab(), readDetail(contracts, trader.address, []), await headOf(lab()));
  await expect(attempt).rejects.toThrow(VenueReadError);
  await expect(attempt).rejects.toThrow(`markets that are not configured: ${perp.BaseToken.address}`);
});

test('behavior: a market that the deployment does not have is found out when the venue is opened', async () => {
  const { perp } = lab().contracts;
  const attempt = createPerpV2Trader(lab(), 0, { ETH: perp.QuoteToken.address });
  await expect(attempt).rejects.toThrow(/fees of market ETH reverted/);
});

test('behavior: an account that provides liquidity is not read', async () => {
  const trader = await funded('5000');
  const { ClearingHouse, BaseToken, Pool } = lab().contracts.perp;
  const [, tick] = (await lab().publicClient.readContract({ ...Pool, functionName: 'slot0' })) as [bigint, number];
  const lower = Math.floor(tick / 60) * 60 - 600;
  const order = {
    baseToken: BaseToken.address,
    base: parseEther('0.5'),
    quote: parseEther('1000'),
    lowerTick: lower,
    upperTick: lower + 1260,
    minBase: 0n,
    minQuote: 0n,
    useTakerBalance: false,
    deadline: maxUint256,
  };
  const data = encodeFunctionData({ abi: ClearingHouse.abi, functionName: 'addLiquidity', args: [order] });
  const [request] = await prepare(trader, trade('Buy', '1', { maxSlippage: bps(10) }));
  if (!request) throw new Error('expected a transaction');
  expect((await trader.send({ ...request, data })).status).toBe('success');
  await expect(trader.read()).rejects.toThrow(/provides liquidity on perp-v2/);
});

test('behavior: other collateral, which anybody may deposit for anybody, counts as nothing and is named', async () => {
  const { perp, lyra } = lab().contracts;
  const { CollateralManager, PriceFeedDispatcher, Vault, ClearingHouse } = perp;
  const { sETH } = lyra;
  const config = { priceFeed: PriceFeedDispatcher.address, collateralRatio: 700_000, discountRatio: 100_000 };
  await asOwner(lab(), CollateralManager, 'addCollateral', [sETH.address, { ...config, depositCap: maxUint256 }]);
  const trader = await funded();
  await trader.carryOut(trade('Buy', '2'));
  const before = await trader.read();
  expect(before.detail.otherCollateral).toEqual([]);

  const [stranger] = await lab().testClient.request<{ Parameters?: undefined; ReturnType: Address[] }>({
    method: 'eth_accounts',
  });
  if (!stranger) throw new Error('the lab has no unlocked account');
  await asOwner(lab(), sETH, 'mint', [stranger, parseEther('2')]);
  await asOwner(lab(), sETH, 'approve', [Vault.address, parseEther('2')]);
  for (const amount of [1n, parseEther('1')]) {
    await asOwner(lab(), Vault, 'depositFor', [trader.address, sETH.address, amount]);
    const { detail, marginAccounts } = await trader.read();
    expect(detail.otherCollateral.map((token) => token.toLowerCase())).toEqual([sETH.address.toLowerCase()]);
    const asked = async (contract: typeof Vault, functionName: string, args: readonly unknown[]) =>
      (await lab().publicClient.readContract({ ...contract, functionName, args })) as bigint;
    const { equity, health } = marginAccounts[0] ?? { equity: 0n, health: 0 };
    expect(Math.abs(health - (before.marginAccounts[0]?.health ?? 0))).toBeLessThan(0.001);
    expect(equity).toBeLessThanOrEqual(await asked(ClearingHouse, 'getAccountValue', [trader.address]));
    for (const ratio of [detail.imRatio, detail.mmRatio]) {
      const free = await asked(Vault, 'getFreeCollateralByRatio', [trader.address, ratio]);
      expect(freeCollateralByRatio(detail, 6, ratio)).toBeLessThanOrEqual(free);
    }
    const most = await asked(Vault, 'getFreeCollateralByToken', [trader.address, perp.USDC.address]);
    expect(withdrawable(detail, 6)).toBeLessThanOrEqual(most);
    expect(withdrawable(detail, 6)).toBeGreaterThan(0n);
  }
  const { positions, detail } = await trader.read();
  expect(positions).toHaveLength(1);
  const remove = { ...collateral('removeCollateral', '0'), amount: tokenAmount(withdrawable(detail, 6)) };
  expect(await trader.carryOut(remove)).toHaveLength(1);
  expect(await trader.carryOut(trade('Sell', '2', { reduceOnly: true }))).toHaveLength(1);
});
