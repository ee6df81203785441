import { expect, test } from 'vitest';
import type { BlockState, Child } from '../../model/desk.js';
import type { VenueReading } from '../../model/snapshot.js';
import { bps, tokenAmount, unixMillis, WAD, wad } from '../../model/units.js';
import { considerBlock } from './considerBlock.js';
import { at, blockOf, blockTurn, deskAccount, ether, spot, transfer } from './testing/blockTurn.js';
import { accountOf, sampleParent } from './testing/sampleParent.js';

const id = 'lyra ETH-1JAN24-2000-C';
const expiry = unixMillis(at + 3_600_000);
const usdc = (amount: number) => ({
  ...{ ...ether(0), token: 'USDC', address: spot.quote.address, decimals: 6 },
  amount: tokenAmount(BigInt(amount) * 10n ** 6n),
});
/** Read, and nothing is listed or held there. */
const lyra: VenueReading = {
  venue: 'lyra',
  ...{ positions: [], marginAccounts: [], funding: [], markets: [], prices: {}, detail: null },
};
const option = (quantity: bigint) => ({ instrument: id, position: 'lyra #7', quantity: wad(quantity) });

/** Each has sent 500 for one option, which has cost 400; ana has got so much of hers, and both their change. */
function block(got: bigint, change: Partial<Child> = {}): BlockState {
  const given = got > 0n ? [transfer('g', accountOf('a'), option(got) as never)] : [];
  const buyer = (name: string, more: readonly Child[]) => {
    const back = transfer(`back ${name}`, accountOf(name), usdc(100), 'Filled', change);
    const children = [transfer(`in ${name}`, deskAccount, usdc(500)), back, ...more];
    return sampleParent(name, { venue: 'lyra', instrument: id, quantity: WAD }, {}, { children });
  };
  const bought: Child = {
    ...transfer('buy', deskAccount, ether(0)),
    terms: {
      ...{ kind: 'trade', venue: 'lyra', instrument: id, position: null, side: 'Buy', reduceOnly: false },
      ...{ quantity: wad(2n * WAD), maxSlippage: bps(100) },
    },
    fills: [
      {
        ...{ kind: 'trade', instrument: id, underlying: 'ETH', side: 'Buy', fee: wad(0n) },
        ...{ quantity: wad(2n * WAD), price: wad(400n * WAD) },
        cash: { token: 'USDC', decimals: 6, amount: tokenAmount(800n * 10n ** 6n) },
      },
    ],
  };
  const terms = { venue: 'lyra', instrument: id, quantity: wad(2n * WAD), expireTime: expiry } as const;
  const own = sampleParent('own', terms, { status: 'Filled' }, { children: [bought] });
  const found = blockOf([buyer('a', given), buyer('b', []), own], {
    ...{ instrument: id, side: 'Buy', status: 'Allocating', parent: 'own' },
  });
  return { ...found, members: found.members.map((member) => ({ ...member, gives: usdc(500) })) };
}

const after = { now: unixMillis(expiry + 60_000), also: lyra };
const consider = (one: BlockState, turn: Parameters<typeof blockTurn>[1] = after) =>
  considerBlock(blockTurn(one, turn), one);

test('default: an option that has expired before all had theirs ends the block: all have bought, and the rest is owed', () => {
  const decided = consider(block(WAD / 4n));
  expect(decided?.decisions).toEqual([]);
  expect(decided?.events).toMatchObject([
    { kind: 'allocate', allocation: { parent: 'a', quantity: WAD, avgPx: 400n * WAD } },
    { kind: 'allocate', allocation: { parent: 'b', quantity: WAD } },
    { kind: 'moveBlock', to: 'Allocated', text: expect.stringMatching(/^to be paid: .*: book a 0\.75, book b 1$/) },
  ]);
});

test('behavior: it does not end while it may not have expired, the venue was not read, or the option is held', () => {
  const stays = (turn: Parameters<typeof blockTurn>[1]) =>
    expect((consider(block(0n), turn)?.events ?? []).filter(({ kind }) => kind === 'moveBlock')).toEqual([]);
  stays({ ...after, now: unixMillis(expiry - 1) });
  stays({ now: after.now });
  const held = {
    ...{ id: 'lyra #7', venue: 'lyra', account: deskAccount, marginAccount: null, pricing: null },
    instrument: { ...spot.base, kind: 'token', id, venue: 'lyra', underlying: null },
    ...{ quantity: wad(2n * WAD), mark: wad(WAD), value: wad(2n * WAD) },
  };
  stays({ ...after, also: { ...lyra, positions: [held] as never } });
});

test('behavior: it does not end before everybody has the change, and none of it may be taken back', () => {
  const moves = (one: BlockState) => consider(one)?.events?.some(({ kind }) => kind === 'moveBlock') ?? false;
  expect(moves(block(0n))).toBe(true);
  expect(moves(block(0n, { status: 'New', fills: [] }))).toBe(false);
  expect(moves(block(0n, { reach: 'unsettled' }))).toBe(false);
});

test('behavior: with all that is due given, it ends as any other', () => {
  const whole = block(WAD);
  const parents = whole.parents.map((parent) =>
    parent.id === 'b'
      ? { ...parent, children: [...parent.children, transfer('h', accountOf('b'), option(WAD) as never)] }
      : parent,
  );
  const allocations = ['a', 'b'].map((parent) => ({ parent }) as never);
  expect(consider({ ...whole, parents, allocations })?.events).toMatchObject([
    { kind: 'moveBlock', to: 'Allocated', text: 'all have what is theirs' },
  ]);
});
