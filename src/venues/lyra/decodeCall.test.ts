import fc from 'fast-check';
import type { Abi, Hex } from 'viem';
import {
  concat,
  encodeFunctionData,
  isAddressEqual,
  maxUint256,
  parseAbi,
  parseEther,
  toFunctionSignature,
} from 'viem';
import { expect, test } from 'vitest';
import { optionMarketAbi } from '../../../abis/lyra.js';
import { decodedOrRefused } from '../../../test/decodedOrRefused.js';
import { useLab } from '../../../test/lab.js';
import { collateral, createLyraTrader, type LyraTrader, listed, trade } from '../../../test/lyraTrader.js';
import { mutationsOf, stranger } from '../../../test/mutations.js';
import type { OrderTerms } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { bps, toFloat, wad, wei } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';
import { optionMarketAlsoOffers } from './neverCalled.js';
import { codeOf } from './optionType.js';
import type { LyraDetail } from './state.js';
import type { TradeParams } from './tradeSaid.js';

const lab = useLab();

const rich = () => createLyraTrader(lab(), { sUSD: 50_000, sETH: 10 });

const market = () => lab().contracts.lyra.OptionMarket.address;
const sUSD = () => lab().contracts.lyra.sUSD.address;
const call = (data: Hex, to = market()) => ({ to, data, value: wei(0n) });
const spotOf = ({ prices }: VenueReading<LyraDetail>) => toFloat(prices['ETH'] ?? wad(0n));

/** What the last transaction of an order says, and what approvals before it permit. */
async function told(trader: LyraTrader, terms: OrderTerms) {
  const requests = await trader.prepared(terms);
  const last = requests.at(-1);
  const decoded = last && trader.venue.decodeCall?.(last, await trader.read());
  const [said, ...more] = decoded ?? [];
  if (!said || more.length > 0) throw new Error('expected one call');
  const approved = requests.flatMap(({ approval }) => (approval ? [approval] : []));
  // What an earlier order was permitted and did not use may be enough.
  expect(said.pays).toEqual(expect.arrayContaining(approved.map(({ token, amount }) => ({ token, amount }))));
  for (const { token, spender } of approved) expect(trader.venue.spenders).toContainEqual({ token, spender });
  return said;
}

for (const [side, back, ending] of [
  ['Buy', 'Sell', '2000-C'],
  ['Sell', 'Buy', '1850-P'],
] as const) {
  test(`default: to ${side} an option, more of it, part of it back, and the rest`, async () => {
    const trader = await rich();
    const first = await trader.read();
    const instrument = listed(first, ending);
    const opens = await told(trader, trade({ instrument, side, amount: '3' }));
    expect(opens).toMatchObject({ recipients: [], value: 0n, lowersRisk: false });
    expect(opens.notional).toBeCloseTo(3 * spotOf(first), 6);
    expect(opens.does).toMatch(`openPosition: ${side.toLowerCase()} 3 ${instrument} for at `);
    await trader.carryOut(trade({ instrument, side, amount: '3' }));
    const position = (await trader.read()).positions[0]?.id ?? null;
    const grows = await told(trader, trade({ instrument, side, amount: '1', position }));
    expect(grows).toMatchObject({ lowersRisk: false, notional: expect.closeTo(spotOf(first), 6) });
    for (const amount of ['1.25', '3']) {
      const closes = await told(trader, trade({ instrument, side: back, amount, position, reduceOnly: true }));
      expect(closes).toMatchObject({ recipients: [], value: 0n, lowersRisk: true, notional: 0 });
      expect(closes.does).toMatch(`losePosition: ${back.toLowerCase()} ${amount} ${instrument}`);
    }
  });
}

test('default: collateral is added to the account’s own option, and taken out with its worth', async () => {
  const { trader, id, option } = await short();
  const added = await told(trader, collateral('addCollateral', id, 'sUSD', parseEther('12.5')));
  expect(added).toMatchObject({ recipients: [trader.address], notional: 0, lowersRisk: true, value: 0n });
  expect(added.pays).toEqual([{ token: sUSD(), amount: parseEther('12.5') }]);
  expect(added.does).toBe(`addCollateral: 12.5 sUSD to ${id}`);
  const taken = await told(trader, collateral('removeCollateral', id, 'sUSD', parseEther('12.5')));
  expect(taken).toMatchObject({ recipients: [], pays: [], notional: 12.5, lowersRisk: false });
  expect(taken.does).toBe(`openPosition of nothing: take 12.5 sUSD out of ${id}`);
  expect(option.collateral).toBeGreaterThan(0n);
});

test('behavior: a reduction that takes more collateral out than its part had may add risk', async () => {
  const { trader, id, option } = await short();
  const said = async (setCollateralTo: bigint) => {
    const data = encode('closePosition', { ...closing(option), amount: parseEther('1'), setCollateralTo });
    return trader.venue.decodeCall?.(call(data), await trader.read());
  };
  // A third of the option is closed, so two thirds of its collateral may not go with it.
  const kept = (option.collateral * 2n + 2n) / 3n;
  expect(await said(kept)).toMatchObject([{ lowersRisk: true, notional: 0 }]);
  const beyond = await said(kept - parseEther('7'));
  expect(beyond).toMatchObject([{ lowersRisk: false, notional: expect.closeTo(7, 9) }]);
  expect(id).toMatch('#');
});

test('behavior: a reduction that the wallet cannot pay is paid by the collateral, and is told as one', async () => {
  const { trader, id, instrument } = await short();
  const { sUSD: token } = lab().contracts.lyra;
  const balance = await lab().publicClient.readContract({
    ...{ address: token.address, abi: token.abi, functionName: 'balanceOf', args: [trader.address] },
  });
  const away = encodeFunctionData({ abi: transfers, functionName: 'transfer', args: [stranger, balance as bigint] });
  await trader.send({ ...call(away, token.address), purpose: 'approve', describe: 'away', approval: null });
  const terms = trade({ instrument, side: 'Buy', amount: '1', position: id, reduceOnly: true });
  const said = await told(trader, terms);
  expect(said).toMatchObject({ pays: [], lowersRisk: true, notional: 0 });
});

const transfers = parseAbi(['function transfer(address to, uint256 amount)']);

/** An account that has sold three puts. */
async function short() {
  const trader = await rich();
  const instrument = listed(await trader.read(), '1850-P');
  await trader.carryOut(trade({ instrument, side: 'Sell', amount: '3', maxSlippage: bps(1000) }));
  const reading = await trader.read();
  const [option] = reading.detail.markets[0]?.options ?? [];
  const id = reading.positions[0]?.id;
  if (!option || !id) throw new Error('expected an option');
  return { trader, id, instrument, option };
}

type Entry = 'openPosition' | 'closePosition' | 'forceClosePosition';
const encode = (functionName: Entry, params: TradeParams): Hex =>
  encodeFunctionData({ abi: optionMarketAbi, functionName, args: [params] });

const closing = (option: { strikeId: bigint; positionId: bigint; collateral: bigint }): TradeParams => ({
  ...{
    strikeId: option.strikeId,
    positionId: option.positionId,
    iterations: 1n,
    optionType: codeOf('SHORT_PUT_QUOTE'),
  },
  ...{ amount: parseEther('1'), setCollateralTo: option.collateral, minTotalCost: 0n, maxTotalCost: parseEther('100') },
});

type Short = Awaited<ReturnType<typeof short>>['option'];
const added = (positionId: bigint, amount = 1n) =>
  encodeFunctionData({ abi: optionMarketAbi, functionName: 'addCollateral', args: [positionId, amount] });
const others = parseAbi([
  'function liquidatePosition(uint256 positionId, address rewardBeneficiary)',
  'function nominateNewOwner(address)',
]);

const hostile: readonly [name: string, refusal: RegExp, data: (option: Short) => Hex][] = [
  [
    'a liquidation for somebody’s reward',
    /OptionMarket\.liquidatePosition/,
    ({ positionId }) =>
      encodeFunctionData({ abi: others, functionName: 'liquidatePosition', args: [positionId, stranger] }),
  ],
  [
    'a function without a name',
    /OptionMarket\.0x1627540c/,
    () => encodeFunctionData({ abi: others, functionName: 'nominateNewOwner', args: [stranger] }),
  ],
  ['no function', /without a function/, () => '0x'],
  ['collateral for somebody else’s option', /does not hold/, ({ positionId }) => added(positionId + 1n)],
  ['collateral for no option', /does not hold/, () => added(0n)],
  [
    'more collateral than the wallet holds',
    /more sUSD than the wallet holds/,
    ({ positionId }) => added(positionId, maxUint256),
  ],
  ['collateral of nothing', /moves nothing/, ({ positionId }) => added(positionId, 0n)],
  [
    'a tail',
    /not what its arguments encode to/,
    (option) => concat([encode('closePosition', closing(option)), '0x00']),
  ],
  [
    'a type that does not exist',
    /is of type 7/,
    (option) => encode('closePosition', { ...closing(option), optionType: 7 }),
  ],
  [
    'a type beyond its bits',
    /not what its arguments encode to|do not decode/,
    (option) => {
      const data = encode('closePosition', closing(option));
      const at = 10 + 64 * 3;
      return `${data.slice(0, at)}01${data.slice(at + 2)}` as Hex;
    },
  ],
  [
    'another type than the option’s',
    /not of the option it names/,
    (option) => encode('closePosition', { ...closing(option), optionType: codeOf('SHORT_CALL_QUOTE') }),
  ],
  [
    'another strike than the option’s',
    /not of the option it names/,
    (option) => encode('closePosition', { ...closing(option), strikeId: option.strikeId + 1n }),
  ],
  [
    'a strike that is not listed',
    /not listed/,
    (option) => encode('openPosition', { ...closing(option), positionId: 0n, strikeId: 4242n }),
  ],
  [
    'several iterations',
    /several iterations/,
    (option) => encode('closePosition', { ...closing(option), iterations: 2n }),
  ],
  [
    'somebody else’s option closed',
    /does not hold/,
    (option) => encode('closePosition', { ...closing(option), positionId: option.positionId + 1n }),
  ],
  [
    'more closed than is held',
    /closes more than is held/,
    (option) => encode('closePosition', { ...closing(option), amount: option.amount + 1n }),
  ],
  [
    'a purchase at any price',
    /pays any price/,
    (option) => encode('closePosition', { ...closing(option), maxTotalCost: maxUint256 }),
  ],
  ['a close of nothing', /trades nothing/, (option) => encode('closePosition', { ...closing(option), amount: 0n })],
  [
    'a close of no option',
    /names no option/,
    (option) => encode('closePosition', { ...closing(option), positionId: 0n }),
  ],
  [
    'an option opened and not sized',
    /trades nothing/,
    (option) => encode('openPosition', { ...closing(option), amount: 0n, positionId: 0n }),
  ],
  [
    'collateral added by opening nothing',
    /takes no collateral out/,
    (option) => encode('openPosition', { ...closing(option), amount: 0n, setCollateralTo: option.collateral + 1n }),
  ],
  [
    'a call sold against base',
    /opens a SHORT_CALL_BASE/,
    (option) => encode('openPosition', { ...closing(option), positionId: 0n, optionType: codeOf('SHORT_CALL_BASE') }),
  ],
  [
    'collateral of a long',
    /states collateral of an option that is long/,
    (option) => encode('openPosition', { ...closing(option), positionId: 0n, optionType: codeOf('LONG_PUT') }),
  ],
];

test('behavior: what no order of ours has is refused', async () => {
  const { trader, option } = await short();
  const reading = await trader.read();
  for (const [name, refusal, data] of hostile) {
    const attempt = () => trader.venue.decodeCall?.(call(data(option)), reading);
    expect(attempt, name).toThrow(VenueRefusal);
    expect(attempt, name).toThrow(refusal);
  }
});

test('args: reading', async () => {
  const { trader, option } = await short();
  for (const data of [encode('closePosition', closing(option)), added(option.positionId)]) {
    const attempt = () => trader.venue.decodeCall?.(call(data), undefined);
    expect(attempt).toThrow(expect.objectContaining({ name: 'VenueRefusal', retryable: true }));
  }
});

test('args: to', async () => {
  const { trader, option } = await short();
  const reading = await trader.read();
  const data = added(option.positionId);
  expect(trader.venue.decodeCall?.(call(data, stranger), reading)).toBeNull();
  expect(trader.venue.decodeCall?.(call(data, sUSD()), reading)).toBeNull();
  const { OptionToken, LiquidityPool, ShortCollateral } = lab().contracts.lyra;
  for (const { address } of [OptionToken, LiquidityPool, ShortCollateral]) {
    expect(() => trader.venue.decodeCall?.(call(data, address), reading)).toThrow(VenueRefusal);
  }
});

test('invariant: each function that only names a refusal is one of the contract’s own', () => {
  const { abi }: { abi: Abi } = lab().contracts.lyra.OptionMarket;
  const theirs = abi.flatMap((item) => (item.type === 'function' ? [toFunctionSignature(item)] : []));
  expect(theirs).toEqual(expect.arrayContaining([...optionMarketAlsoOffers]));
});

test('invariant: no change of honest calldata moves another token or gives to anybody else', async () => {
  const { trader, id, instrument } = await short();
  const reading = await trader.read();
  const orders: OrderTerms[] = [
    trade({ instrument, side: 'Sell', amount: '1', position: id }),
    trade({ instrument, side: 'Buy', amount: '1', position: id, reduceOnly: true }),
    trade({ instrument, side: 'Buy', amount: '1' }),
    collateral('addCollateral', id, 'sUSD', parseEther('12.5')),
    collateral('removeCollateral', id, 'sUSD', parseEther('12.5')),
  ];
  const honest: Hex[] = [];
  for (const terms of orders) honest.push((await trader.prepared(terms)).at(-1)?.data ?? '0x');
  const changed = fc.oneof(...honest.map((data) => mutationsOf(data).map((mutated) => call(mutated))));
  fc.assert(
    fc.property(changed, (mutated) => {
      const known = trader.venue.spenders ?? [];
      for (const { recipients, pays } of decodedOrRefused(() => trader.venue.decodeCall?.(mutated, reading))) {
        expect(recipients.every((one) => isAddressEqual(one, trader.address))).toBe(true);
        expect(pays.every(({ token }) => known.some((one) => isAddressEqual(one.token, token)))).toBe(true);
      }
    }),
    { numRuns: 1_000 },
  );
});
