import { expect, test } from 'vitest';
import type { DeskEvent } from '../../model/desk.js';
import { emptyDesk } from '../../model/desk.js';
import type { ParentEvent } from '../../model/parentEvent.js';
import { createHappened } from './happened.js';
import { toyParent } from './testing/toyParent.js';

const parent = toyParent();
const events = (...all: ParentEvent[]): DeskEvent[] =>
  all.map((event) => ({ kind: 'parent', parent: parent.id, event, text: '' }));

test('default: what cannot happen to an order as it stands by then is told, and what can is not', () => {
  const happened = createHappened({ ...emptyDesk, parents: [parent] });
  expect(happened.problemOf(events({ kind: 'accept' }, { kind: 'pause' }))).toBeNull();
  expect(happened.problemOf(events({ kind: 'replace' }))).toMatch(/^an order that is PendingNew cannot be replaced/);
  happened.note(events({ kind: 'accept' }));
  expect(happened.problemOf(events({ kind: 'accept' }))).toMatch(/^an order that is New cannot be accepted/);
});
