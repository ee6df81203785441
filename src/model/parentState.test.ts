import { describe, expect, test } from 'vitest';
import type { ParentEvent, ParentEventKind } from './parentEvent.js';
import { execTypes } from './parentEvent.js';
import { parentMoves } from './parentMoves.js';
import { leavesQty, type ParentState, type ParentStatus, parentStatuses } from './parentOrder.js';
import { allows, avgPx, IllegalEventError, newParentState, parentAfter } from './parentState.js';
import { fromFloat, toFloat, wad } from './units.js';

const units = (value: number) => fromFloat(value, 'down');
const kinds = Object.keys(execTypes) as ParentEventKind[];

/** One of each: a trade of 1 at 100, and a change to 8. */
const eventOf = (kind: ParentEventKind): ParentEvent => {
  if (kind === 'trade' || kind === 'bust') {
    return { kind, child: 'child', fill: 'fill', quantity: units(1), price: units(100) };
  }
  return kind === 'requestReplace' ? { kind, change: { quantity: units(8) } } : { kind };
};
const trade = (quantity: number, price = 100): ParentEvent => ({
  ...{ kind: 'trade', child: 'child', fill: 'fill' },
  ...{ quantity: units(quantity), price: units(price) },
});
const bust = (quantity: number, price = 100): ParentEvent =>
  ({ ...trade(quantity, price), kind: 'bust' }) as ParentEvent;

const after = (...events: readonly (ParentEventKind | ParentEvent)[]): ParentState =>
  events.reduce<ParentState>(
    (state, event) => parentAfter(state, typeof event === 'string' ? eventOf(event) : event),
    newParentState(units(10)),
  );

const toOne: ParentEvent = { kind: 'requestReplace', change: { quantity: units(1) } };

/** How an order of 10 gets to each status, the ways that matter apart from each other. */
const ways: Readonly<Record<ParentStatus, readonly ParentState[]>> = {
  PendingNew: [after(), after('pause')],
  PendingReview: [after('flag'), after('flag', 'pause')],
  New: [
    after('accept'),
    after('flag', 'accept'),
    after('accept', trade(1), bust(1)),
    after('accept', toOne, 'replace'),
  ],
  PartiallyFilled: [after('accept', trade(4)), after('accept', trade(9)), after('accept', trade(1))],
  Suspended: [after('accept', 'pause'), after('accept', trade(9), 'pause'), after('pause', 'accept')],
  PendingReplace: [
    after('requestReplace'),
    after('flag', 'requestReplace'),
    after('accept', 'requestReplace'),
    after('accept', trade(9), 'requestReplace'),
    after('accept', 'pause', 'requestReplace'),
    after('accept', trade(4), 'requestReplace'),
    after('accept', trade(8), 'requestReplace'),
  ],
  PendingCancel: [
    after('requestCancel'),
    after('flag', 'requestCancel'),
    after('accept', 'requestCancel'),
    after('accept', trade(9), 'requestCancel'),
    after('accept', 'pause', 'requestCancel'),
    after('accept', 'requestReplace', 'requestCancel'),
  ],
  Filled: [
    after('accept', trade(10)),
    after('accept', trade(11)),
    after('accept', 'pause', trade(10)),
    after('accept', 'requestCancel', trade(10)),
    after('accept', 'requestReplace', trade(10)),
    after('accept', trade(1), toOne, 'replace'),
  ],
  Canceled: [after('requestCancel', 'cancel'), after('accept', trade(4), 'cancel')],
  Rejected: [after('reject'), after('flag', 'reject')],
  Expired: [after('expire'), after('accept', trade(4), 'expire')],
};

/**
 * What each event makes of each of the ways above, in their order, in the words of `letters`; `-`: it cannot happen. Written down by
 * hand, apart from the table that is tested.
 */
const expected: Readonly<Record<ParentStatus, Readonly<Partial<Record<ParentEventKind, string>>>>> = {
  PendingNew: {
    ...{ accept: 'n s', flag: 'v v', reject: 'j j', pause: 'a -', resume: '- a' },
    ...{ requestCancel: 'k k', cancel: 'c c', requestReplace: 'r r', expire: 'e e' },
  },
  PendingReview: {
    ...{ accept: 'n s', reject: 'j j', pause: 'v -', resume: '- v' },
    ...{ requestCancel: 'k k', cancel: 'c c', requestReplace: 'r r', expire: 'e e' },
  },
  New: {
    ...{ trade: 'p p p f', trigger: 'n n n n', pause: 's s s s' },
    ...{ requestCancel: 'k k k k', cancel: 'c c c c', requestReplace: 'r r r r', expire: 'e e e e' },
  },
  PartiallyFilled: {
    ...{ trade: 'p f p', bust: 'p p n', trigger: 'p p p', pause: 's s s' },
    ...{ requestCancel: 'k k k', cancel: 'c c c', requestReplace: 'r r r', expire: 'e e e' },
  },
  Suspended: {
    ...{ trade: 's f s', bust: '- s -', resume: 'n p n' },
    ...{ requestCancel: 'k k k', cancel: 'c c c', requestReplace: 'r r r', expire: 'e e e' },
  },
  PendingReplace: {
    ...{ trade: '- - r f r r r', bust: '- - - r - r r', pause: 'r r r r - r r', resume: '- - - - r - -' },
    ...{
      requestCancel: 'k k k k k k k',
      cancel: 'c c c c c c c',
      requestReplace: 'r r r r r r r',
      expire: 'e e e e e e e',
    },
    ...{ replace: 'a a n - s p f', refuseReplace: 'a v n p s p p' },
  },
  PendingCancel: {
    ...{ trade: '- - k f k k', bust: '- - - k - -' },
    ...{ cancel: 'c c c c c c', refuseCancel: 'a v n p s r', expire: 'e e e e e e' },
  },
  Filled: { trade: 'f f f f f f', bust: 'p f s k r n' },
  Canceled: { trade: '- c', bust: '- c' },
  Rejected: {},
  Expired: { trade: '- e', bust: '- e' },
};
const letters: Readonly<Record<string, ParentStatus>> = {
  ...{ a: 'PendingNew', v: 'PendingReview', n: 'New', p: 'PartiallyFilled', s: 'Suspended' },
  ...{ r: 'PendingReplace', k: 'PendingCancel', f: 'Filled', c: 'Canceled', j: 'Rejected', e: 'Expired' },
};

test('default: accepted, worked, filled', () => {
  const state = after('accept', trade(4, 100), trade(6, 110));
  expect(state).toMatchObject({ status: 'Filled', cumQty: units(10), cxlQty: 0n, overQty: 0n });
  expect(leavesQty(state)).toBe(0n);
  expect(toFloat(avgPx(state) ?? wad(0n))).toBe(106);
  expect(avgPx(after('accept'))).toBeNull();
});

describe('behavior: every status and every event', () => {
  const pairs = parentStatuses.flatMap((status) => kinds.map((kind) => ({ status, kind })));

  test.each(pairs)('$status, $kind', ({ status, kind }) => {
    const results = ways[status].map((state) => {
      expect(state.status).toBe(status);
      try {
        return parentAfter(state, eventOf(kind)).status;
      } catch (error) {
        expect(error).toBeInstanceOf(IllegalEventError);
        return '-';
      }
    });
    const wanted = expected[status][kind]?.split(' ').map((letter) => letters[letter] ?? '-');
    expect(results).toEqual(wanted ?? ways[status].map(() => '-'));
    expect(allows(status, kind)).toBe(wanted !== undefined);
  });

  test('nothing leads where the table does not say, and to all that it says', () => {
    for (const { status, kind } of pairs) {
      const found = new Set((expected[status][kind] ?? '').split(' ').flatMap((letter) => letters[letter] ?? []));
      expect([...(parentMoves[status][kind] ?? [])].sort()).toEqual([...found].sort());
    }
  });
});

test('behavior: a late trade on a canceled order moves what is canceled to what is done, and leaves the status', () => {
  const state = after('accept', trade(4), 'requestCancel', 'cancel', trade(5));
  expect(state).toMatchObject({ status: 'Canceled', cumQty: units(9), cxlQty: units(1), quantity: units(10) });
  expect(leavesQty(state)).toBe(0n);
  expect(parentAfter(state, bust(5))).toMatchObject({ status: 'Canceled', cumQty: units(4), cxlQty: units(6) });
});

test('behavior: what is done beyond what is left counts, and is kept apart; a bust takes it back first', () => {
  const over = after('accept', trade(7), trade(5));
  expect(over).toMatchObject({ status: 'Filled', cumQty: units(12), quantity: units(12), overQty: units(2) });
  expect(parentAfter(over, bust(1))).toMatchObject({ status: 'Filled', quantity: units(11), overQty: units(1) });
  const reopened = parentAfter(over, bust(5));
  expect(reopened).toMatchObject({ status: 'PartiallyFilled', quantity: units(10), overQty: 0n, cumQty: units(7) });
  const late = after('accept', trade(4), 'cancel', trade(7));
  expect(late).toMatchObject({ status: 'Canceled', cumQty: units(11), cxlQty: 0n, overQty: units(1) });
  expect(parentAfter(late, bust(7))).toMatchObject({ quantity: units(10), cxlQty: units(6), cumQty: units(4) });
});

test('behavior: a filled order that loses all of its trades is as before the first', () => {
  expect(after('accept', trade(10), bust(10))).toEqual(after('accept'));
  expect(after('accept', trade(3), bust(3))).toEqual(after('accept'));
});

test('behavior: a cancel that came too late is asked for again when the fill is undone', () => {
  const filled = after('accept', 'requestCancel', trade(10));
  expect(filled.status).toBe('Filled');
  expect(parentAfter(filled, bust(10)).status).toBe('PendingCancel');
});

test('behavior: a change below what is done cannot be granted, one to exactly that fills', () => {
  const asked = after('accept', trade(4), { kind: 'requestReplace', change: { quantity: units(3) } });
  expect(() => parentAfter(asked, { kind: 'replace' })).toThrow('4 of it are done already, and 3 is less');
  expect(parentAfter(asked, { kind: 'refuseReplace' })).toEqual(after('accept', trade(4)));
  const exact = after('accept', trade(4), { kind: 'requestReplace', change: { quantity: units(4) } }, 'replace');
  expect(exact).toMatchObject({ status: 'Filled', quantity: units(4), cxlQty: 0n });
  const larger = after('accept', trade(4), { kind: 'requestReplace', change: { quantity: units(15) } }, 'replace');
  expect(larger).toMatchObject({ status: 'PartiallyFilled', quantity: units(15), replacing: null });
});

test('behavior: the newest change that is asked for counts; one of an order that nobody has taken on is looked at anew', () => {
  const change = { price: units(90) };
  const asked = after('accept', 'requestReplace', { kind: 'requestReplace', change });
  expect(asked.replacing).toEqual(change);
  expect(parentAfter(asked, { kind: 'replace' }).quantity).toBe(units(10));
  expect(after('flag', 'requestReplace', 'replace')).toMatchObject({ status: 'PendingNew', quantity: units(8) });
});

test('behavior: a refused cancel leaves everything as it was', () => {
  for (const state of [
    ...ways.New,
    ...ways.PartiallyFilled,
    ...ways.Suspended,
    ...ways.PendingReview,
    ...ways.PendingReplace,
  ]) {
    const asked = parentAfter(state, { kind: 'requestCancel' });
    expect(parentAfter(asked, { kind: 'refuseCancel' })).toEqual(state);
  }
});

test.each<[string, readonly (ParentEventKind | ParentEvent)[], string]>([
  ['a trade of nothing', ['accept', trade(0)], 'its quantity is 0'],
  ['a trade at less than nothing', ['accept', trade(1, -1)], 'its price is -1'],
  ['a trade before it was accepted', ['requestReplace', trade(1)], 'it has not been accepted yet'],
  ['a bust of more than was done', ['accept', trade(2), bust(3)], '3 cannot be undone of the 2 that were done'],
  ['a pause twice', ['accept', 'requestReplace', 'pause', 'pause'], 'it is paused already'],
  ['no change at all', ['accept', { kind: 'requestReplace', change: {} }], 'nothing of it is to be changed'],
  ['a change to nothing', ['accept', { kind: 'requestReplace', change: { quantity: units(0) } }], 'cancel it instead'],
  [
    'a cancel of what is done',
    ['accept', trade(10), 'requestCancel'],
    'an order that is Filled cannot be asked to end',
  ],
])('args: %s says why not', (_, events, why) => {
  expect(() => after(...events)).toThrow(IllegalEventError);
  expect(() => after(...events)).toThrow(why);
});
