import { zeroAddress } from 'viem';
import { expect, test } from 'vitest';
import { lifecycle, recordedEmitter } from '../../../../test/fixtures/gmx/lifecycles.js';
import { eventsByOrder } from './eventsByOrder.js';
import type { GmxEvent } from './gmxEvents.js';
import { orderLife } from './orderLife.js';
import { readEvents } from './readEvents.js';

const events = (id: string) => readEvents(lifecycle(id).logs, recordedEmitter);
const namesOf = (all: readonly GmxEvent[], id: string, order = 0) =>
  eventsByOrder(all)
    .get(lifecycle(id).orders[order]?.key ?? '0x')
    ?.map(({ name }) => name);

test('default', () => {
  expect(namesOf(events('s45'), 's45')).toEqual([
    'OrderCreated',
    'OrderCancelled',
    'KeeperExecutionFee',
    'ExecutionFeeRefund',
  ]);
  expect(namesOf(events('s53'), 's53')).toContain('ClaimableCollateralUpdated');
});

test('behavior: what names no order goes to its neighbour of the same transaction and market only', () => {
  const recorded = events('s53');
  const changed = (change: (event: GmxEvent) => GmxEvent) =>
    namesOf(
      recorded.map((event) => (event.name === 'ClaimableCollateralUpdated' ? change(event) : event)),
      's53',
    );
  expect(changed((event) => event)).toContain('ClaimableCollateralUpdated');
  const elsewhere = (event: GmxEvent) => ({ ...event, values: { ...event.values, market: zeroAddress } }) as GmxEvent;
  expect(changed(elsewhere)).not.toContain('ClaimableCollateralUpdated');
  const alone = (event: GmxEvent) =>
    ({ ...event, at: { ...event.at, transactionHash: `0x${'11'.repeat(32)}` } }) as GmxEvent;
  expect(changed(alone)).not.toContain('ClaimableCollateralUpdated');
});

test('behavior: a payment of another transaction is nobody’s', () => {
  const moved = events('s01').map((event) =>
    event.name === 'KeeperExecutionFee' || event.name === 'ExecutionFeeRefund'
      ? { ...event, at: { ...event.at, transactionHash: `0x${'11'.repeat(32)}` as const } }
      : event,
  );
  expect(namesOf(moved, 's01')).not.toContain('KeeperExecutionFee');
  expect(namesOf(moved, 's01')).not.toContain('ExecutionFeeRefund');
});

test('behavior: what becomes claimable for others is not the account’s', () => {
  const foreign = events('s53').map((event) =>
    event.name === 'ClaimableCollateralUpdated'
      ? { ...event, values: { ...event.values, account: zeroAddress } }
      : event,
  );
  const key = lifecycle('s53').orders[0]?.key ?? '0x';
  expect(orderLife(eventsByOrder(foreign).get(key) ?? [])?.claimableCollateral).toEqual([]);
  expect(orderLife(eventsByOrder(events('s53')).get(key) ?? [])?.claimableCollateral).toHaveLength(1);
});

test('behavior: the payments of a freeze and of the execution after it add up', () => {
  const paid = events('s36').flatMap((event) =>
    event.name === 'KeeperExecutionFee' ? event.values.executionFeeAmount : [],
  );
  const key = lifecycle('s36').orders[0]?.key ?? '0x';
  expect(paid).toHaveLength(2);
  expect(orderLife(eventsByOrder(events('s36')).get(key) ?? [])?.keeperFee).toBe(paid.reduce((a, b) => a + b, 0n));
});

test('behavior: of two discounts the larger counts, and an order may be valid from a later time', () => {
  const told = events('s01').map((event): GmxEvent => {
    if (event.name === 'OrderCreated')
      return { ...event, values: { ...event.values, validFromTime: 9n, autoCancel: null } };
    if (event.name !== 'PositionFeesCollected') return event;
    const discounts = { 'referral.traderDiscountAmount': 5n, 'pro.traderDiscountAmount': 7n };
    return { ...event, values: { ...event.values, ...discounts } };
  });
  const life = orderLife(eventsByOrder(told).get(lifecycle('s01').orders[0]?.key ?? '0x') ?? []);
  expect(life?.fees?.discountAmount).toBe(7n);
  expect(life?.order).toMatchObject({ validFromTime: 9n, autoCancel: false });
});
