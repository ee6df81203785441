import { expect, test } from 'vitest';
import type { DeskEvent } from '../../model/desk.js';
import type { ParentEvent } from '../../model/parentEvent.js';
import { wad } from '../../model/units.js';
import { takenOn } from './takenOn.js';
import { toyParent } from './testing/toyParent.js';

const [one, other] = [
  { ...toyParent(), id: 'one' },
  { ...toyParent(), id: 'other' },
];
const tell = (parent: string, event: ParentEvent): DeskEvent => ({ kind: 'parent', parent, event, text: '' });
const decided = (...events: DeskEvent[]) => ({ decisions: [], events }) as unknown as Parameters<typeof takenOn>[1];

test('default: those that are accepted, each as far as it was approved', () => {
  const cut = wad(one.state.quantity / 3n);
  const found = takenOn(
    [one, other],
    decided(
      tell('one', { kind: 'requestReplace', change: { quantity: cut } }),
      tell('one', { kind: 'replace' }),
      tell('one', { kind: 'accept' }),
      tell('other', { kind: 'accept' }),
    ),
  );
  expect(found.map(({ id, state }) => [id, state.quantity])).toEqual([
    ['one', cut],
    ['other', other.state.quantity],
  ]);
});

test('behavior: none that is only flagged or changed', () => {
  const events = [
    tell('one', { kind: 'flag' }),
    tell('other', { kind: 'requestReplace', change: { quantity: wad(1n) } }),
  ];
  expect(takenOn([one, other], decided(...events))).toEqual([]);
});
