import fc from 'fast-check';
import type { Hash } from 'viem';
import { expect, test } from 'vitest';
import { unixMillis, wei } from '../../model/units.js';
import type { VenueOrderLife } from '../../model/venueOrder.js';
import type { FollowedVenueOrder } from '../../record/statements/venueOrders.js';
import { sampleAccount } from '../../record/testing/sample.js';
import {
  isPresumed,
  judgeVenueOrder,
  mostLooks,
  openToEvents,
  positionSilent,
  type VenueOrderEvidence,
  wantsEvents,
  wantsPosition,
} from './judgeVenueOrder.js';

const hash = (digit: string): Hash => `0x${digit.repeat(64)}`;

const waiting = (changes: Partial<FollowedVenueOrder> = {}): FollowedVenueOrder => ({
  chainId: 1,
  id: '0x12',
  venue: 'toy',
  account: sampleAccount,
  order: 'order',
  attempt: 'attempt',
  handovers: [],
  status: 'New',
  text: '',
  createdBlock: 100n,
  seenTo: 110n,
  looks: 0,
  keeperPaid: wei(0n),
  transactions: [hash('a')],
  endBlock: null,
  endBlockHash: null,
  endTransaction: null,
  settled: false,
  createdAt: unixMillis(0),
  ...changes,
});

const seen = (changes: Partial<VenueOrderEvidence> = {}): VenueOrderEvidence => ({
  head: 120n,
  headHash: hash('e'),
  book: 'New',
  readTo: null,
  transactions: [hash('a')],
  life: null,
  contradiction: false,
  position: null,
  blockAtEnd: null,
  ...changes,
});

const at = { blockNumber: 118n, blockHash: hash('b'), transactionHash: hash('c') };
const filled: VenueOrderLife = { status: 'Filled', text: '', fills: [], keeperPaid: wei(7n), at };
const ended = { status: 'Filled', endBlock: 118n, endBlockHash: hash('b'), endTransaction: hash('c') } as const;

test('default: it stands as before, and nothing follows', () => {
  expect(judgeVenueOrder(waiting(), seen(), 5)).toBeNull();
  expect(judgeVenueOrder(waiting(), seen({ book: null }), 5)).toBeNull();
});

test('behavior: gone with its last event is over; without, it is looked for so often and then not counted on', () => {
  const gone = seen({ book: 'gone', readTo: 120n });
  expect(judgeVenueOrder(waiting(), { ...gone, life: filled }, 5)).toMatchObject({ change: ended, fills: [] });
  expect(judgeVenueOrder(waiting(), gone, 5)).toEqual({ change: { looks: 1 } });
  expect(judgeVenueOrder(waiting({ looks: mostLooks }), gone, 5)).toBeNull();
  expect(judgeVenueOrder(waiting({ looks: mostLooks }), { ...gone, life: filled }, 5)?.change).toMatchObject({
    ...ended,
    looks: 0,
  });
});

test('behavior: what its book still has is not over, whatever the events of a newer block say', () => {
  expect(judgeVenueOrder(waiting(), seen({ readTo: 120n, life: filled }), 5)?.change).not.toHaveProperty('endBlock');
});

test('behavior: too much to look through at once is gone on with', () => {
  const partly = seen({ book: 'gone', readTo: 115n });
  expect(judgeVenueOrder(waiting(), partly, 5)).toEqual({ change: { seenTo: 115n } });
});

test('behavior: events that contradict each other are read again from the beginning', () => {
  const torn = seen({ book: 'gone', readTo: 120n, contradiction: true });
  expect(judgeVenueOrder(waiting(), torn, 5)).toEqual({ change: { looks: 1, seenTo: 100n } });
});

test('behavior: suspended without a reason is asked about again, with one it is not', () => {
  const judged = judgeVenueOrder(waiting(), seen({ book: 'Suspended', readTo: 120n }), 5);
  expect(judged?.change).toMatchObject({ status: 'Suspended', text: 'it is not carried out as things are' });
  expect(wantsEvents(waiting({ ...judged?.change }), 'Suspended', 121n)).toBe(true);
  const life = { ...filled, status: 'Suspended', text: 'EmptyPosition' } as const;
  const told = judgeVenueOrder(waiting(), seen({ book: 'Suspended', readTo: 120n, life }), 5);
  expect(told?.change).toMatchObject({ status: 'Suspended', text: 'EmptyPosition', seenTo: 120n });
  expect(wantsEvents(waiting({ ...told?.change }), 'Suspended', 121n)).toBe(false);
});

test('behavior: an end counts when it is deep, and is undone when its block is another', () => {
  const over = waiting(ended);
  expect(judgeVenueOrder(over, seen({ head: 121n, blockAtEnd: hash('b') }), 5)).toBeNull();
  expect(judgeVenueOrder(over, seen({ head: 122n, blockAtEnd: hash('b') }), 5)).toEqual({ change: { settled: true } });
  expect(judgeVenueOrder(over, seen({ head: 130n, blockAtEnd: null }), 5)).toBeNull();
  const undone = judgeVenueOrder(over, seen({ blockAtEnd: hash('d') }), 5);
  expect(undone).toMatchObject({ change: { status: 'New', endBlock: null, endBlockHash: null }, fills: [] });
});

const unexplained = waiting({ looks: mostLooks });
const untouched = seen({ book: 'gone', position: 'untouched' });

test('behavior: gone without an event and with its position as it was, it was cancelled', () => {
  expect(judgeVenueOrder(unexplained, untouched, 5)).toEqual({
    change: {
      status: 'Canceled',
      text: 'gone from the book of toy with its position as it was: cancelled, and no event tells why',
      endBlock: 120n,
      endBlockHash: hash('e'),
      endTransaction: null,
    },
    fills: [],
  });
  expect(judgeVenueOrder(waiting({ looks: mostLooks - 1 }), untouched, 5)?.change).toEqual({ looks: mostLooks });
  expect(judgeVenueOrder(unexplained, { ...untouched, life: filled }, 5)?.change).toMatchObject(ended);
  expect(judgeVenueOrder(unexplained, { ...untouched, contradiction: true }, 5)?.change).toEqual({ seenTo: 100n });
  expect(judgeVenueOrder(unexplained, { ...untouched, readTo: 115n }, 5)?.change).toEqual({ seenTo: 115n });
});

test('behavior: a position that has changed since tells nothing, and is not asked again', () => {
  const unclear = seen({ book: 'gone', position: 'unclear' });
  expect(wantsPosition(unexplained, unclear)).toBe(true);
  expect(judgeVenueOrder(unexplained, unclear, 5)).toEqual({ change: { text: positionSilent } });
  const row = waiting({ looks: mostLooks, text: positionSilent });
  expect(wantsPosition(row, untouched)).toBe(false);
  // As when what it opened was closed again.
  expect(judgeVenueOrder(row, untouched, 5)).toBeNull();
  const suspended = { status: 'Suspended', text: positionSilent, looks: mostLooks } as const;
  expect(judgeVenueOrder(waiting(suspended), seen({ book: 'Suspended' }), 5)?.change).toMatchObject({
    text: 'it is not carried out as things are',
  });
});

test('behavior: what its position told stays open to its events, and to a reorganisation', () => {
  const judged = { ...unexplained, ...judgeVenueOrder(unexplained, untouched, 5)?.change };
  const standing = seen({ head: 130n, book: null, blockAtEnd: hash('e') });
  expect(isPresumed(judged)).toBe(true);
  expect(judgeVenueOrder(judged, standing, 5)).toBeNull();
  expect(judgeVenueOrder(judged, { ...standing, readTo: 130n, life: filled }, 5)).toMatchObject({
    change: { ...ended, looks: 0 },
    fills: [],
  });
  expect(judgeVenueOrder(judged, { ...standing, blockAtEnd: hash('d') }, 5)?.change).toMatchObject({
    status: 'New',
    looks: 0,
    endBlock: null,
  });
  const deep = { ...standing, head: 120n + openToEvents - 1n };
  expect(judgeVenueOrder(judged, deep, 5)).toEqual({ change: { settled: true } });
  expect(judgeVenueOrder(judged, deep, 2_000)).toBeNull();
});

const evidence: fc.Arbitrary<VenueOrderEvidence> = fc.record({
  head: fc.bigInt(100n, 10_000n),
  headHash: fc.constantFrom(hash('b'), hash('e')),
  book: fc.constantFrom('New', 'Suspended', 'gone', null),
  readTo: fc.option(fc.bigInt(99n, 10_000n)),
  transactions: fc.constantFrom([hash('a')], [hash('a'), hash('c')]),
  life: fc.option(
    fc.record({
      status: fc.constantFrom<VenueOrderLife['status']>('New', 'Suspended', 'Filled', 'Canceled'),
      text: fc.constantFrom('', 'why'),
      fills: fc.constant([]),
      keeperPaid: fc.constantFrom(wei(0n), wei(7n)),
      at: fc.option(fc.constant(at)),
    }),
  ),
  contradiction: fc.boolean(),
  position: fc.constantFrom('untouched', 'unclear', null),
  blockAtEnd: fc.option(fc.constantFrom(hash('b'), hash('d'))),
});

test('invariant: only an event or a position as it was ends an order, and the same evidence twice says nothing new', () => {
  fc.assert(
    fc.property(fc.array(evidence, { maxLength: 20 }), fc.boolean(), (all, over) => {
      let row = waiting(over ? ended : {});
      for (const shown of all) {
        const before = row;
        row = { ...row, ...judgeVenueOrder(row, shown, 5)?.change };
        if (before.endBlock === null && row.endBlock !== null) {
          expect(shown.book).toBe('gone');
          if (isPresumed(row)) {
            expect([before.looks, shown.position, row.status]).toEqual([mostLooks, 'untouched', 'Canceled']);
            expect([row.endBlock, row.endBlockHash]).toEqual([shown.head, shown.headHash]);
          } else expect([shown.life?.status, shown.life?.at]).toEqual([row.status, at]);
        }
        expect(row.endBlock === null).toBe(row.status === 'New' || row.status === 'Suspended');
        if (row.settled) expect(row.endBlock).not.toBeNull();
        expect(row.looks).toBeLessThanOrEqual(mostLooks);
        expect(row.transactions).toEqual(expect.arrayContaining([...before.transactions]));
        // Once over, or open again, the next evidence is another question; how far was looked is no answer.
        const { status, text, endBlock } = { ...row, ...judgeVenueOrder(row, shown, 5)?.change };
        // Nor is it the same once the position may be asked, as when all has been looked through.
        const mayAskNow = wantsPosition(row, shown) && !wantsPosition(before, shown);
        if (before.endBlock === row.endBlock && isPresumed(before) === isPresumed(row) && !mayAskNow)
          expect([status, text, endBlock]).toEqual([row.status, row.text, row.endBlock]);
      }
    }),
  );
});
