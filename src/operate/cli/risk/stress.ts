import { sharedKernel } from '../../../assess/pricing/sharedKernel.js';
import { createValuer } from '../../../assess/revalue/valuer.js';
import { historicalShocks } from '../../../assess/stress/historicalShocks.js';
import { type ShockResult, stressOf } from '../../../assess/stress/stressOf.js';
import { didYouMean } from '../../../config/suggestion.js';
import { BallastError } from '../../../model/error.js';
import type { Underlying } from '../../../model/instrument.js';
import type { Ledger } from '../../../record/ledger.js';
import { latestHoldings, type RecordedHoldings } from '../../../record/queries/holdings.js';
import { latestRisk } from '../../../record/queries/ticks.js';
import { booksAsked } from '../booksAsked.js';
import type { Answer } from '../output.js';
import { bold, dim } from '../table.js';
import { bookToDraw } from './bookToDraw.js';
import { type ShockQuestion, shocksAsked } from './shocksAsked.js';
import { tellShock, tellShocks } from './stressText.js';

export interface StressOptions extends ShockQuestion {
  strategy?: string;
  /** Draws the P&L over price and vol into this SVG file. */
  plot?: string;
}

/**
 * What bad days would do to each book, from what it held at its newest sample. With a plot, of one book, a picture is written.
 * @throws BallastError for a strategy or shock that is not known, a plot of several books, or a file that cannot be written
 */
export async function stress(ledger: Ledger, { strategy, plot, ...question }: StressOptions = {}): Promise<Answer> {
  const names = await booksAsked(ledger, strategy);
  const valuer = createValuer(sharedKernel());
  const books = await Promise.all(
    names.map(async (name) => {
      const recorded = (await latestHoldings(ledger, name)) ?? null;
      const equity = (await latestRisk(ledger, name))?.portfolio.equity ?? Number.NaN;
      const known = [...(recorded?.settings.shocks ?? []), ...historicalShocks];
      const shocks = shocksAsked(known, question);
      return {
        strategy: name,
        recorded,
        equity,
        shocks: recorded ? stressOf(recorded.holdings, shocks, valuer) : null,
      };
    }),
  );
  refuseUnheld(
    question.moves ?? [],
    books.flatMap(({ recorded }) => recorded?.holdings.underlyings.map(({ name }) => name) ?? []),
  );
  const drawn = plot === undefined ? [] : [await draw(books, plot)];
  const text = books.map(({ strategy: name, recorded, equity, shocks }) => {
    if (!recorded || !shocks) return `${bold(name)}\n${dim('nothing recorded to revalue yet')}`;
    const [only, ...others] = shocks;
    const told = only && others.length === 0 ? tellShock(only, equity) : tellShocks(shocks, equity);
    const { unpriced, notes = [] } = recorded.holdings;
    const gaps = [...notes, ...unpriced.map(({ position, reason }) => `${position}: in no figure, ${reason}`)];
    return [bold(name), told, ...gaps.map((gap) => dim(gap))].join('\n');
  });
  return {
    json: books.map(({ strategy: name, recorded, equity, shocks }) => ({
      strategy: name,
      at: recorded?.at ?? null,
      equity,
      shocks: shocks?.map(plainly) ?? null,
    })),
    text: [...text, ...drawn].join('\n\n') || dim('nothing has been watched yet'),
  };
}

/** A move of what nobody holds would cost nothing, and look like good news. @throws BallastError */
function refuseUnheld(moves: readonly string[], held: readonly Underlying[]): void {
  for (const move of moves) {
    const [, underlying] = /^([^=]+)=/.exec(move) ?? [];
    if (underlying === undefined || held.length === 0 || held.includes(underlying)) continue;
    throw new BallastError(`no book that was asked for stands on \`${underlying}\``, {
      mend: didYouMean(underlying, [...new Set(held)]),
    });
  }
}

/** For programs: a Map is not JSON. */
const plainly = ({ liquidations, ...result }: ShockResult) => ({
  ...result,
  liquidations: liquidations.map(({ marginAccount, moment, state, penalty, round }) => ({
    marginAccount,
    share: moment.share,
    ...state,
    penalty,
    round,
  })),
});

async function draw(
  books: readonly { strategy: string; recorded: RecordedHoldings | null }[],
  file: string,
): Promise<string> {
  const book = bookToDraw(books);
  if (!book.recorded) throw new BallastError(`nothing of \`${book.strategy}\` is recorded to draw yet`);
  const { drawStress } = await import('./drawStress.js');
  return drawStress(book.strategy, book.recorded.holdings, file);
}
