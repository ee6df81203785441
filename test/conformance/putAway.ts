import { absolute } from '../../src/model/units.js';
import type { Desk } from './desk.js';
import { reduces } from './terms.js';

/** An order that is refused again and again costs keepers' fees each time. */
const mostCloses = 5;

/** Leaves the account without positions and orders, past any ledger. @throws Error with what could not be put away */
export async function putAway(desk: Desk): Promise<void> {
  const { world, venue, hand } = desk;
  let closes = 0;
  for (let round = 0; round <= world.patience; round++) {
    const { positions, orders = [] } = await desk.read();
    if (positions.length === 0 && orders.length === 0) return;
    const waits = orders.some(({ ordType }) => ordType === 'Market');
    const cancelable = orders.find((order) => order.cancelable);
    const [held] = positions;
    if (cancelable) {
      await hand.send(venue, await desk.prepare({ kind: 'cancel', venue: venue.id, order: cancelable.id }));
    } else if (held && !waits && closes < mostCloses) {
      closes++;
      await hand.send(venue, await desk.prepare(reduces(world.examples, held, absolute(held.quantity))));
    }
    await world.settle();
  }
  const { positions, orders = [] } = await desk.read();
  const left = [...positions, ...orders].map(({ id }) => id);
  if (left.length > 0) throw new Error(`${desk.account.address} still has ${left.join(', ')}`);
}
