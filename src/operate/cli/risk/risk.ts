import type { Netting } from '../../../assess/greeks/netGreeks.js';
import type { Underlying } from '../../../model/instrument.js';
import type { Ledger } from '../../../record/ledger.js';
import { booksAsked } from '../booksAsked.js';
import type { Answer } from '../output.js';
import { bold, dim } from '../table.js';
import { bookToDraw } from './bookToDraw.js';
import { bookOf, type RiskBook } from './riskBook.js';
import { riskText } from './riskText.js';

export interface RiskOptions {
  strategy?: string;
  /** What Greeks are netted over, within an underlying. */
  by?: Netting;
  /** Draws the P&L over the price of one underlying into this SVG file. */
  plot?: string;
  /** Draws the vols of one underlying into this SVG file. */
  plotSurface?: string;
  /** Of the pictures; the one with the most at stake when left out. */
  underlying?: Underlying;
}

/**
 * What each book may lose, at its newest recorded tick: how near its end is, then Greeks, then margin accounts. With a plot, of
 * one book, a picture is written as well.
 * @throws BallastError for a strategy or an underlying that is not known, a plot of several books, or a file that cannot be written
 */
export async function risk(ledger: Ledger, options: RiskOptions = {}): Promise<Answer> {
  const names = await booksAsked(ledger, options.strategy);
  const books = await Promise.all(names.map((name) => bookOf(ledger, name, options.by ?? 'underlying')));
  const drawn = await plots(books, options);
  return {
    json: books.map(({ holdings, ...book }) => ({ ...book, surfaces: holdings?.holdings.surfaces ?? [] })),
    text: [...books.map(textOf), ...drawn].join('\n\n') || dim('nothing has been watched yet'),
  };
}

const textOf = (book: RiskBook): string =>
  book.risk === null || book.greeks === null
    ? `${bold(book.strategy)}\n${dim('no risk recorded')}`
    : riskText({ ...book, risk: book.risk, greeks: book.greeks });

/** A picture is of one book. The drawing is loaded when it is asked for. */
async function plots(books: readonly RiskBook[], options: RiskOptions): Promise<string[]> {
  if (options.plot === undefined && options.plotSurface === undefined) return [];
  const book = bookToDraw(books);
  const { drawPayoff, drawSurface } = await import('./drawRisk.js');
  const files: string[] = [];
  if (options.plot !== undefined) files.push(drawPayoff(book, options.plot, options.underlying));
  if (options.plotSurface !== undefined) files.push(drawSurface(book, options.plotSurface, options.underlying));
  return files;
}
