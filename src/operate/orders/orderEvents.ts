import type { Hash } from 'viem';
import { type AttemptState, isOpen } from '../../model/order.js';
import { bpsWorse } from '../../model/slippage.js';
import { toFloat, type Wad } from '../../model/units.js';
import type { VenueOrderLife } from '../../model/venueOrder.js';
import type { RecordedAttempt } from '../../record/queries/attempts.js';
import type { OrderStory } from '../../record/queries/decisions.js';
import type { RecordedVenueOrder } from '../../record/queries/venueOrders.js';
import type { RecordedFill } from '../../record/statements/orders.js';
import { decimal, tidied } from '../words/numbers.js';
import { fillText, venueOrderText } from '../words/terms.js';
import { type PriceBefore, sayPriceBefore } from './priceWhenDecided.js';

/** One thing that became of an order on its way to a venue and there. */
export interface OrderEvent {
  at: number;
  kind: 'sent' | 'transaction' | 'waits' | 'venue' | 'filled';
  /** In a word: `mined`, `waits`. */
  word: string;
  /** The rest of the sentence; may be empty. */
  text: string;
  tone: 'good' | 'plain' | 'warn' | 'bad';
  transaction: { hash: Hash; nonce: number | null; blockNumber: bigint | null } | null;
  /** Of a trade: units, USD per unit, and bps against the price before, more is worse; null where that is not known. */
  trade: { quantity: Wad; price: Wad; slippageBps: number | null } | null;
}

/**
 * What became of an order, oldest first.
 * @param priceBefore What the order's instrument was worth when it was decided; null where nobody said.
 */
export const orderEvents = (
  { order, steps, attempts, fills, venueOrders }: OrderStory,
  priceBefore: PriceBefore | null,
): OrderEvent[] =>
  [
    ...attempts.flatMap((attempt) => attemptEvents(attempt, steps[attempt.step]?.describe ?? '')),
    ...venueOrders.flatMap((one) => venueOrderEvents(one, order)),
    ...fills.map((fill) => fillEvent(fill, priceBefore)),
  ].sort((a, b) => a.at - b.at);

const nothing = { transaction: null, trade: null };

function attemptEvents(attempt: RecordedAttempt, describe: string): OrderEvent[] {
  const { hash, nonce, state, text, blockNumber, cancels, createdAt, updatedAt } = attempt;
  const what = cancels ? 'an empty transaction, to take the nonce back' : tidied(describe);
  const { word, meaning, tone } = attemptWords[state];
  return [
    { ...nothing, at: createdAt, kind: 'sent', word: 'sent', text: what, tone: 'plain' },
    {
      ...{ at: updatedAt, kind: 'transaction', word, text: text || meaning, tone },
      ...{ transaction: { hash, nonce, blockNumber }, trade: null },
    },
  ];
}

/** Its stay in the venue's book: since when, and how it left. */
function venueOrderEvents(stay: RecordedVenueOrder, order: OrderStory['order']): OrderEvent[] {
  const { id, venue, status, text, createdAt, updatedAt, endTransaction, endBlock } = stay;
  const waits: OrderEvent = {
    ...{ ...nothing, at: createdAt, kind: 'waits', word: 'waits', text: `at ${venue} as ${id}`, tone: 'plain' },
  };
  const word = venueOrderWords[status];
  if (word === null) return [waits];
  // Its row is written again when nothing can undo its end any more; our order is not.
  const at = isOpen(order.status) ? updatedAt : Math.min(updatedAt, order.updatedAt);
  const said = [`${word} ${venueOrderText(id)}`, text].filter((part) => part !== '').join('  ');
  const transaction = endTransaction === null ? null : { hash: endTransaction, nonce: null, blockNumber: endBlock };
  const tone = status === 'Filled' ? 'good' : 'warn';
  return [waits, { at, kind: 'venue', word: 'venue', text: said, tone, transaction, trade: null }];
}

/** What the venue did with it; null while it waits. */
const venueOrderWords: Record<VenueOrderLife['status'], string | null> = {
  New: null,
  Suspended: 'suspended',
  Filled: 'carried out',
  Canceled: 'canceled',
};

/** How a transaction stands: a word, what it means, and how good that is. */
export const attemptWords: Readonly<Record<AttemptState, { word: string; meaning: string; tone: OrderEvent['tone'] }>> =
  {
    Reserved: { word: 'ready', meaning: '', tone: 'plain' },
    Signed: { word: 'signed', meaning: 'not sent yet', tone: 'plain' },
    Broadcast: { word: 'waits', meaning: 'sent, and in no block yet', tone: 'plain' },
    Mined: { word: 'mined', meaning: '', tone: 'good' },
    Final: { word: 'final', meaning: '', tone: 'good' },
    Dropped: { word: 'gone', meaning: 'it will never be mined', tone: 'warn' },
    Replaced: { word: 'gone', meaning: 'another took its nonce', tone: 'warn' },
    Reverted: { word: 'failed', meaning: 'the contract refused', tone: 'bad' },
    Reorged: { word: 'undone', meaning: 'its block was reorganised away', tone: 'warn' },
    Unknown: { word: 'lost', meaning: 'nobody knows whether it arrived', tone: 'bad' },
  };

function fillEvent({ fill, at }: RecordedFill, priceBefore: PriceBefore | null): OrderEvent {
  const said = { ...nothing, at, kind: 'filled', word: 'filled', text: fillText(fill), tone: 'good' } as const;
  if (fill.kind !== 'trade') return said;
  const { quantity, price, side } = fill;
  if (!priceBefore?.usd) return { ...said, trade: { quantity, price, slippageBps: null } };
  const worse = bpsWorse(toFloat(price), priceBefore.usd, side);
  return {
    ...said,
    text: `${said.text}; ${decimal(Math.abs(worse), 1)} bps ${worse < 0 ? 'better' : 'worse'} than ${sayPriceBefore(priceBefore)} when it was decided`,
    trade: { quantity, price, slippageBps: worse },
  };
}
