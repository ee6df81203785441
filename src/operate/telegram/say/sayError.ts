import { BallastError } from '../../../model/error.js';
import { redactUrls } from '../../../observe/endpoints/redactUrls.js';
import { LedgerError, LedgerRace } from '../../../record/errors.js';
import { OrderError } from '../../orders/orderError.js';
import { type Html, html } from '../html.js';

/** What went wrong and what to do; what is not ours is told to the log alone. */
export function sayError(error: unknown): Html[] {
  // By its name: what it is of is loaded only where something is parsed.
  if (error instanceof Error && error.name.endsWith('ZodError'))
    return [html`that is not understood: /help tells what may be said`];
  if (!(error instanceof BallastError))
    return [html`something unforeseen happened, and nothing is known to be done: the log of the daemon has it`];
  if (error instanceof LedgerError && error.retryable && !(error instanceof LedgerRace))
    return [html`the ledger is held by something else right now, and nothing was done: say it again`];
  const problems =
    error instanceof OrderError ? error.problems.map(({ message, mend }) => `${message}; ${mend}`) : error.facts;
  return [
    html`<code>${redactUrls(error.shortMessage)}</code>`,
    ...problems.slice(0, 5).map((text) => html`<code>${redactUrls(text)}</code>`),
    ...(error.mend === null ? [] : [html`${error.mend}`]),
  ];
}
