import { formatLog } from 'viem';
import { shortMessageOf } from '../../model/error.js';
import type { Fill, Order, OrderTerms, OrdStatus, TransactionRequest } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { nonsense } from '../../observe/endpoints/quantity.js';
import { newId } from '../../record/id.js';
import type { Ledger } from '../../record/ledger.js';
import { fillsOf } from '../../record/queries/attempts.js';
import type { JournalledAttempt } from '../../record/statements/attempts.js';
import { insertFill } from '../../record/statements/orders.js';
import { type OrderTracking, type Venue, VenueReadError } from '../../venues/venue.js';
import { recordRequest } from '../follow/recordRequest.js';
import { describeRevert } from './describeRevert.js';
import { filledText } from './filledText.js';

export interface OutcomeInput {
  order: Order;
  steps: readonly TransactionRequest[];
  /** Of the order, oldest first. */
  attempts: readonly JournalledAttempt[];
  venue: Venue | undefined;
  client: ChainRequester;
  ledger: Ledger;
  now: () => UnixMillis;
}

/**
 * What an order's attempts amount to, with its fills, or what waits at its venue, written down. A mined transaction is not
 * a fill: only the venue's own events are. @returns null when the order stands where it stood.
 */
export async function recordOutcome(input: OutcomeInput): Promise<{ status: OrdStatus; text: string } | null> {
  const { order, steps, attempts, venue } = input;
  const own = attempts.filter((attempt) => !attempt.cancels);
  const last = steps.length - 1;
  const newest = own.at(-1);
  if (!newest) return null;
  switch (newest.state) {
    case 'Mined':
    case 'Final':
      if (newest.step < last) return { status: 'Canceled', text: `only ${steps[newest.step]?.purpose} was done` };
      return outcomeOfLast(input, newest);
    case 'Reverted': {
      const reason = venue && newest.revertData ? describeRevert(venue, newest.revertData, newest.text) : newest.text;
      return { status: 'Rejected', text: reason };
    }
    case 'Dropped':
    case 'Replaced':
      return { status: 'Canceled', text: newest.text };
    default: {
      // One that we are taking back ourselves will most likely never happen: survival must not rely on it.
      const takenBack = attempts.some(({ cancels, nonce }) => cancels && nonce === newest.nonce);
      const status = newest.state === 'Unknown' || takenBack ? 'Unknown' : 'New';
      return status === order.status ? null : { status, text: takenBack ? 'being taken back' : newest.text };
    }
  }
}

/** Events that nobody here can read tell nothing: that is no reason to stop looking after everything else. */
async function outcomeOfLast(input: OutcomeInput, attempt: JournalledAttempt) {
  const { order, venue } = input;
  try {
    if (isTracked(venue) && onlyAsks(order.terms)) return await recordRequest({ ...input, attempt, venue });
    return outcomeOfMined(order, await recordFills(input, attempt));
  } catch (error) {
    if (!(error instanceof VenueReadError)) throw error;
    return { status: 'Unknown', text: `what its transaction did cannot be read: ${shortMessageOf(error)}` } as const;
  }
}

const isTracked = (venue: Venue | undefined): venue is Venue & { tracking: OrderTracking } =>
  venue?.tracking !== undefined;

/** Where keepers carry orders out, only these two are done by the transaction itself. */
const onlyAsks = ({ kind }: OrderTerms): boolean => kind !== 'cancel' && kind !== 'claim';

function outcomeOfMined({ terms }: Order, fills: readonly Fill[] | null): { status: OrdStatus; text: string } | null {
  if (fills === null) return null;
  // Filled as far as it ever will be: what a venue left of it is a matter of the next tick's order.
  return fills.length > 0
    ? { status: 'Filled', text: filledText(terms, fills) }
    : { status: 'Rejected', text: 'mined, and the venue did nothing of it' };
}

/**
 * What the venue did, fill by fill; those that are in the ledger already are not written twice.
 * @returns null when that cannot be told now: the endpoint does not have the receipt (yet).
 */
async function recordFills(input: OutcomeInput, attempt: JournalledAttempt): Promise<readonly Fill[] | null> {
  const { order, venue, client, ledger, now } = input;
  const known = (await fillsOf(ledger, order.id)).filter((fill) => fill.attempt === attempt.id);
  if (known.length > 0) return known.map(({ fill }) => fill);
  const receipt = await client.request({ method: 'eth_getTransactionReceipt', params: [attempt.hash] });
  if (!venue || !receipt) return null;
  if (!Array.isArray(receipt.logs)) throw nonsense("the receipt's logs", receipt.logs);
  const at = now();
  const fills = venue.fills(
    order.terms,
    receipt.logs.map((log) => formatLog(log)),
  );
  await ledger.commit(
    fills.map((fill) => insertFill({ id: newId(at), order: order.id, attempt: attempt.id, fill, at })),
  );
  return fills;
}
