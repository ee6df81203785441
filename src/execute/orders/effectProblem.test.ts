import fc from 'fast-check';
import {
  type Address,
  encodeAbiParameters,
  encodeEventTopics,
  getAddress,
  type Hex,
  type Log,
  pad,
  zeroHash,
} from 'viem';
import { expect, test } from 'vitest';
import { erc20Abi } from '../../../abis/erc20.js';
import { useLab } from '../../../test/lab.js';
import { collateral, createPerpV2Trader, headOf, inTwoMinutes, trade } from '../../../test/perpV2Trader.js';
import type { Order, OrderTerms, TransactionRequest } from '../../model/order.js';
import { wad, wei } from '../../model/units.js';
import { createEndpoint } from '../../observe/endpoints/createEndpoint.js';
import { sampleOrder } from '../../record/testing/sample.js';
import { type Venue, VenueReadError } from '../../venues/venue.js';
import { type Effect, nativeToken, simulate } from './effect.js';
import { effectProblem } from './effectProblem.js';

const lab = useLab();
const thief: Address = '0x00000000000000000000000000000000000bad00';

const log = (address: Address, topics: readonly Hex[], data: Hex): Log => ({
  ...{
    address,
    topics: topics as Log['topics'],
    data,
    blockNumber: 1n,
    blockHash: zeroHash,
    transactionHash: zeroHash,
  },
  ...{ transactionIndex: 0, logIndex: 0, removed: false, blockTimestamp: undefined },
});
const uint = (value: bigint): Hex => encodeAbiParameters([{ type: 'uint256' }], [value]);
const transfer = (token: Address, from: Address, to: Address, value: bigint): Log =>
  log(token, encodeEventTopics({ abi: erc20Abi, eventName: 'Transfer', args: { from, to } }) as Hex[], uint(value));
const approval = (token: Address, owner: Address, spender: Address, value: bigint): Log =>
  log(
    token,
    encodeEventTopics({ abi: erc20Abi, eventName: 'Approval', args: { owner, spender } }) as Hex[],
    uint(value),
  );
/** As an ERC-721 logs it: the id is indexed. */
const single = (of: Log): Log => log(of.address, [...of.topics, of.data] as Hex[], '0x');
const approvalForAll = (token: Address, owner: Address, operator: Address, on: bigint): Log =>
  log(
    token,
    ['0x17307eab39ab6107e8899845ad3d59bd9653f200f220920489ca2b5937696c31', pad(owner), pad(operator)],
    uint(on),
  );

/** Perp V2 with 1000 USDC in it; each order is simulated on the real contracts, and its effect may then be changed. */
async function open() {
  const trader = await createPerpV2Trader(lab(), 5_000);
  await trader.carryOut(collateral('addCollateral', '1000'));
  const { client } = createEndpoint(lab().url);
  const account = trader.address;

  /** The effect of the last step, those before it mined. */
  async function effectOf(terms: OrderTerms, step = -1) {
    const steps = trader.venue.prepare(await trader.read(), terms, inTwoMinutes(await headOf(lab())));
    const request = steps.at(step);
    if (!request) throw new Error('nothing to send');
    for (const before of steps.slice(0, steps.indexOf(request))) await trader.send(before);
    const simulation = await simulate(client, account, request);
    if (!simulation.ok) throw new Error(`reverted with ${simulation.revertData}`);
    return { request, effect: simulation.effect };
  }
  async function judge(
    terms: OrderTerms,
    { request, effect }: { request: TransactionRequest; effect: Effect },
    changed: { logs?: (logs: readonly Log[]) => readonly Log[]; venue?: Partial<Venue>; order?: Partial<Order> } = {},
  ) {
    const { logs = (same) => same, venue = {}, order = {} } = changed;
    return effectProblem({
      order: sampleOrder({ account, terms, ...order }),
      venue: { ...trader.venue, ...venue } as Venue,
      request,
      effect: { ...effect, logs: logs(effect.logs) },
      account,
      reading: await trader.read(),
    });
  }
  const usdc = getAddress(lab().tokens.USDC.address);
  return { trader, account, usdc, effectOf, judge };
}

test('default: what an order would do is what it asks for', async () => {
  const { trader, effectOf, judge } = await open();
  const deposit = collateral('addCollateral', '500');
  expect(await judge(deposit, await effectOf(deposit, 0))).toBeNull();
  for (const terms of [deposit, collateral('removeCollateral', '200'), trade('Buy', '1'), trade('Sell', '0.5')]) {
    expect(await judge(terms, await effectOf(terms)), terms.kind).toBeNull();
  }
  await trader.carryOut(trade('Buy', '1'));
  const close = trade('Sell', '1', { reduceOnly: true });
  expect(await judge(close, await effectOf(close))).toBeNull();
});

test('behavior: a deposit that does anything else is none', async () => {
  const { account, usdc, effectOf, judge, trader } = await open();
  const terms = collateral('addCollateral', '500');
  const seen = await effectOf(terms);
  const also =
    (...more: readonly Log[]) =>
    (logs: readonly Log[]) => [...logs, ...more];
  const spender = trader.venue.spenders?.[0]?.spender ?? seen.request.to;
  const hostile: readonly (readonly [string, (logs: readonly Log[]) => readonly Log[], RegExp])[] = [
    ['the token moves twice', (logs) => [...logs, ...logs], /1000000000 units of 0x\w+ would leave/],
    [
      'a fee on top',
      also(transfer(usdc, account, thief, 1n)),
      /500000001 units of .* where the order justifies 500000000/,
    ],
    ['another token leaves', also(transfer(thief, account, thief, 7n)), /7 units of 0x0+bad00 would leave/i],
    ['the gas token leaves', also(transfer(nativeToken, account, thief, 1n)), /1 wei would leave/],
    ['a permission besides', also(approval(usdc, account, thief, 1n)), /would let 0x0+bad00 take 1 units/i],
    ['a permission of another token', also(approval(thief, account, spender, 1n)), /would let/],
    ['a permission for one of a kind', also(single(approval(thief, account, thief, 3n))), /would let/],
    ['a permission for all', also(approvalForAll(thief, account, thief, 1n)), /would let/],
    ['a position leaves', also(single(transfer(thief, account, thief, 3n))), /#3 of .* would leave the account/],
    ['a position is burnt', also(single(transfer(thief, account, pad('0x', { size: 20 }), 3n))), /#3 of/],
    ['nothing is booked', () => [], /perp-v2 would do nothing of it/],
    [
      'booked twice',
      (logs) => [...logs, ...logs.filter(({ address }) => getAddress(address) !== usdc)],
      /would book 1000000000/,
    ],
  ];
  for (const [what, logs, problem] of hostile) expect(await judge(terms, seen, { logs }), what).toMatch(problem);
  // Survival is no reason to send something else.
  const [, logs] = hostile[0] ?? [];
  if (!logs) throw new Error('there are hostile effects');
  expect(await judge(terms, seen, { logs, order: { orderClass: 'survive' } })).toMatch(/would leave/);
});

test('behavior: what takes nothing away is nobody’s business', async () => {
  const { account, usdc, effectOf, judge } = await open();
  const terms = collateral('addCollateral', '500');
  const seen = await effectOf(terms);
  const harmless = [
    approval(usdc, account, thief, 0n),
    approvalForAll(usdc, account, thief, 0n),
    approval(usdc, thief, thief, 9n),
    single(approval(thief, account, pad('0x', { size: 20 }), 3n)),
    transfer(usdc, thief, account, 9n),
    transfer(usdc, account, account, 9n),
    transfer(thief, thief, thief, 9n),
    log(thief, [], '0x'),
    log(thief, [zeroHash], '0x'),
  ];
  expect(await judge(terms, seen, { logs: (logs) => [...logs, ...harmless] })).toBeNull();
});

test('behavior: a token that says what is left of a permission gives none, unless it is itself what is called', async () => {
  const { account, usdc, effectOf, judge } = await open();
  const terms = collateral('addCollateral', '500');
  const seen = await effectOf(terms);
  const left = approval(usdc, account, seen.request.to, 5n);
  expect(await judge(terms, seen, { logs: (logs) => [...logs, left] })).toBeNull();
  const toToken = { ...seen, request: { ...seen.request, to: usdc } };
  expect(
    await judge(terms, toToken, { logs: (logs) => [...logs, left], venue: { decodeCall: undefined } as never }),
  ).toMatch(/would let/);
});

test('behavior: an approval permits exactly what it says, and nobody else', async () => {
  const { account, usdc, effectOf, judge } = await open();
  const terms = collateral('addCollateral', '500');
  const seen = await effectOf(terms, 0);
  const { approval: asked } = seen.request;
  if (!asked) throw new Error('expected an approval');
  const { spender, amount } = asked;
  const permits = (...logs: readonly Log[]) => judge(terms, seen, { logs: () => logs });
  expect(await permits(approval(usdc, account, spender, amount))).toBeNull();
  expect(await permits(approval(usdc, account, spender, amount + 1n))).toMatch(/would let/);
  expect(await permits(approval(usdc, account, thief, amount))).toMatch(/would let/);
  expect(await permits(approval(usdc, account, spender, amount), approval(usdc, account, thief, 1n))).toMatch(
    /would let/,
  );
  expect(await permits()).toMatch(/would not let/);
  const moved = transfer(usdc, account, spender, 1n);
  expect(await permits(approval(usdc, account, spender, amount), moved)).toMatch(/would leave/);
});

test('behavior: a trade of another side, size or instrument is another trade', async () => {
  const { effectOf, judge } = await open();
  const terms = trade('Buy', '1');
  const seen = await effectOf(terms);
  expect(await judge(trade('Sell', '1'), seen)).toBe(
    'perp-v2 would buy perp-v2 ETH instead: sell perp-v2 ETH was asked for',
  );
  expect(await judge(trade('Buy', '2'), seen)).toBe('the venue would trade 1 instead of 2');
  expect(await judge(trade('Buy', '0.9'), seen)).toBe('the venue would trade 1 instead of 0.9');
  // A close may be cut short, and may never be more.
  expect(await judge(trade('Buy', '2', { reduceOnly: true }), seen)).toBeNull();
  expect(await judge(trade('Buy', '0.9', { reduceOnly: true }), seen)).toMatch(/instead of/);
  expect(await judge(terms, seen, { logs: (logs) => [...logs, ...logs] })).toBe('the venue would trade 2 instead of 1');
});

test('behavior: a withdrawal must arrive', async () => {
  const { usdc, effectOf, judge } = await open();
  const terms = collateral('removeCollateral', '200');
  const seen = await effectOf(terms);
  const withoutToken = (logs: readonly Log[]) => logs.filter(({ address }) => getAddress(address) !== usdc);
  expect(await judge(terms, seen, { logs: withoutToken })).toBe('0 units of USDC would come in instead of 200000000');
  expect(await judge(collateral('removeCollateral', '100'), seen)).toMatch(/would book 200000000 instead of 100000000/);
});

test('behavior: logs that nobody can read are a problem, and a failure that nobody foresaw is not one of these', async () => {
  const { effectOf, judge } = await open();
  const terms = trade('Buy', '1');
  const seen = await effectOf(terms);
  const failing = (error: Error): Partial<Venue> => ({
    fills: () => {
      throw error;
    },
  });
  expect(await judge(terms, seen, { venue: failing(new VenueReadError('a release that nobody knows')) })).toBe(
    'what it would do cannot be read: a release that nobody knows',
  );
  await expect(judge(terms, seen, { venue: failing(new TypeError('broken')) })).rejects.toThrow('broken');
});

test('invariant: whatever the logs, no effect passes that takes more than was asked for, or permits more to others', () => {
  const account: Address = '0x00000000000000000000000000000000000000A1';
  const tokens = [getAddress('0x00000000000000000000000000000000000000C1'), getAddress(nativeToken), getAddress(thief)];
  const people = [account, thief, getAddress('0x00000000000000000000000000000000000000B1')] as const;
  const amount = fc.bigInt({ min: 0n, max: 20n });
  const events = fc.array(
    fc.record({
      kind: fc.constantFrom('transfer', 'approval'),
      ...{
        token: fc.constantFrom(...tokens),
        from: fc.constantFrom(...people),
        to: fc.constantFrom(...people),
        amount,
      },
    }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(events, amount, (seen, wanted) => {
      const logs = seen.map(({ kind, token, from, to, amount: moved }) =>
        kind === 'transfer' ? transfer(token, from, to, moved) : approval(token, from, to, moved),
      );
      const request: TransactionRequest = {
        ...{ purpose: 'addCollateral', describe: '', to: people[2], data: '0x', value: wei(0n), approval: null },
      };
      const pays = [{ token: tokens[0] ?? thief, amount: wad(wanted) as bigint }];
      const venue = {
        id: 'perp-v2',
        // An honest venue, so that nothing but the tokens can be wrong.
        fills: () => [{ ...terms }],
        decodeCall: () => [{ does: '', recipients: [], pays, value: wei(0n), notional: 0, lowersRisk: true }],
      } as unknown as Venue;
      const terms = collateral('addCollateral', '5');
      const order = sampleOrder({ account, terms });
      if (effectProblem({ order, venue, request, effect: { of: request, logs, returned: '0x' }, account }) !== null)
        return;
      for (const token of tokens) {
        const net = seen.reduce((sum, event) => {
          if (event.kind !== 'transfer' || event.token !== token || event.from === event.to) return sum;
          return event.from === account ? sum + event.amount : event.to === account ? sum - event.amount : sum;
        }, 0n);
        expect(net <= (token === tokens[0] ? wanted : 0n)).toBe(true);
      }
      for (const { kind, token, from, to, amount: given } of seen) {
        if (kind !== 'approval' || from !== account || given === 0n) continue;
        // No more than what is left to the one who takes what is paid.
        const isUsed = seen.some(
          (e) => e.kind === 'transfer' && e.token === token && e.from === account && e.amount > 0n,
        );
        expect([to, isUsed]).toEqual([people[2], true]);
      }
    }),
    { numRuns: 2_000 },
  );
});
