import { expect, test } from 'vitest';
import type { Child, WorkedParent } from '../../model/desk.js';
import { bps, WAD, wad } from '../../model/units.js';
import { allowedInBlock, considerMember } from './considerMember.js';
import { at, blockOf, blockTurn, deskAccount, ether, seller, transfer } from './testing/blockTurn.js';
import { sampleParent } from './testing/sampleParent.js';

const asked = (parent: WorkedParent, change: object = { quantity: wad(20n * WAD) }): WorkedParent => ({
  ...parent,
  state: { ...parent.state, status: 'PendingReplace', replacing: change },
});

test('default: it sends what it was asked for, while the block waits for it', () => {
  const parent = seller('a', 10);
  const decided = considerMember(blockTurn(blockOf([parent])), parent);
  expect(decided?.decisions).toMatchObject([
    { verdict: 'act', action: { terms: { asset: ether(10), to: deskAccount } } },
  ]);
  expect(decided?.events).toMatchObject([{ kind: 'moveBlock', from: 'Collecting', to: 'Collecting' }]);
});

test('behavior: a change is refused before it has sent as well as after, unless it was left out', () => {
  for (const children of [[], [transfer('in', deskAccount, ether(10))]]) {
    const parent = asked(seller('a', 10, { children }));
    const block = blockOf([parent]);
    for (const status of ['Collecting', 'Working', 'Allocating'] as const)
      expect(considerMember(blockTurn({ ...block, status }), parent)?.events).toMatchObject([
        { event: { kind: 'refuseReplace' } },
      ]);
  }
  const parent = asked(seller('a', 10));
  const block = blockOf([parent], { status: 'Working' });
  const members = block.members.map((member) => ({ ...member, quantity: wad(0n) }));
  expect(considerMember(blockTurn({ ...block, members }), parent)).toBeNull();
});

test("behavior: the block's own order may be canceled, and not changed", () => {
  const own = { ...seller('own', 10), id: 'own' };
  const block = (parent: WorkedParent) => blockOf([seller('a', 10), parent], { status: 'Working', parent: 'own' });
  const changed = asked(own, { price: wad(1n) });
  expect(considerMember(blockTurn(block(changed)), changed)?.events).toMatchObject([
    { event: { kind: 'refuseReplace' } },
  ]);
  const canceled: WorkedParent = { ...own, state: { ...own.state, status: 'PendingCancel' } };
  expect(considerMember(blockTurn(block(canceled)), canceled)).toBeNull();
});

test('behavior: what an order of very many parts has had counts in full, though the book itself is told of the newest only', () => {
  const quantity = wad(10n * WAD);
  const filled: Child = {
    ...{ id: 'x', status: 'Filled', text: '', createdAt: at, updatedAt: at },
    terms: {
      ...{ kind: 'trade', venue: 'perp-v2', instrument: 'perp-v2 ETH', position: null, side: 'Sell' },
      ...{ quantity, reduceOnly: false, maxSlippage: bps(100) },
    },
    fills: [
      {
        ...{ kind: 'trade', instrument: 'perp-v2 ETH', underlying: 'ETH', side: 'Sell', fee: wad(0n) },
        ...{ quantity: wad(3n * WAD), price: wad(2_000n * WAD) },
      },
    ],
  };
  const terms = { venue: 'perp-v2', instrument: 'perp-v2 ETH', quantity } as const;
  const whole = sampleParent('a', terms, {}, { children: [filled] });
  const block = blockOf([whole, sampleParent('b', terms)], { method: 'interleave', status: 'Working', strategy: null });
  expect(allowedInBlock({ ...whole, children: [] }, blockTurn(block))?.quantity).toBe(0n);
});
