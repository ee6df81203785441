import { shortId } from '../../model/order.js';
import { type CheckContext, type Judgement, pass, reject } from '../check.js';

/** A delta that leaves out a venue is not a delta. */
export function unreadVenue({ unseen }: CheckContext): Judgement {
  const [first] = unseen;
  if (!first) return pass('every venue that may hold this was read');
  return reject(`what ${first.venue} holds is not known: ${first.error}`);
}

/** An order whose fate is unknown may still fill. */
export function unknownOrder({ action, unknownOrders }: CheckContext): Judgement {
  const { terms } = action;
  const [first] = unknownOrders.filter((order) => order.terms.venue === terms.venue);
  if (!first) return pass(`no order on ${terms.venue} is unaccounted for`);
  if (terms.kind === 'cancel' || terms.kind === 'claim') return pass('nothing is traded');
  if ((terms.kind === 'trade' || terms.kind === 'rest') && terms.reduceOnly)
    return pass(`order ${shortId(first.id)} is unaccounted for; this only reduces`);
  return reject(`order ${shortId(first.id)} on ${terms.venue} is unaccounted for`);
}
