import { describe, expect, test } from 'vitest';
import { lifecycle, lifecycles, recordedEmitter } from '../../../../test/fixtures/gmx/lifecycles.js';
import { eventsByOrder } from '../events/eventsByOrder.js';
import { orderLife, orderLives } from '../events/orderLife.js';
import { readEvents } from '../events/readEvents.js';
import { outcomeOf } from './outcomeOf.js';
import type { OrderOutcomeName } from './outcomes.js';
import { orderOutcomes } from './outcomes.js';

const outcomes = (id: string) => [...orderLives(lifecycle(id).logs, recordedEmitter).values()].map(outcomeOf);

test('default', () => {
  expect(outcomes('s01')).toEqual(['executed']);
});

describe('behavior: each kind of recorded life', () => {
  const cases: [OrderOutcomeName, string, OrderOutcomeName[]][] = [
    ['cancelledByKeeper', 's07', ['cancelledByKeeper']],
    ['cancelledByAccount', 's16', ['cancelledByAccount']],
    ['cancelledByAccount', 's38', ['cancelledByAccount']],
    ['executedKeepingCollateral', 's33', ['executedKeepingCollateral']],
    ['executedResized', 's35', ['executedResized']],
    ['autoCancelled', 's45', ['autoCancelled', 'autoCancelled', 'pending', 'executed']],
    ['liquidated', 's48', ['liquidated']],
    ['insolvent', 's50', ['insolvent']],
    ['autoDeleveraged', 's52', ['autoDeleveraged']],
    ['pending', 's56', ['pending']],
  ];
  test.each(cases)('%s %s', (_, id, expected) => {
    expect(outcomes(id)).toEqual(expected);
  });
});

test('behavior: on its way an order is frozen, then updated', () => {
  const { logs, orders } = lifecycle('s36');
  const events = eventsByOrder(readEvents(logs, recordedEmitter)).get(orders[0]?.key ?? '0x') ?? [];
  const told = events
    .map((_, index) => events.slice(0, index + 1))
    .flatMap((some) => {
      const last = some.at(-1)?.name;
      const life = last === 'OrderFrozen' || last === 'OrderUpdated' ? orderLife(some) : null;
      return life ? outcomeOf(life) : [];
    });
  expect(told).toEqual(['frozen', 'updated']);
});

test('invariant: what the events tell agrees with the status that the table gives', () => {
  const statuses = { pending: 'New', frozen: 'Suspended', executed: 'Filled', cancelled: 'Canceled' };
  let compared = 0;
  for (const { logs } of lifecycles) {
    for (const life of orderLives(logs, recordedEmitter).values()) {
      const { status } = orderOutcomes[outcomeOf(life)];
      expect(status).toBe(life.cause === 'order' ? statuses[life.state] : null);
      compared += 1;
    }
  }
  expect(compared).toBe(66);
});
