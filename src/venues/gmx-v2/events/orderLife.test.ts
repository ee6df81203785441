import fc from 'fast-check';
import type { Hex } from 'viem';
import { describe, expect, test } from 'vitest';
import { lifecycle, lifecycles, recordedEmitter } from '../../../../test/fixtures/gmx/lifecycles.js';
import { VenueReadError } from '../../venue.js';
import type { OrderEvent, OrderEventName } from './eventsByOrder.js';
import { eventsByOrder, orderEventNames } from './eventsByOrder.js';
import { orderLife, orderLives } from './orderLife.js';
import type { OrderState } from './orderTransitions.js';
import { isImpossible, orderStates, orderTransitions } from './orderTransitions.js';
import { readEvents } from './readEvents.js';

const eventsOf = (id: string, order = 0): readonly OrderEvent[] => {
  const { logs, orders } = lifecycle(id);
  const events = eventsByOrder(readEvents(logs, recordedEmitter)).get(orders[order]?.key ?? '0x');
  if (!events) throw new Error(`no events of ${id}`);
  return events;
};

const upTo = (events: readonly OrderEvent[], name: OrderEventName): OrderEvent[] =>
  events.slice(0, events.findIndex((event) => event.name === name) + 1);

/** Recorded events that bring an order into each state. */
const into: Record<OrderState, OrderEvent[]> = {
  unseen: [],
  pending: upTo(eventsOf('s36'), 'OrderCreated'),
  frozen: upTo(eventsOf('s36'), 'OrderFrozen'),
  executed: upTo(eventsOf('s19'), 'OrderExecuted'),
  cancelled: upTo(eventsOf('s38'), 'OrderCancelled'),
};

const recordedEvents = lifecycles.flatMap(({ logs }) =>
  [...eventsByOrder(readEvents(logs, recordedEmitter)).values()].flat(),
);

/** An event of that name in a transaction after all others; the one kind that was not recorded is made up. */
function later(name: OrderEventName): OrderEvent {
  const at = { blockNumber: 10n ** 9n, blockHash: null, transactionHash: `0x${'77'.repeat(32)}` as Hex, logIndex: 0 };
  const found = recordedEvents.find((event) => event.name === name);
  if (found) return { ...found, at };
  const values = {
    market: '0x0000000000000000000000000000000000000001',
    token: '0x0000000000000000000000000000000000000002',
    expectedAmount: 9n,
    amountPaidInCollateralToken: 4n,
    amountPaidInSecondaryOutputToken: 0n,
  } as const;
  return { name: 'InsufficientFundingFeePayment', at, values, more: {} };
}

const pairs = orderEventNames.flatMap((name) =>
  orderStates.map((state): [OrderEventName, OrderState] => [name, state]),
);

describe('behavior: every event in every state', () => {
  test('args: all pairs', () => {
    expect(pairs.length).toBe(17 * 5);
    expect(Object.keys(orderTransitions).sort()).toEqual([...orderEventNames].sort());
    for (const state of orderStates) {
      expect(orderLife(into[state])?.state ?? 'unseen').toBe(state);
    }
  });

  test.each(pairs)('%s while %s', (name, state) => {
    const expected = orderTransitions[name][state];
    const events = [...into[state], later(name)];
    if (isImpossible(expected)) {
      expect(() => orderLife(events)).toThrow(VenueReadError);
      expect(() => orderLife(events)).toThrow(new RegExp(`${name} of an order that is ${state}`));
    } else if (name === 'PositionIncrease' || name === 'PositionDecrease') {
      expect(() => orderLife(events)).toThrow(/the position changed and the order was not executed/);
    } else {
      expect(orderLife(events)?.state).toBe(expected);
    }
  });

  test.each(pairs)('%s told again while %s changes nothing', (name, state) => {
    const told = into[state].find((event) => event.name === name);
    if (!told) return expect(into[state].some((event) => event.name === name)).toBe(false);
    const minedAgain = { ...told, at: { ...told.at, blockNumber: told.at.blockNumber + 1n, blockHash: null } };
    expect(orderLife([...into[state], told])).toEqual(orderLife(into[state]));
    expect(orderLife([...into[state], minedAgain])).toEqual(orderLife(into[state]));
  });
});

test('behavior: no events are no life', () => {
  expect(orderLife([])).toBeNull();
});

test('behavior: a freeze takes the fee, an update thaws, a frozen order executes as it stands', () => {
  const frozen = orderLife(into.frozen);
  expect(frozen?.order).toMatchObject({ isFrozen: true, executionFee: 0n });
  expect(frozen?.created.order.isFrozen).toBe(false);
  expect(frozen?.created.order.executionFee).toBeGreaterThan(0n);
  const updated = orderLife(upTo(eventsOf('s36'), 'OrderUpdated'));
  expect(updated).toMatchObject({ state: 'pending', order: { isFrozen: false, acceptablePrice: 0n } });
  expect(orderLife(eventsOf('s37'))?.history.map(({ status }) => status)).toEqual(['frozen', 'executed']);
});

test('behavior: who cancelled is told apart', () => {
  const by = (id: string, order = 0) =>
    orderLife(eventsOf(id, order))?.history.flatMap((entry) => ('by' in entry ? entry.by : []));
  expect(by('s07')).toEqual(['keeper']);
  expect(by('s16')).toEqual(['account']);
  expect(by('s45')).toEqual(['autoCancel']);
});

test('behavior: what GMX corrected of an order is the order as it stands', () => {
  expect(orderLife(eventsOf('s33'))).toMatchObject({
    created: { order: { initialCollateralDeltaAmount: 5_753_821n } },
    order: { initialCollateralDeltaAmount: 0n },
  });
  expect(orderLife(eventsOf('s35'))).toMatchObject({
    created: { order: { sizeDeltaUsd: 2n ** 256n - 1n } },
    order: { sizeDeltaUsd: 6_616n * 10n ** 30n },
  });
});

test('behavior: keepers are paid, and the rest comes back, for each order apart', () => {
  const [first, second] = [orderLife(eventsOf('s45', 0)), orderLife(eventsOf('s45', 1))];
  const closing = orderLife(eventsOf('s45', 3));
  for (const life of [first, second, closing]) {
    expect(life?.keeperFee).toBeGreaterThan(0n);
    expect((life?.keeperFee ?? 0n) + (life?.feeRefund ?? 0n)).toBe(life?.created.order.executionFee);
  }
  expect(orderLife(eventsOf('s45', 2))).toMatchObject({ state: 'pending', keeperFee: 0n, feeRefund: 0n });
});

test('behavior: an insolvent close lost the collateral, and its zero fees are not booked', () => {
  const life = orderLife(eventsOf('s50'));
  expect(life).toMatchObject({
    cause: 'liquidation',
    fees: null,
    feesDue: { totalCostAmount: 150_292_800n },
    insolvent: { collateralAmount: 3_441_426_800n, step: 'pnl' },
    realised: { netUsd: -3_441_426_800n * 10n ** 24n, insolvent: true },
  });
});

test('behavior: funding that could not be paid is told', () => {
  const events = eventsOf('s19');
  const index = events.findIndex((event) => event.name === 'PositionFeesCollected');
  const [fees] = events.slice(index);
  if (!fees) throw new Error('no fees');
  const unpaid = {
    ...later('InsufficientFundingFeePayment'),
    at: { ...fees.at, logIndex: fees.at.logIndex - 1, transactionHash: fees.at.transactionHash },
  };
  expect(orderLife([...events, unpaid as OrderEvent])?.unpaidFunding).toEqual([
    { token: '0x0000000000000000000000000000000000000002', amount: 5n },
  ]);
});

test('behavior: after a reorganisation the remaining logs tell what is', () => {
  const { logs, orders } = lifecycle('s36');
  const key = orders[0]?.key ?? '0x';
  const executedIn = logs.at(-1)?.blockHash;
  const removed = logs.filter((log) => log.blockHash === executedIn).map((log) => ({ ...log, removed: true }));
  expect(removed.length).toBeGreaterThan(3);
  expect(orderLives(logs, recordedEmitter).get(key)?.state).toBe('executed');
  const rewound = orderLives([...logs, ...removed], recordedEmitter).get(key);
  expect(rewound).toMatchObject({ state: 'pending', fill: null, fees: null, realised: null });
  expect(rewound?.history.map(({ status }) => status)).toEqual(['frozen', 'updated']);
});

test('behavior: the same transaction mined again with another price contradicts, and asks for the logs again', () => {
  const events = eventsOf('s19');
  const fill = events.find((event) => event.name === 'PositionDecrease');
  if (fill?.name !== 'PositionDecrease') throw new Error('no fill');
  const other = {
    ...fill,
    at: { ...fill.at, blockNumber: fill.at.blockNumber + 1n, blockHash: null },
    values: { ...fill.values, executionPrice: fill.values.executionPrice + 1n },
  };
  const attempt = () => orderLife([...events, other]);
  expect(attempt).toThrow(expect.objectContaining({ retryable: true }));
});

test('invariant: a life is a fold: any order and any repetition of its events give the same', () => {
  const every = lifecycles.flatMap(({ logs }) => [...eventsByOrder(readEvents(logs, recordedEmitter)).values()]);
  expect(every.length).toBe(66);
  fc.assert(
    fc.property(
      fc
        .constantFrom(...every)
        .chain((events) =>
          fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }), fc.subarray(events)),
        ),
      ([events, shuffled, repeated]) => {
        expect(orderLife([...shuffled, ...repeated])).toEqual(orderLife(events));
      },
    ),
  );
});

test('invariant: what is known of an order is never taken back by what comes later', () => {
  let seen = 0;
  for (const { logs } of lifecycles) {
    for (const events of eventsByOrder(readEvents(logs, recordedEmitter)).values()) {
      const final = orderLife(events);
      // Whole transactions: a node tells them all at once.
      const hashes = [...new Set(events.map((event) => event.at.transactionHash))];
      hashes.forEach((_, count) => {
        const known = events.filter((event) => hashes.slice(0, count + 1).includes(event.at.transactionHash));
        const life = orderLife(known);
        expect(life?.history).toEqual(final?.history.slice(0, life?.history.length));
        expect(life?.created).toEqual(final?.created);
        seen += 1;
      });
    }
  }
  expect(seen).toBeGreaterThan(120);
});
