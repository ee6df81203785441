import type { ParentEvent } from '../../model/parentEvent.js';
import { isParentOpen } from '../../model/parentOrder.js';
import { LedgerRace } from '../../record/errors.js';
import type { Ledger } from '../../record/ledger.js';
import { parentsById, type RecordedParent } from '../../record/queries/parentOrders.js';
import { recordEvent } from '../../record/statements/parentOrders.js';
import { hasControls } from '../plainText.js';
import { commandOf } from './commandOf.js';
import { OrderError, OrderOverError } from './orderError.js';
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
export const mostTries = 5;

export interface Changing extends Asking {
  /** Why, in the asker's words. */
  text: string;
}

export interface Change {
  verb: Wish | 'amend';
  orders: readonly RecordedParent[];
  /** What to write of an order as it stands; null leaves it alone. @throws OrderError where it cannot be */
  eventOf(order: RecordedParent): ParentEvent | null;
}

/**
 * Asks the keeper to change orders, all of them or none. It answers with its next block.
 * @returns the orders as they stand now
 * @throws OrderError where the reason is no plain line
 * @throws LedgerRace when they keep changing
 */
export async function askChanges(
  ledger: Ledger,
  { verb, orders, eventOf }: Change,
  changing: Changing,
): Promise<RecordedParent[]> {
  refuseControls(changing);
  const { author, at, text } = changing;
  const ids = orders.map(({ id }) => id);
  let current = orders;
  for (let tries = 1; ; tries++) {
    const work = current.map((order) => {
      const event = eventOf(order);
      return event ? recordEvent(order, event, { author, at, text }) : [];
    });
    try {
      await ledger.commit([commandOf(verb, { orders: ids, text }, changing), work]);
      return parentsById(ledger, ids);
    } catch (error) {
      if (!(error instanceof LedgerRace) || tries >= mostTries) throw error;
      current = await parentsById(ledger, ids);
    }
  }
}

/** @throws OrderError where a reason would steer a terminal */
export function refuseControls({ text }: Pick<Changing, 'text'>): void {
  if (!hasControls(text)) return;
  const message = 'it has signs in it that steer a terminal';
  throw new OrderError('what is asked for', [{ field: 'text', message, mend: onePlainLine }]);
}

/** What a wish writes of an order. @throws OrderError where the order is over; IllegalEventError where it makes no sense as it stands */
export function wishFor(wish: Wish): Pick<Change, 'verb' | 'eventOf'> {
  const eventOf = (order: RecordedParent): ParentEvent => {
    refuseEnded(order, wish);
    return events[wish];
  };
  return { verb: wish, eventOf };
}

/** @throws OrderOverError when nothing more of it can be done */
export function refuseEnded(order: RecordedParent, wish: string): void {
  const { status } = order.state;
  if (isParentOpen(status)) return;
  const message = `it is ${status} since ${new Date(order.updatedAt).toISOString()}: there is nothing left to ${wish}`;
  throw new OrderOverError(nameOf(order), [
    { field: null, message, mend: '`ballast orders --open` lists what is still open' },
  ]);
}
