import type { Address } from 'viem';
import { isAddressEqual, isHex } from 'viem';
import { VenueReadError } from '../../venue.js';
import { chainOrder, placeId } from './chainOrder.js';
import type { EmitterLog, EventLog, EventValue } from './eventLog.js';
import { decodeEmitterLog } from './eventLog.js';
import type { GmxEvent, GmxEventName } from './gmxEvents.js';
import { gmxEvents } from './gmxEvents.js';

/**
 * The events of GMX's EventEmitter that ballast knows, in the order of the chain, each once however often it was
 * delivered; logs that a reorganisation removed are left out. Other contracts' logs and other events are passed over.
 * @throws VenueReadError when a known event lacks a key that ballast needs
 */
export function readEvents(logs: readonly EmitterLog[], eventEmitter: Address): GmxEvent[] {
  const ofEmitter = logs.filter((log) => isAddressEqual(log.address, eventEmitter));
  const events = ofEmitter.flatMap((log) => {
    const event = decodeEmitterLog(log);
    return event ? [{ event, removed: log.removed === true }] : [];
  });
  const gone = new Set(events.filter(({ removed }) => removed).map(({ event }) => placeId(event.at)));
  const standing = new Map<string, GmxEvent>();
  for (const { event } of events) {
    const known = gone.has(placeId(event.at)) ? null : typedEvent(event);
    if (known) standing.set(placeId(event.at), known);
  }
  return [...standing.values()].sort((a, b) => chainOrder(a.at, b.at));
}

/** null for an event that ballast does not know. @throws VenueReadError when a key is missing or of another type */
export function typedEvent(event: EventLog): GmxEvent | null {
  if (!Object.hasOwn(gmxEvents, event.name)) return null;
  const name = event.name as GmxEventName;
  const fields = Object.entries<string>(gmxEvents[name]);
  const values = fields.map(([key, kind]) => [key, fieldOf(event, key, kind)]);
  const more = [...event.items].filter(([key]) => !Object.hasOwn(gmxEvents[name], key));
  // The values were checked one by one against the table that the type is made from.
  return { name, at: event.at, values: Object.fromEntries(values), more: Object.fromEntries(more) } as GmxEvent;
}

function fieldOf(event: EventLog, key: string, kind: string): EventValue | null {
  const value = event.items.get(key);
  if (value === undefined) {
    if (kind.endsWith('?')) return null;
    throw unreadable(event, `${event.name} of GMX came without its key ${key}`);
  }
  const fits = checks[kind.replace('?', '')];
  if (!fits?.(value)) throw unreadable(event, `${key} of GMX's ${event.name} is not of the type expected (${kind})`);
  return value;
}

const checks: Readonly<Record<string, (value: EventValue) => boolean>> = {
  address: isHex,
  addresses: Array.isArray,
  number: (value) => typeof value === 'bigint',
  flag: (value) => typeof value === 'boolean',
  hash: isHex,
  hashes: Array.isArray,
  bytes: isHex,
  text: (value) => typeof value === 'string',
};

const unreadable = (event: EventLog, message: string): VenueReadError =>
  new VenueReadError(message, {
    facts: [
      `transaction ${event.at.transactionHash}, log ${event.at.logIndex}`,
      `it has: ${[...event.items.keys()].join(', ')}`,
    ],
    mend: 'GMX may have been upgraded to a release that this version of ballast does not know; halt and update ballast',
  });
