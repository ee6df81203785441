import type { OrderId } from '../../model/order.js';
import type { Reading } from '../../model/reading.js';
import { done } from '../../model/reading.js';
import type { OrderEvidence } from '../venue.js';
import { VenueReadError } from '../venue.js';
import { askView } from '../view.js';
import type { EmitterLog } from './events/eventLog.js';
import { readEvents } from './events/readEvents.js';
import { startLife } from './events/startLife.js';
import { positionKey } from './keys.js';
import { increases } from './orderSide.js';
import type { Release } from './releases/release.js';
import { orderKey } from './restingRequest.js';
import type { GmxOrder, GmxPosition } from './state.js';
import { orderTypes } from './state.js';

/** One page holds all: the Reader answers what there is. */
const page = 1000n;

const { MarketDecrease, LimitDecrease, StopLossDecrease } = orderTypes;
const decreases: readonly number[] = [MarketDecrease, LimitDecrease, StopLossDecrease];

/**
 * What the account's position says of an order that GMX's book no longer has, in one call.
 * @param logs That of its creation must be among them: it names the position, and the time it was asked for.
 * @throws VenueReadError when they do not tell which position it was about
 */
export function positionEvidence(
  { contracts, reader }: Release,
  id: OrderId,
  logs: readonly EmitterLog[],
): Reading<OrderEvidence> {
  const order = createdOrder(logs, contracts.eventEmitter, id);
  const { account, market, initialCollateralToken, isLong } = order;
  const key = positionKey(account, market, initialCollateralToken, isLong);
  return askView(reader.accountPositions(contracts, account, 0n, page), (positions) => {
    const position = positions.find((one) => one.key === key) ?? null;
    if (!position && positions.length >= page) throw unknownPosition(id, `the account has ${page} positions or more`);
    return done(evidenceOf(order, position));
  });
}

/**
 * Pure. GMX stamps each increase and each deposit with `increasedAtTime`, each decrease and each withdrawal with
 * `decreasedAtTime`, and forgets both with a position that is closed. So times before the creation of the order (its first:
 * an update is later) prove that it was not carried out; a time in the very second proves nothing.
 *
 * No position at all proves nothing: one that an increase opened, and that was closed again since, leaves no trace but
 * events.
 */
export function evidenceOf(
  { orderType, updatedAtTime }: Pick<GmxOrder, 'orderType' | 'updatedAtTime'>,
  position: Pick<GmxPosition, 'increasedAtTime' | 'decreasedAtTime'> | null,
): OrderEvidence {
  const isIncrease = increases({ orderType });
  if (position === null || position.increasedAtTime >= updatedAtTime) return 'unclear';
  // One that was closed by the decrease and opened anew has a younger `increasedAtTime`, and no `decreasedAtTime`.
  return isIncrease || position.decreasedAtTime < updatedAtTime ? 'untouched' : 'unclear';
}

function createdOrder(logs: readonly EmitterLog[], eventEmitter: Release['contracts']['eventEmitter'], id: OrderId) {
  const key = orderKey(id);
  for (const event of readEvents(logs, eventEmitter)) {
    if (event.name !== 'OrderCreated' || event.values.key !== key) continue;
    const { order } = startLife(event);
    // Of the collateral that a swap turns what was sent into, nothing is said.
    if (increases(order) && order.swapPath.length === 0) return order;
    if (decreases.includes(order.orderType)) return order;
    throw unknownPosition(id, `it is of type ${order.orderType}, with ${order.swapPath.length} swaps`);
  }
  throw unknownPosition(id, 'its creation is not among the transactions known of it');
}

const unknownPosition = (id: OrderId, fact: string) =>
  new VenueReadError(`which position GMX order ${id.slice(0, 10)}… was about cannot be told`, {
    facts: [fact],
    mend: 'give an endpoint that answers eth_getLogs: its events tell what became of it',
    retryable: true,
  });
