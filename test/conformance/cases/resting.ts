import { expect } from 'vitest';
import type { RestingTerms } from '../../../src/model/order.js';
import type { Position } from '../../../src/model/position.js';
import { absolute, bps, fromFloat, toFloat } from '../../../src/model/units.js';
import type { ConformanceCase } from '../conformanceCase.js';
import type { Desk } from '../desk.js';
import { expectNear } from '../near.js';
import { filled, onlyPosition, openPosition } from '../terms.js';
import { onlyOrder } from './waiting.js';

/** USD per unit, so far on the losing side of the mark. */
const lossAt = ({ mark, quantity }: Position, share: number) =>
  fromFloat(Number((toFloat(mark) * (quantity > 0n ? 1 - share : 1 + share)).toPrecision(8)), 'down');

/** Closes the whole position once the price has moved against it by `share`. */
export const stopLoss = (position: Position, share: number, replaces: string | null = null): RestingTerms => ({
  ...{ kind: 'rest', ordType: 'Stop', venue: position.venue, instrument: position.instrument.id },
  ...{ position: position.id, side: position.quantity > 0n ? 'Sell' : 'Buy', quantity: absolute(position.quantity) },
  ...{ reduceOnly: true, triggerPrice: lossAt(position, share), maxSlippage: null, replaces },
});

/** Places it and shows that it rests. */
export async function place(desk: Desk, terms: RestingTerms) {
  const story = await desk.carryOut(terms, { until: 'asked' });
  const { order, venueOrders } = story;
  expect(order, order.text).toMatchObject({ status: 'New' });
  expect(venueOrders).toHaveLength(1);
  const resting = await onlyOrder(desk);
  expect(resting.id).toBe(venueOrders[0]?.id);
  expect(resting).toMatchObject({ ordType: terms.ordType, instrument: terms.instrument, status: 'New' });
  expectNear('trigger', toFloat(resting.triggerPrice ?? terms.quantity), toFloat(terms.triggerPrice), 1e-9);
  expect(resting.terms).toMatchObject({ kind: 'rest', side: terms.side, reduceOnly: true });
  return { story, resting };
}

export const restingCases: readonly ConformanceCase[] = [
  {
    name: 'default: a stop-loss is placed, read back, replaced and taken back, and the position is as it was',
    needs: ['rest', 'replace', 'cancel'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      const held = await openPosition(desk, world.examples.marginSide);
      const first = await place(desk, stopLoss(held, 0.1));

      const moved = stopLoss(held, 0.12, first.resting.id);
      await desk.carryOut(moved, { until: 'asked' });
      await desk.advance();
      const resting = await onlyOrder(desk);
      expectNear('trigger', toFloat(resting.triggerPrice ?? moved.quantity), toFloat(moved.triggerPrice), 1e-9);

      const { fills } = await filled(desk, { kind: 'cancel', venue: held.venue, order: resting.id });
      expect(fills).toContainEqual({ kind: 'cancel', order: resting.id });
      await desk.advance();
      const after = await desk.read();
      expect(after.orders).toEqual([]);
      expect(onlyPosition(after).quantity).toBe(held.quantity);
    },
  },
  {
    name: 'behavior: a stop-loss that the market reaches closes the position, and our order is filled by it',
    needs: ['rest', 'moveMarket'],
    async run({ newDesk, world }) {
      for (const side of world.examples.sides) {
        const start = await world.price();
        const desk = await newDesk();
        const held = await openPosition(desk, side);
        const { story } = await place(desk, stopLoss(held, 0.02));
        await world.settle();
        await desk.advance();
        expect((await desk.story(story.order.id)).order.status).toBe('New');
        await world.moveMarket?.(start * (held.quantity > 0n ? 0.975 : 1.025));
        const { order, fills } = await desk.finish(story.order.id);
        expect(order).toMatchObject({ status: 'Filled' });
        expect(fills).toContainEqual(expect.objectContaining({ kind: 'trade', side: side === 'Buy' ? 'Sell' : 'Buy' }));
        const after = await desk.read();
        expect(after.positions).toEqual([]);
        expect(after.orders).toEqual([]);
        await world.moveMarket?.(start);
      }
    },
  },
  {
    name: 'behavior: a stop-loss outlives a restart, and a cancellation by hand is noticed',
    needs: ['rest', 'cancel'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      const held = await openPosition(desk, world.examples.marginSide);
      const { story, resting } = await place(desk, stopLoss(held, 0.1));
      await desk.restart();
      await desk.advance();
      expect((await desk.story(story.order.id)).order.status).toBe('New');
      const cancel = await desk.prepare({ kind: 'cancel', venue: held.venue, order: resting.id });
      await desk.hand.send(desk.venue, cancel);
      await desk.advance();
      const { order } = await desk.story(story.order.id);
      expect(order.status).toBe('Canceled');
      expect(order.text).not.toBe('');
    },
  },
  {
    name: 'behavior: a stop that the market has passed beyond its bound is suspended, and may be taken back',
    needs: ['rest', 'cancel', 'twoStep', 'moveMarket'],
    async run({ newDesk, world }) {
      const start = await world.price();
      const desk = await newDesk();
      const held = await openPosition(desk, world.examples.marginSide);
      const { story, resting } = await place(desk, { ...stopLoss(held, 0.02), maxSlippage: bps(50) });
      await world.moveMarket?.(start * (held.quantity > 0n ? 0.95 : 1.05));
      await world.settle();
      await desk.advance();
      const suspended = await desk.story(story.order.id);
      expect(suspended.order.status).toBe('Suspended');
      expect(suspended.order.text).toMatch(/[A-Za-z]{4}/);
      expect(await onlyOrder(desk)).toMatchObject({ id: resting.id, status: 'Suspended', cancelable: true });
      await filled(desk, { kind: 'cancel', venue: held.venue, order: resting.id });
      await desk.advance();
      expect((await desk.story(story.order.id)).order.status).toBe('Canceled');
      const after = await desk.read();
      expect(after.orders).toEqual([]);
      expect(onlyPosition(after).quantity).toBe(held.quantity);
    },
  },
];
