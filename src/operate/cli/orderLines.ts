import type { AttemptState, OrderStep, OrdStatus } from '../../model/order.js';
import { isOpen, shortId } from '../../model/order.js';
import { toFloat } from '../../model/units.js';
import type { VenueOrderLife } from '../../model/venueOrder.js';
import type { RecordedAttempt } from '../../record/queries/attempts.js';
import type { OrderStory } from '../../record/queries/decisions.js';
import type { RecordedVenueOrder } from '../../record/queries/venueOrders.js';
import type { RecordedFill } from '../../record/statements/orders.js';
import { after, decimal, integer, tidied } from './numbers.js';
import { green, red, yellow } from './table.js';
import { fillText, venueOrderText } from './terms.js';

/**
 * What became of an order, in time: each line says how long after the decision.
 * @param priceBefore USD, what the order's instrument was marked at when it was decided; null where nobody said.
 */
export function orderLines(
  { order, steps, attempts, fills, venueOrders }: OrderStory,
  priceBefore: number | null,
): string[] {
  const from = order.createdAt;
  const over = order.updatedAt > from ? `  ${after(order.updatedAt - from)}` : '';
  const events = [
    ...attempts.flatMap((attempt) => attemptEvents(attempt, steps[attempt.step]?.describe ?? '')),
    ...venueOrders.flatMap((one) => venueOrderEvents(one, order)),
    ...fills.map((fill) => ({ at: fill.at as number, what: 'filled', text: sayFill(fill, priceBefore) })),
  ].sort((a, b) => a.at - b.at);
  return [
    `order ${shortId(order.id)}  ${paintStatus(order.status, statusText({ order, venueOrders }))}${over}${rowText(order.step)}${order.text ? `  ${order.text}` : ''}`,
    ...events.map(({ at, what, text }) => `${after(at - from).padStart(8)}  ${what.padEnd(6)}  ${text}`),
  ];
}

/** Which row of orders it belongs to: that is called after the first of them. */
const rowText = (step: OrderStep | undefined): string =>
  step === undefined
    ? ''
    : `  step ${step.index + 1} of ${step.of} of the row that order ${shortId(step.programme)} begins`;

/** `filled`, `in flight`: the status in plain words. */
export const statusWords: Record<OrdStatus, string> = {
  PendingReview: 'waits for review',
  PendingNew: 'not sent yet',
  New: 'in flight',
  PartiallyFilled: 'partly filled',
  Suspended: 'suspended by the venue',
  Filled: 'filled',
  PendingReplace: 'being changed',
  PendingCancel: 'being canceled',
  Canceled: 'canceled',
  Rejected: 'rejected',
  Expired: 'expired',
  Unknown: 'nobody knows',
};

/** One that rests is where it should be, and may never be carried out: nothing is in flight. */
export const statusText = ({
  order: { status, terms },
  venueOrders,
}: Pick<OrderStory, 'order' | 'venueOrders'>): string =>
  status === 'New' && terms.kind === 'rest' && venueOrders.length > 0 ? 'rests' : statusWords[status];

export function paintStatus(status: OrdStatus, text = statusWords[status]): string {
  if (status === 'Filled') return green(text);
  return status === 'Rejected' || status === 'Unknown' ? red(text) : yellow(text);
}

interface Event {
  at: number;
  what: string;
  text: string;
}

function attemptEvents(attempt: RecordedAttempt, describe: string): Event[] {
  const { hash, nonce, state, text, blockNumber, cancels, createdAt, updatedAt } = attempt;
  const what = cancels ? 'an empty transaction, to take the nonce back' : tidied(describe);
  const block = blockNumber === null ? '' : `block ${integer(blockNumber)}  `;
  const [word, meaning] = stateWords[state];
  const remark = text || meaning;
  return [
    { at: createdAt, what: 'sent', text: what },
    { at: updatedAt, what: word, text: `${block}tx ${hash}  nonce ${nonce}${remark ? `  ${remark}` : ''}` },
  ];
}

/** Its stay in the venue's book: since when, and how it left. */
function venueOrderEvents(stay: RecordedVenueOrder, order: OrderStory['order']): Event[] {
  const { id, venue, status, text, createdAt, updatedAt, endTransaction } = stay;
  const waits = { at: createdAt, what: 'waits', text: `at ${venue} as ${id}` };
  const word = venueOrderWords[status];
  if (word === null) return [waits];
  // Its row is written again when nothing can undo its end any more; our order is not.
  const at = isOpen(order.status) ? updatedAt : Math.min(updatedAt, order.updatedAt);
  const why = [text, endTransaction === null ? '' : `tx ${endTransaction}`].filter((part) => part !== '');
  return [waits, { at, what: 'venue', text: [`${word} ${venueOrderText(id)}`, ...why].join('  ') }];
}

/** What the venue did with it; null while it waits. */
const venueOrderWords: Record<VenueOrderLife['status'], string | null> = {
  New: null,
  Suspended: 'suspended',
  Filled: 'carried out',
  Canceled: 'canceled',
};

const stateWords: Record<AttemptState, readonly [word: string, meaning: string]> = {
  Reserved: ['ready', ''],
  Signed: ['signed', 'not sent yet'],
  Broadcast: ['waits', 'sent, and in no block yet'],
  Mined: ['mined', ''],
  Final: ['final', ''],
  Dropped: ['gone', 'it will never be mined'],
  Replaced: ['gone', 'another took its nonce'],
  Reverted: ['failed', 'the contract refused'],
  Reorged: ['undone', 'its block was reorganised away'],
  Unknown: ['lost', 'nobody knows whether it arrived'],
};

function sayFill({ fill }: RecordedFill, priceBefore: number | null): string {
  if (fill.kind !== 'trade' || !priceBefore) return fillText(fill);
  const price = toFloat(fill.price);
  const worse = ((price - priceBefore) / priceBefore) * (fill.side === 'Buy' ? 10_000 : -10_000);
  return `${fillText(fill)}; ${decimal(Math.abs(worse), 1)} bps ${worse < 0 ? 'better' : 'worse'} than ${decimal(priceBefore)} when it was decided`;
}
