import { sharedKernel } from '../../assess/pricing/sharedKernel.js';
import { unixMillis } from '../../model/units.js';
import { type NextTrigger, nextTriggers } from '../../plan/triggers/nextTriggers.js';
import type { Ledger } from '../../record/ledger.js';
import { listOrders } from '../../record/queries/listOrders.js';
import { openOrders } from '../../record/queries/openOrders.js';
import type { BookRules } from './bookRules.js';

export interface BookTriggers {
  strategy: string;
  /** When it was sampled; null where there is nothing to tell from. */
  at: number | null;
  triggers: readonly NextTrigger[];
  /** What is not told, or not counted, in sentences. */
  gaps: readonly string[];
}

/** At which prices the rules of a book will act next, by what it held at its newest sample. */
export async function bookTriggers(ledger: Ledger, strategy: string, known: BookRules | string): Promise<BookTriggers> {
  if (typeof known === 'string') return { strategy, at: null, triggers: [], gaps: [known] };
  const { recorded, tick, risk, rules, broken, chain, termsOf } = known;
  const { holdings } = recorded;
  const uncounted = await ordersAfter(ledger, strategy, tick.at);
  const triggers = nextTriggers({ rules, holdings, risk, kernel: sharedKernel(), chain, termsOf });
  const gaps = [
    ...broken.map((name) => `\`${name}\` cannot be understood here: is a variable of the file not set?`),
    ...(uncounted > 0 ? [`orders in flight, or made since (${uncounted}), are not counted`] : []),
    ...(holdings.notes ?? []),
    ...(holdings.unpriced.length > 0
      ? [`not counted: ${holdings.unpriced.map(({ position, reason }) => `${position} (${reason})`).join('; ')}`]
      : []),
  ];
  return { strategy, at: recorded.at, triggers, gaps };
}

/** How many orders may have changed what is held since, or will. What only rests changes nothing yet. */
async function ordersAfter(ledger: Ledger, strategy: string, at: number): Promise<number> {
  const [open, made] = await Promise.all([
    openOrders(ledger, { strategy, mode: 'live' }),
    listOrders(ledger, { strategy, since: unixMillis(at), limit: 100 }),
  ]);
  const filled = made.filter(({ mode, status }) => mode === 'live' && status === 'Filled');
  return [...open, ...filled].filter(({ terms }) => terms.kind !== 'rest').length;
}
