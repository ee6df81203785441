import { shortMessageOf } from '../../model/error.js';
import type { Fill, Order, OrderTerms, OrdStatus, TransactionRequest } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { newId } from '../../record/id.js';
import type { Ledger } from '../../record/ledger.js';
import { fillsOf } from '../../record/queries/attempts.js';
import type { JournalledAttempt } from '../../record/statements/attempts.js';
import { insertFill } from '../../record/statements/orders.js';
import { type OrderTracking, type Venue, VenueReadError } from '../../venues/venue.js';
import { readReceipts } from '../follow/readReceipts.js';
import { recordRequest } from '../follow/recordRequest.js';
import { decisive } from '../transactions/decisive.js';
import type { Everywhere } from '../transactions/everywhere.js';
import { describeRevert } from './describeRevert.js';
import { filledText } from './filledText.js';
import { receiptsEverywhere } from './receiptsEverywhere.js';

export interface OutcomeInput {
  order: Order;
  steps: readonly TransactionRequest[];
  /** Of the order, oldest first. */
  attempts: readonly JournalledAttempt[];
  venue: Venue | undefined;
  client: ChainRequester;
  /** Asked before a mined transaction is said to have done nothing. */
  everywhere: Everywhere;
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
  // Of the step it has got to, sent once or several times at rising fees, the attempt that tells how that went.
  const step = Math.max(...own.map((attempt) => attempt.step));
  const told = decisive(own.filter((attempt) => attempt.step === step));
  if (!told) return null;
  switch (told.state) {
    case 'Mined':
    case 'Final':
      if (told.step < last) return { status: 'Canceled', text: `only ${steps[told.step]?.purpose} was done` };
      return outcomeOfLast(input, told);
    case 'Reverted': {
      const reason = venue && told.revertData ? describeRevert(venue, told.revertData, told.text) : told.text;
      return { status: 'Rejected', text: reason };
    }
    case 'Dropped':
    case 'Replaced':
      return { status: 'Canceled', text: told.text };
    default: {
      // One that we are taking back ourselves will most likely never happen: survival must not rely on it.
      const takenBack = attempts.some(({ cancels, nonce }) => cancels && nonce === told.nonce);
      const status = told.state === 'Unknown' || takenBack ? 'Unknown' : 'New';
      return status === order.status ? null : { status, text: takenBack ? 'being taken back' : told.text };
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
 * @returns null when that cannot be told now: the endpoint does not have the receipt (yet), or nobody confirms that it is empty.
 */
async function recordFills(input: OutcomeInput, attempt: JournalledAttempt): Promise<readonly Fill[] | null> {
  const { order, venue, client, everywhere, ledger, now } = input;
  const known = (await fillsOf(ledger, order.id)).filter((fill) => fill.attempt === attempt.id);
  if (known.length > 0) return known.map(({ fill }) => fill);
  const receipt = (await readReceipts(client, [attempt.hash])).get(attempt.hash);
  // Of another block it is forged, or the attempt is about to be moved there.
  const isMoved = attempt.blockHash !== null && receipt?.blockHash !== attempt.blockHash;
  if (!venue || !receipt || isMoved) return null;
  let fills = venue.fills(order.terms, receipt.logs);
  if (fills.length === 0) {
    const others = await receiptsEverywhere(everywhere, attempt);
    if (others.length === 0) return null;
    fills = others.map(({ logs }) => venue.fills(order.terms, logs)).find((there) => there.length > 0) ?? [];
  }
  const at = now();
  await ledger.commit(
    fills.map((fill) => insertFill({ id: newId(at), order: order.id, attempt: attempt.id, fill, at })),
  );
  return fills;
}
