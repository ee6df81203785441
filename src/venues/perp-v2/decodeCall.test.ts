import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { Abi, Address, ContractFunctionArgs, Hex } from 'viem';
import {
  concat,
  encodeFunctionData,
  isAddressEqual,
  maxUint256,
  parseAbi,
  parseEther,
  parseUnits,
  toFunctionSignature,
  zeroHash,
} from 'viem';
import { expect, test } from 'vitest';
import { clearingHouseAbi, vaultAbi } from '../../../abis/perp-v2.js';
import { decodedOrRefused } from '../../../test/decodedOrRefused.js';
import { useLab } from '../../../test/lab.js';
import { mutationsOf, stranger } from '../../../test/mutations.js';
import type { PerpV2Trader } from '../../../test/perpV2Trader.js';
import { collateral, createPerpV2Trader, headOf, inTwoMinutes, trade } from '../../../test/perpV2Trader.js';
import type { OrderTerms } from '../../model/order.js';
import { tokenAmount, wei } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';
import { clearingHouseAlsoOffers, vaultAlsoOffers } from './neverCalled.js';

const lab = useLab();

async function funded(): Promise<PerpV2Trader> {
  const trader = await createPerpV2Trader(lab(), 20_000);
  await trader.carryOut(collateral('addCollateral', '10000'));
  return trader;
}

const perp = () => lab().contracts.perp;

async function lastOf(trader: PerpV2Trader, terms: OrderTerms) {
  const requests = trader.venue.prepare(await trader.read(), terms, inTwoMinutes(await headOf(lab())));
  const last = requests.at(-1);
  if (!last) throw new Error('expected a transaction');
  return last;
}

async function told(trader: PerpV2Trader, terms: OrderTerms, read = true) {
  const reading = await trader.read();
  return trader.venue.decodeCall?.(await lastOf(trader, terms), read ? reading : undefined);
}

const call = (to: Address, data: Hex) => ({ to, data, value: wei(0n) });
const none = { recipients: [], pays: [], value: 0n };

test('default: trades are told with their notional at the index', async () => {
  const trader = await funded();
  const { index = 0n } = (await trader.read()).detail.markets['ETH'] ?? {};
  const notional = (units: number) => expect.closeTo((units * Number(index)) / 1e18, 6);
  const opened = await told(trader, trade('Buy', '2.41'));
  expect(opened).toMatchObject([{ ...none, notional: notional(2.41), lowersRisk: false }]);
  expect(opened?.[0]?.does).toMatch(/^openPosition: buy 2\.41 ETH, at most \d+\.\d\d USD$/);
  await trader.carryOut(trade('Buy', '2.41'));
  expect(await told(trader, trade('Buy', '1'))).toMatchObject([{ notional: notional(1), lowersRisk: false }]);
  expect(await told(trader, trade('Sell', '3'))).toMatchObject([{ notional: notional(3), lowersRisk: false }]);
});

test('default: what can only reduce is told as such', async () => {
  const trader = await funded();
  await trader.carryOut(trade('Sell', '2'));
  const part = await told(trader, trade('Buy', '0.5', { reduceOnly: true }));
  expect(part).toMatchObject([{ ...none, notional: 0, lowersRisk: true }]);
  expect(part?.[0]?.does).toMatch(/^openPosition: buy 0\.5 ETH/);
  const whole = await told(trader, trade('Buy', '2', { reduceOnly: true }), false);
  expect(whole).toMatchObject([{ ...none, notional: 0, lowersRisk: true }]);
  expect(whole?.[0]?.does).toMatch(/^closePosition: all of ETH/);
});

test('default: collateral is told by token and amount', async () => {
  const trader = await funded();
  const USDC = perp().USDC.address;
  const added = await told(trader, collateral('addCollateral', '12.5'), false);
  expect(added).toEqual([
    {
      ...none,
      does: 'deposit: 12.5 USDC',
      pays: [{ token: USDC, amount: tokenAmount(parseUnits('12.5', 6)) }],
      notional: 0,
      lowersRisk: true,
    },
  ]);
  const taken = await told(trader, collateral('removeCollateral', '12.5'), false);
  expect(taken).toEqual([{ ...none, does: 'withdraw: 12.5 USDC', notional: 12.5, lowersRisk: false }]);
  expect(trader.venue.spenders).toEqual([{ token: USDC, spender: perp().Vault.address }]);
});

test('behavior: a deposit of more than the wallet holds is refused, once the wallet was read', async () => {
  const trader = await createPerpV2Trader(lab(), 100);
  const said = (amount: string) => async () =>
    trader.venue.decodeCall?.(
      call(vault(), encodeDeposit(perp().USDC.address, parseUnits(amount, 6))),
      await trader.read(),
    );
  expect(await said('100')()).toMatchObject([{ lowersRisk: true }]);
  await expect(said('100.000001')).rejects.toThrow(/more USDC than the wallet holds/);
  const unbounded = call(vault(), encodeDeposit(perp().USDC.address, maxUint256));
  expect(trader.venue.decodeCall?.(unbounded, undefined)).toMatchObject([{ pays: [{ amount: maxUint256 }] }]);
});

test('args: reading', async () => {
  const trader = await funded();
  const opens = await lastOf(trader, trade('Buy', '1'));
  expect(() => trader.venue.decodeCall?.(opens, undefined)).toThrow(/no price of perp-v2 ETH is known yet/);
  expect(() => trader.venue.decodeCall?.(opens, undefined)).toThrow(expect.objectContaining({ retryable: true }));
});

test('args: to', async () => {
  const trader = await funded();
  const { data } = await lastOf(trader, trade('Buy', '1'));
  expect(trader.venue.decodeCall?.(call(stranger, data), undefined)).toBeNull();
  expect(trader.venue.decodeCall?.(call(perp().USDC.address, data), undefined)).toBeNull();
  for (const part of [perp().AccountBalance, perp().Exchange, perp().OrderBook]) {
    expect(() => trader.venue.decodeCall?.(call(part.address, data), undefined)).toThrow(VenueRefusal);
  }
});

type OpenPositionParams = ContractFunctionArgs<typeof clearingHouseAbi, 'nonpayable', 'openPosition'>[0];
const deadline = 2_000_000_000n;
const base = () => lab().venues['perp-v2'].markets['ETH'] ?? stranger;
const opening = (): OpenPositionParams => ({
  ...{ baseToken: base(), isBaseToQuote: true, isExactInput: true, amount: parseEther('1') },
  ...{ oppositeAmountBound: parseEther('1900'), deadline, sqrtPriceLimitX96: 0n, referralCode: zeroHash },
});
const encodeOpening = (change: Partial<OpenPositionParams>): Hex =>
  encodeFunctionData({ abi: clearingHouseAbi, functionName: 'openPosition', args: [{ ...opening(), ...change }] });
const encodeDeposit = (token: Address, amount: bigint): Hex =>
  encodeFunctionData({ abi: vaultAbi, functionName: 'deposit', args: [token, amount] });
const others = parseAbi([
  'function depositFor(address to, address token, uint256 amount)',
  'function withdrawAll(address token)',
  'function setOwner(address)',
]);
const house = () => perp().ClearingHouse.address;
const vault = () => perp().Vault.address;

const hostile: readonly [name: string, refusal: RegExp, to: () => Address, data: () => Hex][] = [
  [
    'a deposit for somebody else',
    /calls perp-v2's Vault\.depositFor/,
    vault,
    () => encodeFunctionData({ abi: others, functionName: 'depositFor', args: [stranger, perp().USDC.address, 1n] }),
  ],
  [
    'a withdrawal of everything',
    /Vault\.withdrawAll/,
    vault,
    () => encodeFunctionData({ abi: others, functionName: 'withdrawAll', args: [perp().USDC.address] }),
  ],
  [
    'a function without a name',
    /Vault\.0x13af4035/,
    vault,
    () => encodeFunctionData({ abi: others, functionName: 'setOwner', args: [stranger] }),
  ],
  [
    'a function that only reads',
    /ClearingHouse\.getVault/,
    house,
    () => encodeFunctionData({ abi: clearingHouseAbi, functionName: 'getVault' }),
  ],
  ['no function', /without a function/, house, () => '0x'],
  ['half a selector', /ClearingHouse\.0xb6b1/, house, () => '0xb6b1'],
  ['a selector alone', /do not decode/, house, () => encodeOpening({}).slice(0, 10) as Hex],
  ['the deposit of another token', /moves another token than USDC/, vault, () => encodeDeposit(stranger, 1n)],
  ['a deposit of nothing', /moves nothing/, vault, () => encodeDeposit(perp().USDC.address, 0n)],
  ['a tail', /not what its arguments encode to/, house, () => concat([encodeOpening({}), '0x00'])],
  [
    'dirty bits in an address',
    /not what its arguments encode to|do not decode/,
    vault,
    () => {
      const data = encodeDeposit(perp().USDC.address, 1n);
      return `${data.slice(0, 10)}01${data.slice(12)}` as Hex;
    },
  ],
  ['a market of nobody’s', /ballast\.yaml does not name/, house, () => encodeOpening({ baseToken: stranger })],
  ['an amount in USD', /states its amount in USD/, house, () => encodeOpening({ isExactInput: false })],
  ['a trade of nothing', /trades nothing/, house, () => encodeOpening({ amount: 0n })],
  ['a trade at any price', /takes any price/, house, () => encodeOpening({ oppositeAmountBound: 0n })],
  ['a price limit that fills in part', /may fill in part/, house, () => encodeOpening({ sqrtPriceLimitX96: 1n })],
  ['a referral code', /has a referral code/, house, () => encodeOpening({ referralCode: `0x${'ab'.repeat(32)}` })],
];

for (const [name, refusal, to, data] of hostile) {
  test(`behavior: ${name} is refused`, async () => {
    const trader = await createPerpV2Trader(lab(), 1);
    const reading = await trader.read();
    const attempt = () => trader.venue.decodeCall?.(call(to(), data()), reading);
    expect(attempt).toThrow(VenueRefusal);
    expect(attempt).toThrow(refusal);
  });
}

test('invariant: each function that only names a refusal is one of the contract’s own', () => {
  for (const [contract, offers] of [
    ['ClearingHouse', clearingHouseAlsoOffers],
    ['Vault', vaultAlsoOffers],
  ] as const) {
    const file = `../../../node_modules/@perp/curie-contract/artifacts/contracts/${contract}.sol/${contract}.json`;
    const { abi }: { abi: Abi } = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
    const theirs = abi.flatMap((item) => (item.type === 'function' ? [toFunctionSignature(item)] : []));
    expect(theirs).toEqual(expect.arrayContaining([...offers]));
  }
});

test('invariant: no change of honest calldata moves another token or names anybody', async () => {
  const trader = await funded();
  await trader.carryOut(trade('Sell', '2'));
  const reading = await trader.read();
  const honest = [
    await lastOf(trader, trade('Buy', '1')),
    await lastOf(trader, trade('Buy', '2', { reduceOnly: true })),
    await lastOf(trader, collateral('addCollateral', '10')),
    await lastOf(trader, collateral('removeCollateral', '10')),
  ];
  const changed = fc.oneof(...honest.map(({ to, data }) => mutationsOf(data).map((mutated) => call(to, mutated))));
  fc.assert(
    fc.property(changed, (mutated) => {
      const calls = decodedOrRefused(() => trader.venue.decodeCall?.(mutated, reading));
      for (const { recipients, pays } of calls) {
        expect(recipients).toEqual([]);
        expect(pays.every(({ token }) => isAddressEqual(token, perp().USDC.address))).toBe(true);
      }
    }),
    { numRuns: 1_000 },
  );
});
