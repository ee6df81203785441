import { expect, test } from 'vitest';
import type { BlockState, Child } from '../../model/desk.js';
import { unixMillis, WAD, wad } from '../../model/units.js';
import { considerBlock } from './considerBlock.js';
import {
  at,
  blockOf,
  blockTurn,
  deskAccount,
  ether,
  sale,
  seller,
  spot,
  type TurnOf,
  transfer,
} from './testing/blockTurn.js';
import { accountOf, sampleParent } from './testing/sampleParent.js';

const consider = (block: BlockState, turn: TurnOf = {}) => considerBlock(blockTurn(block, turn), block);
const minutes = (count: number) => unixMillis(at + count * 60_000);
const sent = (id: string, units: number, change: Partial<Child> = {}) =>
  transfer(`in ${id}`, deskAccount, ether(units), 'Filled', change);

/** Two members, both of whose tokens have come. */
const both = () => [seller('a', 10, { children: [sent('a', 10)] }), seller('b', 20, { children: [sent('b', 20)] })];

/** The block's own order, which has sold so much. */
const own = (units: number, status: 'Filled' | 'New' | 'Canceled' = 'Filled') =>
  sampleParent(
    'own',
    { side: 'Sell', quantity: wad(ether(30).amount) },
    { status },
    { children: units > 0 ? [sale(units)] : [] },
  );

const shared = (units: number, change: Partial<BlockState> = {}, parents = both()) =>
  blockOf([...parents, own(units)], { status: 'Allocating', parent: 'own', ...change });

test('default: once all has come, the whole is worked as its members have asked', () => {
  const decided = consider(blockOf(both()));
  expect(decided?.events).toMatchObject([
    { kind: 'workBlock', order: { terms: { quantity: 30n * WAD, price: null, maxSlippage: 100 } } },
  ]);
});

test('behavior: who amended its order before it was asked is left out, whichever member it is, and its terms bind nobody', () => {
  for (const changed of [0, 1, 2]) {
    const parents = [...both(), seller('c', 5, { children: [sent('c', 5)] })];
    const amended = parents.map((parent, i) =>
      i === changed ? { ...parent, terms: { ...parent.terms, ordType: 'Limit' as const, price: wad(1n) } } : parent,
    );
    const [event] = consider(blockOf(amended))?.events ?? [];
    if (event?.kind !== 'workBlock') throw new Error('it is not worked');
    expect(event.order.terms).toMatchObject({ price: null, ordType: 'Market' });
    expect(event.members.map(({ quantity }) => quantity === 0n)).toEqual([0, 1, 2].map((i) => i === changed));
  }
});

test('behavior: who wants another quantity than when the block was made is left out', () => {
  const parents = both().map((parent) =>
    parent.id === 'a' ? { ...parent, state: { ...parent.state, quantity: wad(4n * WAD) } } : parent,
  );
  const block = blockOf(both());
  expect(consider({ ...block, parents })?.events).toMatchObject([
    {
      members: [
        { parent: 'a', quantity: 0n },
        { parent: 'b', quantity: 20n * WAD },
      ],
    },
  ]);
});

test('behavior: ten minutes run from the asking; what may be taken back by a reorganisation is not traded with', () => {
  const waiting = [seller('a', 10, { children: [sent('a', 10)] }), seller('b', 20)];
  const asked = blockOf(waiting, { createdAt: unixMillis(at - 3_600_000) });
  expect(consider(asked, { now: minutes(9) })).toBeNull();
  expect(consider(asked, { now: minutes(10) })?.events).toMatchObject([{ kind: 'workBlock' }]);
  const unsettled = [seller('a', 10, { children: [sent('a', 10, { reach: 'unsettled' })] })];
  expect(consider(blockOf(unsettled), { now: minutes(11) })).toBeNull();
});

test('behavior: five failures leave a member out, but for what was never sent and what a person wants to be tried anew', () => {
  const failed = (change: Partial<Child>) =>
    Array.from({ length: 5 }, (_, i) => transfer(`x${i}`, deskAccount, ether(20), 'Rejected', change));
  const block = (change: Partial<Child>, more: Partial<BlockState> = {}) =>
    blockOf([seller('a', 10, { children: [sent('a', 10)] }), seller('b', 20, { children: failed(change) })], more);
  expect(consider(block({}))?.events).toMatchObject([{ kind: 'workBlock' }]);
  expect(consider(block({ reach: 'unsent' }))).toBeNull();
  expect(consider(block({}, { retriedAt: at }))).toBeNull();
});

test('behavior: a shadow ends a block of which nobody was told to send anything, and of any other says that it is stuck', () => {
  const asked = blockOf(both());
  const members = asked.members.map((member) => ({ ...member, gives: null }));
  const untold = blockOf(both(), { members, askedAt: null });
  expect(consider(untold, { mode: 'shadow' })?.events).toMatchObject([
    { kind: 'moveBlock', from: 'Collecting', to: 'Canceled', text: expect.stringContaining('kept in shadow') },
  ]);
  for (const block of [asked, shared(15)]) {
    const decided = consider(block, { mode: 'shadow' });
    expect(decided?.events ?? []).toEqual([]);
    expect(decided?.decisions).toMatchObject([
      { verdict: 'hold', not: [expect.stringMatching(/^stuck: .*kept in shadow/)] },
    ]);
  }
  expect(consider(untold, { mode: 'shadow', book: 'book a' })).toBeNull();
  expect(consider(blockOf(both(), { method: 'interleave', status: 'Working' }), { mode: 'shadow' })).toBeNull();
});

test('behavior: while it is worked, who was left out gets back what came too late', () => {
  const block = blockOf([...both(), own(0, 'New')], { status: 'Working', parent: 'own' });
  const members = block.members.map((member) => (member.parent === 'a' ? { ...member, quantity: wad(0n) } : member));
  const decided = consider({ ...block, members });
  expect(decided?.decisions.map(({ verdict, action }) => [verdict, action?.terms])).toMatchObject([
    ['act', { kind: 'transfer', to: accountOf('a'), asset: ether(10) }],
  ]);
  expect(consider(block)).toBeNull();
});

test('behavior: what was sold goes out in money and the rest in tokens; once it has come and is final, the block ends', () => {
  const decided = consider(shared(15));
  const amounts = decided?.decisions.map(({ action }) =>
    action?.terms.kind === 'transfer' && 'token' in action.terms.asset ? action.terms.asset.amount : null,
  );
  expect(amounts).toEqual([10_000n * 10n ** 6n, 5n * WAD, 20_000n * 10n ** 6n, 10n * WAD]);
  const dollars = (amount: bigint) => ({
    ...{ token: 'USDC', address: spot.quote.address, decimals: 6, amount: amount * 10n ** 6n },
  });
  const given = (reach?: 'unsettled') =>
    both().map((parent, i) => ({
      ...parent,
      children: [
        ...parent.children,
        transfer(
          `d${i}`,
          parent.account,
          dollars(i === 0 ? 10_000n : 20_000n) as never,
          'Filled',
          reach ? { reach } : {},
        ),
        transfer(`c${i}`, parent.account, ether(i === 0 ? 5 : 10)),
      ],
    }));
  const allocations = ['a', 'b'].map((parent) => ({ parent }) as never);
  expect(consider(shared(15, {}, given()))?.events).toMatchObject([{ kind: 'allocate' }, { kind: 'allocate' }]);
  expect(consider(shared(15, { allocations }, given()))?.events).toMatchObject([
    { kind: 'moveBlock', to: 'Allocated' },
  ]);
  expect(consider(shared(15, { allocations }, given('unsettled')))).toBeNull();
});

test('behavior: more traded than ordered holds the block, and ends nothing', () => {
  const decided = consider(shared(31));
  expect(decided?.decisions).toMatchObject([
    { verdict: 'hold', not: [expect.stringMatching(/^stuck: more was traded/)] },
  ]);
});

test('behavior: a share is held while what was sent for it is not there any more', () => {
  const [a, b] = both();
  if (!a || !b) throw new Error('no members');
  const decided = consider(shared(30, {}, [{ ...a, children: [sent('a', 10, { fills: [], status: 'New' })] }, b]));
  expect(decided?.decisions.map(({ verdict, not }) => [verdict, not[0]?.slice(0, 28)])).toEqual([
    ['hold', 'stuck: what it has sent did '],
    ['act', undefined],
  ]);
});

test('behavior: what is owed is tried for ever, ever more slowly; what cannot be told is not sent again, and is told', () => {
  const owed = (count: number, status: 'Rejected' | 'Unknown', now: number) => {
    const [a, b] = both();
    if (!a || !b) throw new Error('no members');
    const money = { token: 'USDC', address: spot.quote.address, decimals: 6, amount: 20_000n * 10n ** 6n } as never;
    const failed = Array.from({ length: count }, (_, i) => transfer(`f${i}`, a.account, money, status));
    const [first] = consider(shared(30, {}, [{ ...a, children: [...a.children, ...failed] }, b]), { now: minutes(now) })
      ?.decisions ?? [{ verdict: 'none', not: [] }];
    return [first?.verdict, first?.not[0]?.slice(0, 19)];
  };
  expect(owed(20, 'Rejected', 9)).toEqual(['hold', 'stuck: backing off ']);
  expect(owed(20, 'Rejected', 10)).toEqual(['act', undefined]);
  expect(owed(1, 'Unknown', 60)[0]).not.toBe('none');
});

test('behavior: who only waits takes nobody his turn', () => {
  const many = Array.from({ length: 45 }, (_, i) => {
    const id = `m${String(i).padStart(2, '0')}`;
    const failed = i < 44 ? [transfer(`x${id}`, accountOf(id), ether(1), 'Rejected', { updatedAt: minutes(1) })] : [];
    return seller(id, 1, { children: [sent(id, 1), ...failed] });
  });
  const decided = consider(blockOf(many, { status: 'Allocating' }));
  expect(decided?.decisions.at(-1)).toMatchObject({ verdict: 'act', subject: { parent: 'm44' } });
});

test('behavior: money goes back for an option that is listed no more; an option that is owed is told', () => {
  const id = 'lyra ETH-1JAN24-2000-C';
  const money = {
    ...ether(0),
    token: 'USDC',
    address: spot.quote.address,
    decimals: 6,
    amount: 500n * 10n ** 6n,
  } as never;
  const buyer = sampleParent(
    'a',
    { venue: 'lyra', instrument: id, quantity: WAD },
    {},
    { children: [transfer('in', deskAccount, money)] },
  );
  const block = blockOf([buyer], { instrument: id, side: 'Buy', status: 'Allocating' });
  const members = block.members.map((member) => ({ ...member, gives: money }));
  const decided = consider({ ...block, members }, { unlisted: true });
  expect(decided?.decisions).toMatchObject([
    { verdict: 'act', action: { terms: { to: buyer.account, asset: money } } },
  ]);
});

test('behavior: a block is held while its book keeps another account, and people are told', () => {
  const own = { ...seller('own', 10), children: [sale(10)] };
  const gave = seller('a', 10, { children: [transfer('in', deskAccount, ether(10))] });
  for (const status of ['Collecting', 'Working', 'Allocating'] as const) {
    const block = blockOf([gave, own], { status, parent: 'own' });
    const decided = considerBlock(blockTurn(block, { account: accountOf('other') }), block);
    expect(decided?.decisions).toMatchObject([
      { verdict: 'hold', not: [expect.stringMatching(/^stuck: its account is/)] },
    ]);
    expect(decided?.events).toBeUndefined();
  }
});
