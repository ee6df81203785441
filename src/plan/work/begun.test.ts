import { expect, test } from 'vitest';
import { type Child, emptyDesk, type WorkedParent } from '../../model/desk.js';
import { NOT_BEGUN } from '../../model/order.js';
import { unixMillis } from '../../model/units.js';
import { blockOf, seller } from '../blocks/testing/blockTurn.js';
import type { PlanInput } from '../plan.js';
import { planTick } from '../planTick.js';
import { holding, units, unlimited } from '../testing/toyBook.js';
import { toyState } from '../testing/toyPerp.js';
import { begunOnly, mostParts, roomForParts } from './begun.js';
import { tradeOf } from './parentTerms.js';
import { createToyDesk } from './testing/toyDesk.js';
import { start, toyParent } from './testing/toyParent.js';

const rich = toyState({ accounts: { cross: holding(0, 10_000_000) } });
const many = Array.from({ length: 25 }, (_, i) =>
  toyParent({ quantity: units(0.1) }, { id: `one ${i}`, clOrdId: `${i}` }),
);
const desk = (parents = many) => createToyDesk(parents, rich, { limits: unlimited });
/** A part that was planned so long ago, and not begun. */
const unbegun = ({ terms }: WorkedParent, ago: number, text = NOT_BEGUN): Child => {
  const at = unixMillis(start - ago);
  return {
    id: `unbegun ${ago}`,
    terms: tradeOf(terms, units(0.1)),
    status: 'Expired',
    text,
    createdAt: at,
    updatedAt: at,
    fills: [],
  };
};
const withUnbegun = (input: PlanInput, ago: number, text?: string): PlanInput => ({
  ...input,
  desk: {
    ...(input.desk ?? emptyDesk),
    parents: (input.desk?.parents ?? []).map((parent, i) =>
      i === 0 ? { ...parent, children: [unbegun(parent, ago, text)] } : parent,
    ),
  },
});
const partsOf = (input: PlanInput) => planTick(input).decisions.flatMap(({ action }) => action?.parent ?? []);

test('default: ten parts at a block, those that have waited longest first', () => {
  const one = desk();
  one.tick(0);
  for (const parts of [10, 10, 5]) {
    const before = one.sent.length;
    one.tick(1_000);
    expect(one.sent.length - before).toBe(parts);
  }
  expect(one.sent.map(({ parent }) => parent)).toEqual(many.map(({ id }) => id));
});

test('behavior: what was not begun is as if it had never been, also of what is to be done at once or not at all', () => {
  const ioc = toyParent({ timeInForce: 'IOC' });
  const one = desk([ioc]);
  one.tick(0);
  expect(partsOf(withUnbegun(one.input(), 500))).toEqual([ioc.id]);
});

test('behavior: for a minute after some were not begun, one part is planned at a block', () => {
  const one = desk();
  one.tick(0);
  const input = one.input();
  for (const [ago, parts] of [
    [0, 1],
    [59_999, 1],
    [60_000, mostParts],
  ] as const)
    expect(partsOf(withUnbegun(input, ago))).toHaveLength(parts);
});

test('behavior: only what the chain was too slow for holds up others: not what was dropped since the account had moved on', () => {
  const one = desk();
  one.tick(0);
  for (const [text, parts] of [
    ['the account itself has sent a transaction (nonce 7) since block 1', mostParts],
    [`shadow: ${NOT_BEGUN}`, 1],
  ] as const)
    expect(partsOf(withUnbegun(one.input(), 0, text))).toHaveLength(parts);
});

test('behavior: a stop that is touched while there is no room for its part stays touched', () => {
  const stop = toyParent(
    { ordType: 'Stop', stopPx: units(2_010), quantity: units(0.1) },
    { id: 'stop', clOrdId: 'stop' },
  );
  const one = desk([...many, stop]);
  one.tick(0);
  one.move(2_020);
  one.tick(1_000);
  expect([one.parent('stop').terms.stopPx, one.parent('stop').children]).toEqual([null, []]);
});

test('behavior: blocks that give out take turns with parts while only one is planned', () => {
  const one = desk();
  one.tick(0);
  const { snapshot, ...input } = withUnbegun(one.input(), 0);
  const block = blockOf([seller('member', 1)], { status: 'Allocating' });
  const rooms = (blocks: readonly (typeof block)[]) =>
    new Set(
      Array.from({ length: 20 }, (_, i) =>
        roomForParts({
          ...{ ...input, desk: { ...(input.desk ?? emptyDesk), blocks } },
          snapshot: { ...snapshot, block: { ...snapshot.block, number: 100n + BigInt(i) } },
        }),
      ),
    );
  expect([...rooms([block])].sort()).toEqual([0, 1]);
  expect([...rooms([])]).toEqual([1]);
});

test('behavior: a desk of which all was begun is left as it is', () => {
  const { desk: known = emptyDesk } = desk().input();
  expect(begunOnly(known)).toBe(known);
});
