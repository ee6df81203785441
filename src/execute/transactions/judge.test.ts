import fc from 'fast-check';
import type { Hash } from 'viem';
import { expect, test } from 'vitest';
import { type AttemptState, attemptStates } from '../../model/order.js';
import { milliseconds, unixMillis, wei } from '../../model/units.js';
import { isOpenAttempt } from '../../record/queries/attempts.js';
import { sampleAttempt, sampleOrder } from '../../record/testing/sample.js';
import { nextState } from './attemptStates.js';
import { type Evidence, type Judged, judge, type Mining } from './judge.js';
import { urgencies } from './urgency.js';

const now = unixMillis(1_700_000_000_000);
const blockA: Hash = `0x${'a'.repeat(64)}`;
const blockB: Hash = `0x${'b'.repeat(64)}`;
const settings = {
  confirmations: 3,
  resendWithin: milliseconds(300_000),
  resendEvery: milliseconds(5_000),
  urgency: urgencies.delta,
  now,
};
const order = sampleOrder({ createdAt: now });

const attemptIn = (state: AttemptState, changes: Partial<Judged> = {}): Judged => {
  const inBlock = state === 'Mined' || state === 'Reverted' ? { blockNumber: 100n, blockHash: blockA } : {};
  return { ...sampleAttempt(order, { state, nonce: 7, ...inBlock }), updatedAt: now, ...changes };
};
const mining = (changes: Partial<Mining> = {}): Mining => ({
  blockNumber: 100n,
  blockHash: blockA,
  succeeded: true,
  gasCost: wei(21_000n),
  gasUsed: 21_000n,
  ...changes,
});
const evidence = (changes: Partial<Evidence> = {}): Evidence => ({
  head: 100n,
  countAtHead: 7,
  finalCount: 7,
  certainCount: 7,
  minings: new Map(),
  doubted: new Set(),
  absent: new Set(),
  known: new Set(),
  blocks: new Map(),
  ...changes,
});

test('default: a receipt mines it, depth makes it final', () => {
  const attempt = attemptIn('Broadcast');
  const seen = (head: bigint, state: AttemptState = 'Broadcast') =>
    judge(
      { ...attempt, ...attemptIn(state), hash: attempt.hash },
      [],
      evidence({ head, countAtHead: 8, finalCount: 8, minings: new Map([[attempt.hash, mining()]]) }),
      settings,
    ).events;
  expect(seen(100n)).toEqual(['mine']);
  expect(seen(101n, 'Mined')).toEqual([]);
  expect(seen(102n, 'Mined')).toEqual(['finalise']);
  expect(seen(102n, 'Unknown')).toEqual(['mine', 'finalise']);
  expect(seen(99n, 'Signed')).toEqual(['mine']);
});

test('behavior: a receipt in another block is a reorganisation and a new mining', () => {
  const attempt = attemptIn('Mined');
  const minings = new Map([[attempt.hash, mining({ blockHash: blockB, succeeded: false })]]);
  expect(judge(attempt, [], evidence({ minings }), settings).events).toEqual(['reorganise', 'revert']);
});

test('behavior: a missing receipt is a reorganisation only when another block stands there', () => {
  const attempt = attemptIn('Mined');
  const at = (hash?: Hash, countAtHead = 7) =>
    judge(attempt, [], evidence({ countAtHead, blocks: new Map(hash ? [[100n, hash]] : []) }), settings);
  expect(at(blockA, 8)).toMatchObject({ events: [], act: 'nothing' });
  expect(at()).toMatchObject({ events: [], act: 'nothing' });
  expect(at(blockB)).toMatchObject({ events: ['reorganise'], act: 'resend' });
});

test('behavior: what a block that is still there never held was not mined, whoever said so', () => {
  const blocks = new Map([[100n, blockA]]);
  const seen = judge(attemptIn('Mined'), [], evidence({ blocks }), settings);
  expect(seen).toMatchObject({ events: ['reorganise'], act: 'resend' });
  expect(judge(attemptIn('Mined'), [], evidence({ blocks, head: 99n }), settings).events).toEqual([]);
  // Its nonce may be used by now, by a rival that the chain bears out.
  const [attempt, rival] = [attemptIn('Mined'), attemptIn('Final')];
  const facts = { blocks, countAtHead: 8, finalCount: 8, certainCount: 8 };
  const absent = new Set([attempt.hash]);
  const minings = new Map([[rival.hash, mining()]]);
  expect(judge(attempt, [rival], evidence({ ...facts, minings }), settings).events).toEqual([]);
  expect(judge(attempt, [rival], evidence({ ...facts, minings, absent }), settings).events).toEqual([
    'reorganise',
    'replace',
  ]);
});

test.each([
  ['Mined', false, 'revert'],
  ['Reverted', true, 'mine'],
] as const)(
  'behavior: another outcome in the same block takes the place of what was written (%s)',
  (state, succeeded, event) => {
    const attempt = attemptIn(state);
    const minings = new Map([[attempt.hash, mining({ succeeded })]]);
    expect(judge(attempt, [], evidence({ minings }), settings).events).toEqual(['reorganise', event]);
    const same = new Map([[attempt.hash, mining({ succeeded: !succeeded })]]);
    expect(judge(attempt, [], evidence({ minings: same }), settings).events).toEqual([]);
  },
);

test('behavior: lost bytes are sent again while young, and at most so often', () => {
  const lost = (changes: Partial<Judged>) => judge(attemptIn('Unknown', changes), [], evidence(), settings).act;
  expect(lost({ updatedAt: unixMillis(now - 5_000) })).toBe('resend');
  expect(lost({ updatedAt: unixMillis(now - 4_999) })).toBe('nothing');
  expect(lost({ createdAt: unixMillis(now - 300_001) })).toBe('cancel');
  // The clock was set back since.
  expect(lost({ updatedAt: unixMillis(now + 3_600_000) })).toBe('resend');
  expect(judge(attemptIn('Signed'), [], evidence(), settings).act).toBe('resend');
});

test('behavior: waiting in the pool is fine while young; an old intent is taken back', () => {
  const attempt = attemptIn('Unknown');
  const known = new Set([attempt.hash]);
  expect(judge(attempt, [], evidence({ known }), settings)).toMatchObject({ events: ['broadcast'], act: 'nothing' });
  const old = { ...attempt, createdAt: unixMillis(now - 300_001) };
  expect(judge(old, [], evidence({ known }), settings)).toMatchObject({ events: [], act: 'cancel' });
});

test('behavior: a used nonce ends it when that is final, as ours or as somebody else’s', () => {
  const attempt = attemptIn('Broadcast');
  const rival = attemptIn('Mined');
  const minings = new Map([[rival.hash, mining()]]);
  const used = (finalCount: number, rivals: Judged[], certainCount = finalCount) =>
    judge(
      attempt,
      rivals,
      evidence({ countAtHead: 8, finalCount, certainCount, minings: rivals.length > 0 ? minings : new Map() }),
      settings,
    );
  expect(used(7, [])).toMatchObject({ events: [], act: 'nothing' });
  expect(used(7, [rival])).toMatchObject({ events: [], act: 'nothing' });
  expect(used(8, [])).toMatchObject({ events: ['drop'], text: 'nonce used by somebody else' });
  // A node that is executing the next block may count our own transaction before it has the receipt.
  expect(used(8, [], 7)).toMatchObject({ events: [], act: 'nothing' });
  expect(used(8, [rival], 7)).toMatchObject({ events: ['replace'], text: `nonce used by our own ${rival.hash}` });
});

test('behavior: the newest attempt at a nonce speaks for all', () => {
  const old = attemptIn('Unknown', { createdAt: unixMillis(now - 300_001) });
  const cancel = attemptIn('Unknown', { cancels: true, updatedAt: unixMillis(now - 9_000) });
  expect(judge(old, [cancel], evidence(), settings).act).toBe('nothing');
  expect(judge(cancel, [old], evidence(), settings).act).toBe('resend');
});

test('invariant: whatever the chain says, moves are legal, and nothing is sent or ended on less than proof', () => {
  const flags = fc.record({
    state: fc.constantFrom(
      ...attemptStates.filter((state) => isOpenAttempt(state) || state === 'Reverted').filter((s) => s !== 'Reserved'),
    ),
    mined: fc.boolean(),
    succeeded: fc.boolean(),
    moved: fc.boolean(),
    known: fc.boolean(),
    rivalState: fc.constantFrom<AttemptState>('Signed', 'Broadcast', 'Mined', 'Unknown', 'Replaced'),
    rivalMined: fc.boolean(),
    hasRival: fc.boolean(),
    there: fc.constantFrom(undefined, blockA, blockB),
    countAtHead: fc.integer({ min: 6, max: 9 }),
    behind: fc.integer({ min: 0, max: 2 }),
    lower: fc.integer({ min: 0, max: 1 }),
    head: fc.bigInt(98n, 104n),
    age: fc.integer({ min: 0, max: 600_000 }),
  });
  fc.assert(
    fc.property(flags, (f) => {
      const attempt = attemptIn(f.state, { createdAt: unixMillis(now - f.age), updatedAt: unixMillis(now - f.age) });
      const rivals = f.hasRival ? [attemptIn(f.rivalState)] : [];
      const minings = new Map<Hash, Mining>();
      if (f.mined) minings.set(attempt.hash, mining({ succeeded: f.succeeded, blockHash: f.moved ? blockB : blockA }));
      else if (f.rivalMined) for (const rival of rivals) minings.set(rival.hash, mining());
      const finalCount = f.countAtHead - f.behind;
      const certainCount = finalCount - f.lower;
      const known = new Set(f.known ? [attempt.hash] : []);
      const blocks = new Map(f.there ? [[100n, f.there]] : []);
      const facts = evidence({
        head: f.head,
        countAtHead: f.countAtHead,
        finalCount,
        certainCount,
        minings,
        known,
        blocks,
      });
      const { events, act } = judge(attempt, rivals, facts, settings);

      const end = events.reduce(nextState, attempt.state);
      if (end === 'Dropped' || end === 'Replaced') expect(finalCount > attempt.nonce && !f.mined).toBe(true);
      if (end === 'Dropped') expect(certainCount > attempt.nonce).toBe(true);
      if (act !== 'nothing') expect(f.countAtHead <= attempt.nonce && minings.size === 0).toBe(true);
      if (act !== 'nothing') expect(['Mined', 'Final', 'Reverted', 'Dropped', 'Replaced']).not.toContain(end);
      if (f.mined) expect(['Mined', 'Final', 'Reverted']).toContain(end);
    }),
    { numRuns: 2_000 },
  );
});

test('behavior: what waits too long is to be sent again dearer, as often as its class allows', () => {
  const { firstAfter, thenEvery, most } = urgencies.delta;
  const aged = (age: number, changes: Partial<Judged> = {}) =>
    attemptIn('Broadcast', { createdAt: unixMillis(now - age), ...changes });
  const act = (attempt: Judged, rivals: Judged[] = []) =>
    judge(attempt, rivals, evidence({ known: new Set([attempt.hash]) }), settings).act;
  expect(act(aged(firstAfter - 1))).toBe('nothing');
  expect(act(aged(firstAfter))).toBe('replace');
  /** The newest of several that were sent for one intent. */
  const last = (earlier: number, age: number, changes: Partial<Judged> = {}) => {
    const before = Array.from({ length: earlier }, () => aged(90_000));
    return act(aged(age, changes), before);
  };
  expect(last(most - 1, thenEvery)).toBe('replace');
  expect(last(most, thenEvery)).toBe('nothing');
  const all = Array.from({ length: most }, () => aged(thenEvery * 2));
  expect(judge(aged(thenEvery), all, evidence(), settings).stuck).toMatch(/^it was sent 4 times/);
  expect(judge(aged(thenEvery - 1), all, evidence(), settings).stuck).toBeUndefined();
  expect(last(1, thenEvery - 1)).toBe('nothing');
  // Dearer bytes make the intent no younger; what takes a nonce back is sent dearer by its own count.
  const first = aged(300_001);
  expect(act(aged(thenEvery), [first])).toBe('cancel');
  expect(last(1, firstAfter, { cancels: true })).toBe('replace');
  expect(last(1, firstAfter - 1, { cancels: true })).toBe('nothing');
});

test('behavior: what may never have left, or has just come out of a block, is sent as it is before anything dearer is', () => {
  const old = { createdAt: unixMillis(now - urgencies.delta.firstAfter) };
  expect(judge(attemptIn('Signed', old), [], evidence(), settings).act).toBe('resend');
  const blocks = new Map([[100n, blockB]]);
  expect(judge(attemptIn('Mined', old), [], evidence({ blocks }), settings)).toMatchObject({
    events: ['reorganise'],
    act: 'resend',
  });
  expect(judge(attemptIn('Unknown', old), [], evidence(), settings).act).toBe('replace');
});
