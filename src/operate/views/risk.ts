import { z } from 'zod';
import type { Ledger } from '../../record/ledger.js';
import { newestTicks } from '../../record/queries/newestTicks.js';
import { latestPulses } from '../../record/queries/pulses.js';
import { keptFirst } from '../books/keptFirst.js';
import { bookRiskView } from './bookRisk.js';
import { unixMs } from './plain.js';
import { readBookRisk } from './readRisk.js';

/** What a book may lose, at its newest sample. */
export const riskView = z.object({
  asOf: unixMs,
  books: z.array(z.string()).meta({ description: 'all that can be asked for, those that are kept first' }),
  book: bookRiskView.nullable().meta({ description: 'the one asked for, or the first; null: nothing is known yet' }),
});

export type RiskView = z.infer<typeof riskView>;

export interface RiskAsk {
  /** The first book where it is left out. */
  book?: string | undefined;
}

/** What a book may lose, at its newest sample; of an empty ledger, and of a book that is not known, nothing. */
export async function readRisk(ledger: Ledger, now: number, { book: asked }: RiskAsk = {}): Promise<RiskView> {
  const [newest, pulses] = await Promise.all([newestTicks(ledger.db), latestPulses(ledger)]);
  const seen = newest.filter(({ strategy }) => !strategy.includes('@'));
  const ticks = keptFirst(seen, pulses).map(({ book }) => book);
  const tick = ticks.find(({ strategy }) => asked === undefined || strategy === asked);
  const books = ticks.map(({ strategy }) => strategy);
  return { asOf: now, books, book: tick ? await readBookRisk(ledger, tick) : null };
}
