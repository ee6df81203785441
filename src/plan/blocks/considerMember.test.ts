import { expect, test } from 'vitest';
import type { WorkedParent } from '../../model/desk.js';
import { WAD, wad } from '../../model/units.js';
import { considerMember } from './considerMember.js';
import { blockOf, blockTurn, deskAccount, ether, seller, transfer } from './testing/blockTurn.js';

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
