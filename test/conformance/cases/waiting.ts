import { expect } from 'vitest';
import type { TradeTerms } from '../../../src/model/order.js';
import type { VenueOrder } from '../../../src/model/venueOrder.js';
import { VenueRefusal } from '../../../src/venues/venue.js';
import type { ConformanceCase } from '../conformanceCase.js';
import type { Desk, Story } from '../desk.js';
import { expectAsExpected } from '../expectAsExpected.js';
import { filled, opens } from '../terms.js';

/** The one order in the venue's book. */
export async function onlyOrder(desk: Desk): Promise<VenueOrder> {
  const { orders = [] } = await desk.read();
  const [order, ...more] = orders;
  if (!order || more.length > 0) throw new Error(`expected one order in the venue's book, found ${orders.length}`);
  return order;
}

/** Asks for the example's position, and nobody carries it out. */
async function askOnly(desk: Desk): Promise<{ terms: TradeTerms; story: Story }> {
  const { examples } = desk.world;
  const terms = opens(examples, await desk.read(), examples.marginSide, examples.open);
  const story = await desk.carryOut(terms, { until: 'asked' });
  expect(story.order, story.order.text).toMatchObject({ status: 'New' });
  expect(story.fills).toEqual([]);
  return { terms, story };
}

export const waitingCases: readonly ConformanceCase[] = [
  {
    name: 'default: what waits is read back with what it holds, and then does what was expected of it',
    needs: ['trade', 'twoStep', 'holdKeeper'],
    async run({ newDesk }) {
      const desk = await newDesk();
      const before = await desk.read();
      const { terms, story } = await askOnly(desk);
      const waits = await onlyOrder(desk);
      expect(story.venueOrders.map(({ id }) => id)).toEqual([waits.id]);
      expect(waits).toMatchObject({ ordType: 'Market', instrument: terms.instrument, triggerPrice: null });
      expect(waits).toMatchObject({ status: 'New', overdue: false, account: desk.account.address });
      expect(waits.terms).toMatchObject({ kind: 'trade', side: terms.side, reduceOnly: false });
      const now = await desk.read();
      expect(now.positions).toEqual([]);
      const balanceOf = ({ funding }: typeof now) =>
        funding.find(({ token }) => token.symbol === waits.held?.token.symbol)?.balance ?? 0n;
      expect(waits.held?.amount).toBeGreaterThan(0n);
      expect(balanceOf(before) - balanceOf(now)).toBe(waits.held?.amount);

      if (!waits.terms) throw new Error('ballast cannot tell what its own order does');
      const expected = desk.venue.after(now, waits.terms, waits.id);
      expect((await desk.finish(story.order.id)).order.status).toBe('Filled');
      expectAsExpected(desk, expected, await desk.read());
    },
  },
  {
    name: 'behavior: a market order that nobody carries out may be taken back once it is overdue, and everything is back',
    needs: ['trade', 'twoStep', 'cancel', 'holdKeeper', 'passTime'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      const before = await desk.read();
      const { story } = await askOnly(desk);
      const { id, venue, cancelable } = await onlyOrder(desk);
      expect(cancelable).toBe(false);
      await expect(desk.prepare({ kind: 'cancel', venue, order: id })).rejects.toBeInstanceOf(VenueRefusal);

      await world.passTime?.();
      expect(await onlyOrder(desk)).toMatchObject({ id, cancelable: true, overdue: true });
      const { fills } = await filled(desk, { kind: 'cancel', venue, order: id });
      expect(fills).toEqual([{ kind: 'cancel', order: id }]);
      await desk.advance();
      const { order } = await desk.story(story.order.id);
      expect(order.status).toBe('Canceled');
      expect(order.text).not.toBe('');
      const after = await desk.read();
      expect(after.orders).toEqual([]);
      expect(after.funding.map(({ balance }) => balance)).toEqual(before.funding.map(({ balance }) => balance));
    },
  },
];
