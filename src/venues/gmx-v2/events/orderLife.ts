import type { Address, Hex } from 'viem';
import { VenueReadError } from '../../venue.js';
import { chainOrder, placeId, sameBlock } from './chainOrder.js';
import type { EmitterLog, EventPlace } from './eventLog.js';
import type { OrderEvent } from './eventsByOrder.js';
import { eventsByOrder } from './eventsByOrder.js';
import type { OrderLife } from './life.js';
import { noteEvent } from './noteEvent.js';
import { impossibilities, isImpossible, orderTransitions } from './orderTransitions.js';
import { readEvents } from './readEvents.js';
import { realisedOf } from './realised.js';
import { startLife } from './startLife.js';

/**
 * The life of one order: a fold of its events without any other memory. The same event told twice changes nothing; after a
 * reorganisation, fold the logs that remain. null without events.
 * @param events All of one order, in any order, as `eventsByOrder` gives them.
 * @throws VenueReadError (retryable) when the events cannot have happened to one order: some are missing, or some are of
 * blocks that are gone
 */
export function orderLife(events: readonly OrderEvent[]): OrderLife | null {
  const told: OrderEvent[] = [];
  let life: OrderLife | null = null;
  for (const event of [...events].sort((a, b) => chainOrder(a.at, b.at))) {
    if (told.some((before) => repeats(event, before))) continue;
    told.push(event);
    life = step(life, event);
  }
  if (life === null) return null;
  assertComplete(life);
  const realised = realisedOf(life.fill, life.fees, life.insolvent);
  return { ...life, realised, fees: life.insolvent ? null : life.fees };
}

/** The lives of all orders that the logs tell of, by key. @throws VenueReadError like `readEvents` and `orderLife` */
export function orderLives(logs: readonly EmitterLog[], eventEmitter: Address): Map<Hex, OrderLife> {
  const lives = new Map<Hex, OrderLife>();
  for (const [key, events] of eventsByOrder(readEvents(logs, eventEmitter))) {
    const life = orderLife(events);
    if (life) lives.set(key, life);
  }
  return lives;
}

function step(life: OrderLife | null, event: OrderEvent): OrderLife {
  const state = life?.state ?? 'unseen';
  const next = orderTransitions[event.name][state];
  if (isImpossible(next)) {
    throw contradiction(life, event, `${event.name} of an order that is ${state}: ${impossibilities[next]}`);
  }
  if (event.name === 'OrderCreated') return startLife(event);
  if (life === null) throw contradiction(life, event, `${event.name} of an order that was never created`);
  return { ...noteEvent(life, event), state: next };
}

/** The same log again, or the same transaction as it was mined again in another block, telling the same. */
function repeats(event: OrderEvent, before: OrderEvent): boolean {
  if (event.name !== before.name || event.at.transactionHash !== before.at.transactionHash) return false;
  if (placeId(event.at) === placeId(before.at)) return true;
  return !sameBlock(event.at, before.at) && tells(event) === tells(before);
}

const tells = ({ values }: OrderEvent): string =>
  JSON.stringify(values, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));

/** A position changed for an order exactly when the order was executed, in the same transaction. */
function assertComplete(life: OrderLife): void {
  if (life.fill === null) return;
  const executed = life.history.find((entry) => entry.status === 'executed');
  if (executed?.at.transactionHash === life.fill.at.transactionHash) return;
  throw contradiction(life, { name: 'fill', at: life.fill.at }, 'the position changed and the order was not executed');
}

const contradiction = (life: OrderLife | null, { name, at }: { name: string; at: EventPlace }, message: string) =>
  new VenueReadError(`the events of a GMX order contradict each other: ${message}`, {
    facts: [
      `order ${life?.key ?? 'unknown'}`,
      `${name} in transaction ${at.transactionHash}, block ${at.blockNumber}, log ${at.logIndex}`,
      `before: ${life?.history.map(({ status }) => status).join(', ') || 'nothing'}`,
    ],
    mend: 'read the logs again, from the block in which the order was created; a reorganisation may have removed some',
    retryable: true,
  });
