import customErrorsAbi from '@gmx-io/sdk/abis/CustomErrors';
import type { Hex } from 'viem';
import { BaseError, encodeErrorResult, isHex } from 'viem';
import { expect, test } from 'vitest';
import { useGmxLab } from '../../../test/gmxLab.js';
import type { GmxTrader } from '../../../test/gmxTrader.js';
import { createGmxTrader, gmxCollateral, gmxTrade } from '../../../test/gmxTrader.js';
import type { OrderTerms, TransactionRequest } from '../../model/order.js';
import { unixSeconds, wei } from '../../model/units.js';

const lab = useGmxLab();
const GWEI = 1_000_000_000n;

async function asking(trader: GmxTrader, terms: OrderTerms = gmxTrade('Buy', '1', { reduceOnly: true })) {
  const request = trader.venue.prepare(await trader.read(), terms, unixSeconds(0)).at(-1);
  const { requote } = trader.venue;
  if (!request?.keeperGas || !requote) throw new Error('expected a request that pays keepers');
  const gas = request.keeperGas.map((one) => one.gas);
  return { request, gas, at: (price: bigint) => requote(request, wei(price)) };
}

/** The revert's bytes of sending it at a gas price; null when it goes through. */
async function simulated({ address }: GmxTrader, { to, data, value }: TransactionRequest, gasPrice: bigint) {
  try {
    await lab().publicClient.call({ account: address, to, data, value, gasPrice, gas: 5_000_000n });
    return null;
  } catch (error) {
    const carrier = error instanceof BaseError ? error.walk((one) => 'data' in (one as object)) : null;
    const data = carrier && 'data' in carrier ? carrier.data : null;
    return isHex(data) ? data : ('0x' as Hex);
  }
}

async function holdingShort(): Promise<GmxTrader> {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade('Sell', '2'));
  return trader;
}

test('default: a fee stated at a gas price is enough at that price, and a tenth above it', async () => {
  const trader = await holdingShort();
  const { gas, at } = await asking(trader);
  for (const price of [3n, GWEI, 7n * GWEI + 123_456_789n]) {
    const { value } = at(price);
    expect(value).toBe(((gas[0] ?? 0n) * price * 11n + 9n) / 10n);
  }
  expect(await simulated(trader, at(2n * GWEI), 2n * GWEI)).toBeNull();
  expect(await simulated(trader, at(2n * GWEI), (2n * GWEI * 11n) / 10n)).toBeNull();
  const tooLittle = (await simulated(trader, at(2n * GWEI), 3n * GWEI)) ?? '0x';
  expect(trader.venue.decodeError(tooLittle)).toMatchObject({
    name: 'InsufficientExecutionFee',
    args: { meaning: expect.any(String), executionFee: String(at(2n * GWEI).value) },
  });
});

test('behavior: GMX itself asks for exactly the gas that was reckoned', async () => {
  const trader = await holdingShort();
  const { gas, at } = await asking(trader);
  const [reckoned = 0n] = gas;
  // The fee buys reckoned * 1.1 at 1 gwei: with a gas price a hair above that it is one wei short, or more.
  const { value } = at(GWEI);
  const most = value / reckoned;
  expect(await simulated(trader, at(GWEI), most)).toBeNull();
  const { args } = trader.venue.decodeError((await simulated(trader, at(GWEI), most + 1n)) ?? '0x') ?? {};
  expect(args?.['minExecutionFee']).toBe(String(reckoned * (most + 1n)));
});

test('behavior: each of two orders pays a keeper, and the value is what they pay and nothing else', async () => {
  const trader = await holdingShort();
  const { request, gas, at } = await asking(trader, gmxTrade('Buy', '3'));
  expect(gas).toHaveLength(2);
  const price = 2n * GWEI;
  const fees = gas.reduce((sum, one) => sum + (one * price * 11n + 9n) / 10n, 0n);
  expect(at(price).value).toBe(fees);
  expect(at(price)).toMatchObject({ to: request.to, describe: request.describe, keeperGas: request.keeperGas });
  // Collateral is sent as a token: WETH adds nothing to the value either.
  const deposit = await asking(trader, gmxCollateral('addCollateral', '10'));
  expect(deposit.at(price).value).toBe(((deposit.gas[0] ?? 0n) * price * 11n + 9n) / 10n);
});

test('behavior: an approval pays no keeper', async () => {
  const trader = await createGmxTrader(lab());
  const [approval] = trader.venue.prepare(await trader.read(), gmxTrade('Sell', '2'), unixSeconds(0));
  if (!approval || !trader.venue.requote) throw new Error('expected an approval');
  expect(approval).toMatchObject({ purpose: 'approve', value: 0n });
  expect(trader.venue.requote(approval, wei(GWEI))).toEqual(approval);
});

test('args: bytes that are not GMX’s are not decoded', async () => {
  const trader = await createGmxTrader(lab());
  expect(trader.venue.decodeError('0xdeadbeef')).toBeNull();
  expect(trader.venue.decodeError('0x')).toBeNull();
  const data = encodeErrorResult({ abi: customErrorsAbi, errorName: 'EmptyPosition' });
  expect(trader.venue.decodeError(data)).toMatchObject({
    name: 'EmptyPosition',
    args: { meaning: expect.any(String) },
  });
});
