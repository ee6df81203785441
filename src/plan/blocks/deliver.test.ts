import { expect, test } from 'vitest';
import type { BlockState, Child } from '../../model/desk.js';
import type { Position } from '../../model/position.js';
import type { VenueReading } from '../../model/snapshot.js';
import { bps, tokenAmount, unixMillis, WAD, wad } from '../../model/units.js';
import type { Venue } from '../../venues/venue.js';
import { deliver, mostTransfers } from './deliver.js';
import { at, blockOf, blockTurn, deskAccount, ether, sale, seller, spot, transfer } from './testing/blockTurn.js';
import { accountOf, sampleParent } from './testing/sampleParent.js';

/** Members that have each sent one unit, all of which was sold. */
function sold(count: number): BlockState {
  const members = Array.from({ length: count }, (_, i) => {
    const id = `m${String(i).padStart(3, '0')}`;
    return seller(id, 1, { children: [transfer(`in ${id}`, deskAccount, ether(1))] });
  });
  const own = sampleParent('own', { side: 'Sell' }, { status: 'Filled' }, { children: [sale(count)] });
  return blockOf([...members, own], { status: 'Allocating', parent: 'own' });
}

test('default: each gets its share in money; no more at once than one tick is good for, the others at the next', () => {
  const block = sold(mostTransfers + 5);
  const decided = deliver(blockTurn(block), block);
  const sent = decided?.decisions.filter(({ verdict }) => verdict === 'act') ?? [];
  expect(sent).toHaveLength(mostTransfers);
  expect(sent[0]).toMatchObject({
    subject: { parent: 'm000' },
    action: { terms: { to: accountOf('m000'), asset: { token: 'USDC', amount: 2_000n * 10n ** 6n } } },
  });
  const given = block.parents.map((parent) => {
    const got = sent.find(({ subject }) => 'parent' in subject && subject.parent === parent.id);
    const asset = got?.action?.terms.kind === 'transfer' ? got.action.terms.asset : null;
    return asset && 'token' in asset
      ? { ...parent, children: [...parent.children, transfer(`out ${parent.id}`, parent.account, asset)] }
      : parent;
  });
  const rest = { ...block, parents: given };
  const next = deliver(blockTurn(rest), rest);
  expect(next?.decisions.map(({ subject }) => subject)).toEqual(
    [40, 41, 42, 43, 44].map((i) => ({ parent: `m0${i}` })),
  );
  expect(next?.events?.map(({ kind }) => kind)).toEqual(Array.from({ length: mostTransfers }, () => 'allocate'));
});

const id = 'lyra ETH-1JAN24-2000-C';
const usdc = { ...ether(0), token: 'USDC', address: spot.quote.address, decimals: 6 };

/** Two have bought three options together, which lie in two positions; nothing was given of them but for what is told. */
function options(given: Readonly<Record<string, bigint>> = {}): BlockState {
  const buyer = (name: string, quantity: bigint) => {
    const money = { ...usdc, amount: tokenAmount((quantity / WAD) * 400n * 10n ** 6n) };
    const got = given[name];
    const asset = { instrument: id, position: 'lyra #7', quantity: wad(got ?? 0n) };
    const out = got === undefined ? [] : [transfer(`out ${name}`, accountOf(name), asset as never)];
    const terms = { venue: 'lyra', instrument: id, quantity: wad(quantity) };
    return sampleParent(name, terms, {}, { children: [transfer(`in ${name}`, deskAccount, money), ...out] });
  };
  const bought: Child = {
    ...transfer('buy', deskAccount, ether(0)),
    terms: {
      ...{ kind: 'trade', venue: 'lyra', instrument: id, position: null, side: 'Buy', reduceOnly: false },
      ...{ quantity: wad(3n * WAD), maxSlippage: bps(100) },
    },
    fills: [
      {
        ...{ kind: 'trade', instrument: id, underlying: 'ETH', side: 'Buy', fee: wad(0n) },
        ...{ quantity: wad(3n * WAD), price: wad(400n * WAD) },
        cash: { token: 'USDC', decimals: 6, amount: tokenAmount(1_200n * 10n ** 6n) },
      },
    ],
  };
  const expireTime = unixMillis(at + 86_400_000);
  const terms = { venue: 'lyra', instrument: id, quantity: wad(3n * WAD), expireTime };
  const own = sampleParent('own', terms, { status: 'Filled' }, { children: [bought] });
  const block = blockOf([buyer('a', WAD), buyer('b', 2n * WAD), own], {
    ...{ instrument: id, side: 'Buy', status: 'Allocating', parent: 'own' },
  });
  const members = block.members.map((member) => ({
    ...member,
    gives: { ...usdc, amount: tokenAmount((member.quantity / WAD) * 400n * 10n ** 6n) },
  }));
  return { ...block, members };
}

/** A turn of an account that holds so much of the option in each position, at a venue that gives anything. */
function holding(block: BlockState, held: Readonly<Record<string, bigint>>) {
  const positions = Object.entries(held).map(
    ([name, quantity]): Position => ({
      ...{ id: `lyra ${name}`, venue: 'lyra', account: deskAccount, marginAccount: null, pricing: null },
      instrument: { ...spot.base, kind: 'token', id, venue: 'lyra', underlying: null },
      ...{ quantity: wad(quantity), mark: wad(400n * WAD), value: wad(quantity * 400n) },
    }),
  );
  const also: VenueReading = {
    venue: 'lyra',
    ...{ positions, marginAccounts: [], markets: [], prices: {}, detail: null },
    funding: [],
  };
  const turn = blockTurn(block, { also });
  const lyra: Venue = {
    ...(turn.input.venues.get('wallet') as Venue),
    id: 'lyra',
    after: (reading) => reading,
  };
  return { ...turn, input: { ...turn.input, venues: new Map([...turn.input.venues, ['lyra', lyra] as const]) } };
}

const givenOf = (block: BlockState, held: Readonly<Record<string, bigint>>) =>
  (deliver(holding(block, held), block)?.decisions ?? []).map(({ subject, verdict, action, not }) => [
    'parent' in subject ? subject.parent : '',
    verdict === 'act' && action?.terms.kind === 'transfer' && 'position' in action.terms.asset
      ? `${action.terms.asset.position} ${action.terms.asset.quantity / (WAD / 10n)}`
      : not[0],
  ]);

test('behavior: of a position parts are given first, and what is left of it goes as it is, at a later block', () => {
  expect(givenOf(options(), { '#7': 3n * WAD })).toEqual([
    ['a', 'lyra #7 10'],
    ['b', 'lyra #7 20'],
  ]);
  expect(givenOf(options({ a: WAD }), { '#7': 2n * WAD })).toEqual([['b', 'lyra #7 20']]);
});

test('behavior: what lies in several positions comes out of one after the other, the smallest name first', () => {
  expect(givenOf(options(), { '#10': WAD, '#9': 2n * WAD })[0]).toEqual(['a', 'lyra #9 10']);
  expect(givenOf(options({ a: WAD }), { '#10': WAD, '#9': WAD })).toEqual([['b', 'lyra #9 10']]);
});

test('behavior: while nothing of it is there, nothing is given, and people are told', () => {
  expect(givenOf(options(), {})).toEqual([
    ['a', `stuck: nothing of ${id} is there to be given`],
    ['b', `stuck: nothing of ${id} is there to be given`],
  ]);
});
