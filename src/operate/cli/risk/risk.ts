import { crossAsset } from '../../../assess/greeks/crossAsset.js';
import { type NetGreeks, type Netting, netGreeks, totalDollars } from '../../../assess/greeks/netGreeks.js';
import { marginView } from '../../../assess/margin/marginView.js';
import type { Underlying } from '../../../model/instrument.js';
import type { RiskReport } from '../../../model/riskReport.js';
import { defaultRiskSettings } from '../../../model/riskSettings.js';
import type { Ledger } from '../../../record/ledger.js';
import { latestHoldings, type RecordedHoldings } from '../../../record/queries/holdings.js';
import { latestTick, riskAt } from '../../../record/queries/ticks.js';
import { booksAsked } from '../booksAsked.js';
import type { Answer } from '../output.js';
import { bold, dim } from '../table.js';
import { bookToDraw } from './bookToDraw.js';
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

export interface RiskBook {
  strategy: string;
  block: bigint | null;
  at: number | null;
  /** With `crossAsset` where it can be told. */
  risk: RiskReport | null;
  greeks: { by: Netting; rows: readonly NetGreeks[]; total: ReturnType<typeof totalDollars> } | null;
  /** How far each margin account's end is in each direction; null without holdings. */
  margin: ReturnType<typeof marginView> | null;
  holdings: RecordedHoldings | null;
}

async function bookOf(ledger: Ledger, strategy: string, by: Netting): Promise<RiskBook> {
  const tick = await latestTick(ledger, strategy);
  const report = tick && (await riskAt(ledger, tick.id));
  const held = (await latestHoldings(ledger, strategy)) ?? null;
  const book = { strategy, block: tick?.blockNumber ?? null, at: tick?.at ?? null, holdings: held };
  if (!report) return { ...book, risk: null, greeks: null, margin: null };
  const settings = held?.settings ?? defaultRiskSettings;
  const forecast = held?.forecast ?? null;
  const priceOf = (name: Underlying) => report.underlyings.find((u) => u.underlying === name)?.price ?? Number.NaN;
  const rows = netGreeks(report.positions, by, priceOf);
  return {
    ...book,
    risk: {
      ...report,
      crossAsset: report.crossAsset ?? crossAsset(report.underlyings, report.positions, settings, forecast),
    },
    greeks: { by, rows, total: totalDollars(rows) },
    margin: held && marginView(held.holdings, forecast, settings),
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
