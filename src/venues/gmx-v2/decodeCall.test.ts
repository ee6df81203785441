import fc from 'fast-check';
import type { Address, Hex } from 'viem';
import { getAddress, isAddressEqual, parseUnits, zeroAddress, zeroHash } from 'viem';
import { expect, test } from 'vitest';
import { decodedOrRefused } from '../../../test/decodedOrRefused.js';
import { accepted, contracts } from '../../../test/fixtures/gmx/calldata.js';
import { gmxBindingOf } from '../../../test/gmxDetail.js';
import { useGmxLab } from '../../../test/gmxLab.js';
import { createGmxTrader, type GmxTrader, gmxCollateral, gmxStop, gmxTrade, gmxUsd } from '../../../test/gmxTrader.js';
import { mutationsOf, stranger } from '../../../test/mutations.js';
import type { DecodedCall } from '../../model/decodedCall.js';
import type { OrderTerms, TransactionRequest } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { unixSeconds, wei } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';
import { decodeCall } from './decodeCall.js';
import type { GmxDetail } from './detail.js';
import { marketDecrease } from './orders/decreaseIntents.js';
import { encodeRequests } from './orders/encodeRequests.js';
import { depositOnly, marketIncrease } from './orders/increaseIntents.js';
import type { Request } from './orders/request.js';
import { decodeRouterCalls } from './orders/routerCall.js';
import type { MarketProps } from './state.js';

const lab = useGmxLab();

const usd = gmxUsd;
const sum = (calls: readonly DecodedCall[]) => calls.reduce((total, { value }) => total + value, 0n);

/** What the last transaction of an order says, held against the transaction itself. */
async function told(trader: GmxTrader, terms: OrderTerms): Promise<readonly DecodedCall[]> {
  const reading = await trader.read();
  const requests = trader.venue.prepare(reading, terms, unixSeconds(0));
  const last = requests.at(-1);
  const calls = last && trader.venue.decodeCall?.(last, reading);
  if (!calls) throw new Error('expected a call');
  expect(sum(calls)).toBe(last.value);
  const approved = requests.flatMap(({ approval }) => (approval ? [approval] : []));
  const pays = calls.flatMap((one) => one.pays);
  expect(pays).toEqual(approved.map(({ token, amount }) => ({ token, amount })));
  for (const { token, spender } of approved) expect(trader.venue.spenders).toContainEqual({ token, spender });
  for (const { recipients } of calls) {
    expect(recipients.every((one) => isAddressEqual(one, trader.address))).toBe(true);
  }
  return calls;
}

test('default: a trade is told with its size, and its collateral by token', async () => {
  const trader = await createGmxTrader(lab());
  const price = lab().price();
  const [opened, ...more] = await told(trader, gmxTrade('Sell', '2'));
  expect(more).toEqual([]);
  expect(opened).toMatchObject({ recipients: [trader.address], lowersRisk: false });
  expect((opened?.notional ?? 0) / (2 * price)).toBeCloseTo(1, 3);
  expect(opened?.does).toMatch(/^short 4 000 USD of ETH\/USD with [\d.]+ USDC, at 1 990 or better; keeper fee up to/);
});

test('default: what reduces can only lower risk, and what goes through zero is told apart', async () => {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade('Sell', '2'));
  const position = 'gmx-v2 ETH/USD short USDC';
  const reduced = await told(trader, gmxTrade('Buy', '1', { reduceOnly: true, position }));
  expect(reduced).toMatchObject([{ notional: 0, lowersRisk: true, pays: [] }]);
  const flipped = await told(trader, gmxTrade('Buy', '3'));
  expect(flipped).toMatchObject([
    { notional: 0, lowersRisk: true, pays: [] },
    { lowersRisk: false, pays: [{ amount: expect.any(BigInt) }] },
  ]);
  const stopped = await told(trader, gmxStop('Buy', '2', `${Math.round(lab().price() * 1.1)}`));
  expect(stopped).toMatchObject([{ notional: 0, lowersRisk: true, pays: [] }]);
});

test('default: collateral is lowering risk on its way in, and has its worth on its way out', async () => {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade('Sell', '2'));
  const added = await told(trader, gmxCollateral('addCollateral', '123.5'));
  expect(added).toMatchObject([{ notional: 0, lowersRisk: true, pays: [{ amount: parseUnits('123.5', 6) }] }]);
  const [taken] = await told(trader, gmxCollateral('removeCollateral', '50'));
  expect(taken).toMatchObject({ lowersRisk: false, pays: [] });
  expect(taken?.notional).toBeCloseTo(50, 0);
});

test('default: what stands in the book is changed by what it is, and taken back', async () => {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade('Sell', '2'));
  const stop = gmxStop('Buy', '2', `${Math.round(lab().price() * 1.1)}`);
  const { orders } = await trader.ask(stop);
  const [order = ''] = orders;
  const moved = { ...stop, triggerPrice: stop.triggerPrice + 10n ** 18n, replaces: order } as typeof stop;
  expect(await told(trader, moved)).toMatchObject([{ recipients: [], notional: 0, lowersRisk: true }]);
  const canceled = await told(trader, { kind: 'cancel', venue: 'gmx-v2', order });
  expect(canceled).toMatchObject([{ recipients: [], pays: [], value: 0n, notional: 0, lowersRisk: true }]);

  const entry = await lab().placeOrder(trader.address, {
    ...{ orderType: 3, isLong: false, collateral: 'USDC', sizeDeltaUsd: usd(4000) },
    ...{ collateralDelta: parseUnits('800', 6), triggerPrice: parseUnits(String(lab().price() * 1.2), 12) },
  });
  const change = encodeRequests([update(entry.key, usd(5000))], trader.address, orderContracts());
  const reading = await trader.read();
  expect(trader.venue.decodeCall?.(call(change), reading)).toMatchObject([{ notional: 5000, lowersRisk: false }]);
  expect(() => trader.venue.decodeCall?.(call(change), undefined)).toThrow(
    expect.objectContaining({ name: 'VenueRefusal', retryable: true }),
  );
  const foreign = encodeRequests([update(`0x${'5'.repeat(64)}`, 1n)], trader.address, orderContracts());
  expect(() => trader.venue.decodeCall?.(call(foreign), reading)).toThrow(/does not have/);
});

test('default: a claim goes to the account', async () => {
  const trader = await createGmxTrader(lab());
  await lab().controls.creditFunding(trader.address, { USDC: 12_345_678n });
  const { claimable: amounts = [] } = await trader.read();
  const claimed = await told(trader, { kind: 'claim', venue: 'gmx-v2', amounts });
  expect(claimed).toMatchObject([{ recipients: [trader.address], pays: [], notional: 0, lowersRisk: true }]);
});

const update = (key: Hex, sizeDeltaUsd: bigint): Request => ({
  ...{ kind: 'updateOrder', key, sizeDeltaUsd, acceptablePrice: 1n, triggerPrice: 1n, minOutputAmount: 0n },
  ...{ validFromTime: 0n, autoCancel: false, executionFeeTopUp: 0n },
});

const orderContracts = () => ({
  exchangeRouter: lab().contracts.exchangeRouter,
  orderVault: lab().contracts.orderVault,
  wrappedNative: lab().tokens.WETH.address,
});

const call = ({ to, data, value }: { to: Address; data: Hex; value: bigint }) => ({ to, data, value: wei(value) });

const position = () => ({
  market: getAddress(lab().venues['gmx-v2'].markets['ETH/USD'] ?? zeroAddress),
  collateralToken: lab().tokens.USDC.address,
  isLong: false,
});

test('args: reading', async () => {
  const trader = await createGmxTrader(lab());
  const said = (request: Request) => {
    const encoded = encodeRequests([request], trader.address, orderContracts());
    return trader.venue.decodeCall?.(call(encoded), undefined);
  };
  const sized = { sizeDeltaUsd: usd(1000), acceptablePrice: 1n };
  const opened = marketIncrease(position(), { ...sized, collateral: { amount: 5n } });
  expect(said(opened)).toMatchObject([{ notional: 1000, lowersRisk: false }]);
  expect(said(marketDecrease(position(), sized))).toMatchObject([{ notional: 0, lowersRisk: true }]);
  expect(said(depositOnly(position(), { amount: 5n }))).toMatchObject([{ notional: 0, lowersRisk: true }]);
  expect(said({ kind: 'cancelOrder', key: zeroHash })).toMatchObject([{ lowersRisk: true }]);
  expect(() => said(marketDecrease(position(), { ...sized, withdrawAmount: 5n }))).toThrow(
    expect.objectContaining({ name: 'VenueRefusal', retryable: true }),
  );
});

test('behavior: collateral that goes as ETH is told as value, and not as a token', async () => {
  const trader = await createGmxTrader(lab());
  const weth = { ...position(), isLong: true, collateralToken: lab().tokens.WETH.address };
  const asEth = { ...depositOnly(weth, { amount: 5n, asNative: true }), executionFee: 7n };
  const encoded = encodeRequests([asEth], trader.address, orderContracts());
  expect(trader.venue.decodeCall?.(call(encoded), undefined)).toMatchObject([{ pays: [], value: 12n }]);
});

test('behavior: more risk in a market that was not read, where nothing bounds what is pulled, is refused', async () => {
  const trader = await createGmxTrader(lab(), undefined, []);
  const reading = await trader.read();
  const opened = marketIncrease(position(), {
    ...{ sizeDeltaUsd: 1n, acceptablePrice: 1n },
    collateral: { amount: 2n ** 127n },
  });
  const encoded = call(encodeRequests([opened], trader.address, orderContracts()));
  expect(() => trader.venue.decodeCall?.(encoded, reading)).toThrow(/neither watched nor held/);
  const watching = await createGmxTrader(lab());
  const read = await watching.read();
  const there = call(encodeRequests([opened], watching.address, orderContracts()));
  expect(() => watching.venue.decodeCall?.(there, read)).toThrow(/more USDC than the wallet holds/);
  const unpriced = { ...read, funding: [], detail: { ...read.detail, prices: {} } };
  expect(() => watching.venue.decodeCall?.(there, unpriced)).toThrow(/no price of gmx-v2 ETH\/USD is known/);
});

test('args: to', async () => {
  const trader = await createGmxTrader(lab());
  const { data, value } = encodeRequests([{ kind: 'cancelOrder', key: zeroHash }], trader.address, orderContracts());
  expect(trader.venue.decodeCall?.(call({ to: stranger, data, value }), undefined)).toBeNull();
  expect(trader.venue.decodeCall?.(call({ to: lab().tokens.USDC.address, data, value }), undefined)).toBeNull();
  const { router, orderVault, orderHandler, dataStore } = lab().contracts;
  for (const to of [router, orderVault, orderHandler, dataStore]) {
    expect(() => trader.venue.decodeCall?.(call({ to, data, value }), undefined)).toThrow(VenueRefusal);
  }
});

const addressesIn = (data: Hex): string[] =>
  decodeRouterCalls(data).calls.flatMap(
    (one) => JSON.stringify(one, bigintsAsText).match(/0x[0-9a-fA-F]{40}(?=")/g) ?? [],
  );
const bigintsAsText = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}` : value);

test('invariant: recorded calldata is told with all that it sends, to the account alone', () => {
  let compared = 0;
  for (const { account, requests, data, value } of accepted) {
    if (requests.some(needsMore)) continue;
    const binding = { ...gmxBindingOf([]), account, orderContracts: contracts };
    const known = { markets: marketsOf(requests), unknown: {}, feeds: {} };
    const release = { ...binding.release, contracts: { ...binding.release.contracts, ...contracts } };
    const calls = decodeCall(
      { ...binding, release },
      known,
      { to: contracts.exchangeRouter, data, value: wei(value) },
      undefined,
    );
    expect(calls).toHaveLength(requests.length);
    expect(sum(calls ?? [])).toBe(value);
    const named = (calls ?? []).flatMap(({ recipients }) => recipients);
    expect(named.every((one) => isAddressEqual(one, account))).toBe(true);
    compared += 1;
  }
  expect(compared).toBe(165);
});

/** What ballast never says, and what cannot be told without the account's book and prices. */
function needsMore(request: Request): boolean {
  if (request.kind === 'updateOrder') return true;
  if (request.kind === 'decrease' && request.withdrawAmount > 0n) return true;
  return 'referralCode' in request && request.referralCode !== zeroHash;
}

/** The markets that recorded requests name, with the collateral they name: one of its tokens, or both. */
function marketsOf(requests: readonly Request[]) {
  const named = requests.flatMap((one) => {
    if (one.kind === 'claimFunding') return one.claims;
    return 'market' in one ? [{ market: one.market, token: one.collateralToken }] : [];
  });
  return Object.fromEntries(
    named.map(({ market }) => {
      const tokens = named.filter((one) => isAddressEqual(one.market, market)).map(({ token }) => token);
      const [longToken = zeroAddress, shortToken = longToken] = [tokens[0], tokens.at(-1)];
      const decimals = { indexTokenDecimals: 18, longTokenDecimals: 18, shortTokenDecimals: 18 };
      const props: MarketProps = {
        name: 'ETH/USD',
        marketToken: market,
        indexToken: market,
        longToken,
        shortToken,
        ...decimals,
      };
      return [getAddress(market), { props, virtualTokenId: zeroHash }];
    }),
  );
}

test('invariant: no change of honest calldata gives anybody else anything', async () => {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade('Sell', '2'));
  await lab().controls.creditFunding(trader.address, { USDC: 12_345_678n });
  const stop = gmxStop('Buy', '2', `${Math.round(lab().price() * 1.1)}`);
  const { orders } = await trader.ask(stop);
  const reading: VenueReading<GmxDetail> = await trader.read();
  const [order = ''] = orders;
  const wanted: OrderTerms[] = [
    gmxTrade('Buy', '3'),
    gmxCollateral('addCollateral', '123.5'),
    gmxCollateral('removeCollateral', '50'),
    { ...stop, replaces: order, maxSlippage: null, triggerPrice: (stop.triggerPrice + 1n) as typeof stop.triggerPrice },
    { kind: 'cancel', venue: 'gmx-v2', order },
    { kind: 'claim', venue: 'gmx-v2', amounts: reading.claimable ?? [] },
  ];
  const honest = wanted.map((terms): TransactionRequest => {
    const last = trader.venue.prepare(reading, terms, unixSeconds(0)).at(-1);
    if (!last) throw new Error('expected a transaction');
    return last;
  });
  const changed = fc.oneof(
    ...honest.map(({ to, data, value }) => mutationsOf(data).map((mutated) => call({ to, data: mutated, value }))),
  );
  fc.assert(
    fc.property(changed, (mutated) => {
      const known = trader.venue.spenders ?? [];
      const calls = decodedOrRefused(() => trader.venue.decodeCall?.(mutated, reading));
      for (const { recipients, pays } of calls) {
        expect(recipients.every((one) => isAddressEqual(one, trader.address))).toBe(true);
        expect(pays.every(({ token }) => known.some((one) => isAddressEqual(one.token, token)))).toBe(true);
      }
      if (calls.length > 0) {
        expect(sum(calls)).toBe(mutated.value);
        // As an address: what is only a number or an order's key names nobody.
        expect(addressesIn(mutated.data)).not.toContain(stranger);
      }
    }),
    { numRuns: 1_000 },
  );
});
