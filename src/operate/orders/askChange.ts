import type { ParentEvent } from '../../model/parentEvent.js';
import { isParentOpen } from '../../model/parentOrder.js';
import { LedgerRace } from '../../record/errors.js';
import type { Ledger } from '../../record/ledger.js';
import { parentsById, type RecordedParent } from '../../record/queries/parentOrders.js';
import { recordEvent } from '../../record/statements/parentOrders.js';
import { hasControls } from '../plainText.js';
import { OrderError } from './orderError.js';
import { type Asking, onePlainLine } from './readOrder.js';
import { nameOf } from './sayOrder.js';

/** What people may want of an order that is there. */
export type Wish = 'cancel' | 'pause' | 'resume';

const events: Readonly<Record<Wish, ParentEvent>> = {
  cancel: { kind: 'requestCancel' },
  pause: { kind: 'pause' },
  resume: { kind: 'resume' },
};

/** The keeper may write of an order while somebody reads it; more often in a row is no coincidence. */
const mostTries = 5;

export interface Changing extends Asking {
  /** Why, in the asker's words. */
  text: string;
}

/**
 * Asks the keeper to change orders, all of them or none. It answers with its next block.
 * @param eventOf what to write of an order as it stands; null leaves it alone. @throws OrderError where it cannot be
 * @returns the orders as they stand now
 * @throws OrderError where the reason is no plain line
 * @throws LedgerRace when they keep changing
 */
export async function askChanges(
  ledger: Ledger,
  orders: readonly RecordedParent[],
  eventOf: (order: RecordedParent) => ParentEvent | null,
  { author, at, text }: Changing,
): Promise<RecordedParent[]> {
  if (hasControls(text)) {
    const message = 'it has signs in it that steer a terminal';
    throw new OrderError('what is asked for', [{ field: 'text', message, mend: onePlainLine }]);
  }
  const ids = orders.map(({ id }) => id);
  let current = orders;
  for (let tries = 1; ; tries++) {
    const work = current.map((order) => {
      const event = eventOf(order);
      return event ? recordEvent(order, event, { author, at, text }) : [];
    });
    try {
      await ledger.commit(work);
      return parentsById(ledger, ids);
    } catch (error) {
      if (!(error instanceof LedgerRace) || tries >= mostTries) throw error;
      current = await parentsById(ledger, ids);
    }
  }
}

/** What a wish writes of an order. @throws OrderError where the order is over; IllegalEventError where it makes no sense as it stands */
export function wishFor(wish: Wish): (order: RecordedParent) => ParentEvent {
  return (order) => {
    refuseEnded(order, wish);
    return events[wish];
  };
}

/** @throws OrderError when nothing more of it can be done */
export function refuseEnded(order: RecordedParent, wish: string): void {
  const { status } = order.state;
  if (isParentOpen(status)) return;
  const message = `it is ${status} since ${new Date(order.updatedAt).toISOString()}: there is nothing left to ${wish}`;
  throw new OrderError(nameOf(order), [
    { field: null, message, mend: '`ballast orders --open` lists what is still open' },
  ]);
}
