import { basename } from 'node:path';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import { ConfigError } from '../../config/configError.js';
import { BallastError } from '../../model/error.js';
import { IllegalEventError } from '../../model/parentState.js';
import { redactUrls } from '../../observe/endpoints/redactUrls.js';
import { LedgerError, LedgerRace } from '../../record/errors.js';
import { AcknowledgeError } from '../alerts/acknowledge.js';
import { MayNotLetMore, TradingStateMoved } from '../changeTradingState.js';
import { OrderError, OrderOverError } from '../orders/orderError.js';
import { OrderNotFound } from '../orders/orderNamed.js';
import { ReviewOverError } from '../reviews/answerReview.js';
import { DecisionNotFound } from '../views/decision.js';
import type { OtherStatus } from './otherAnswers.js';

/** Something that is wrong with a request, with its status. */
export class ApiError extends BallastError {
  override name = 'ApiError';
  readonly status: OtherStatus;
  readonly code: string;
  /** Seconds after which it may be asked again; absent where that changes nothing. */
  readonly after: number | undefined;

  constructor(status: OtherStatus, code: string, message: string, mend: string, after?: number) {
    super(message, { mend, retryable: after !== undefined });
    this.status = status;
    this.code = code;
    this.after = after;
  }
}

/**
 * JSON with bigints as decimal text. Signed bytes stay here: who has them could send them. So does where files lie: each is told by
 * its name.
 */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value, (key, one: unknown) => {
    if (typeof one === 'string' && key === 'bytes') return undefined;
    if (typeof one === 'string' && key === 'file') return basename(one);
    return typeof one === 'bigint' ? one.toString() : one;
  });

export const answer = (context: Context, value: unknown, status: ContentfulStatusCode = 200): Response =>
  context.body(jsonText(value), status, { 'content-type': 'application/json; charset=utf-8' });

/** What is told of an error: which it is, what happened, what to do. What is not ours is told to the log alone. */
export function answerError(context: Context, error: unknown): Response {
  const { status, code, after } = kindOf(error);
  if (after !== undefined) context.header('retry-after', String(after));
  if (error instanceof z.ZodError) {
    const problems = error.issues.map(({ path, message }) => ({ field: path.join('.') || null, message }));
    return answer(context, { error: { code, message: 'the request cannot be understood', problems } }, status);
  }
  // Where the ledger lies on the disk is nobody's business out here.
  const ofLedger = ledgerSays[code];
  if (ofLedger) return answer(context, { error: { code, ...ofLedger, retryable: after !== undefined } }, status);
  if (!(error instanceof BallastError))
    return answer(context, { error: { code, message: 'something unforeseen happened: the log has it' } }, status);
  const { shortMessage, facts, mend, retryable } = error;
  const said =
    error instanceof OrderError
      ? { count: error.count, problems: error.problems }
      : facts.length > 0
        ? { facts: facts.map((fact) => redactUrls(named(fact, error))) }
        : {};
  return answer(
    context,
    { error: { code, message: redactUrls(named(shortMessage, error)), mend, retryable, ...said } },
    status,
  );
}

/** Files by their names. */
const named = (text: string, error: BallastError): string =>
  error instanceof ConfigError
    ? error.problems.reduce((said, { file }) => said.replaceAll(file, basename(file)), text)
    : text;

const ledgerSays: Readonly<Record<string, { message: string; mend: string }>> = {
  ledger_busy: {
    message: 'the ledger is held by somebody else right now, and nothing was done',
    mend: 'ask again in a second',
  },
  ledger_failed: { message: 'the ledger cannot be read or written, and nothing was done', mend: 'the log says why' },
};

/** Another process holds the ledger: a backup, or somebody with a shell. */
function isBusy(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if ('code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_BUSY')) return true;
  return 'cause' in error && isBusy(error.cause);
}

function kindOf(error: unknown): { status: OtherStatus; code: string; after?: number | undefined } {
  if (error instanceof ApiError) return error;
  if (error instanceof OrderOverError || error instanceof ReviewOverError)
    return { status: 409, code: 'impossible_as_it_stands' };
  if (error instanceof OrderError) return { status: 422, code: 'refused' };
  if (error instanceof OrderNotFound || error instanceof DecisionNotFound) return { status: 404, code: 'not_found' };
  if (error instanceof IllegalEventError) return { status: 409, code: 'impossible_as_it_stands' };
  if (error instanceof LedgerRace) return { status: 409, code: 'changed_meanwhile' };
  if (isBusy(error)) return { status: 503, code: 'ledger_busy', after: 1 };
  if (error instanceof LedgerError)
    return { status: 503, code: 'ledger_failed', ...(error.retryable ? { after: 5 } : {}) };
  if (error instanceof MayNotLetMore) return { status: 403, code: 'forbidden' };
  if (error instanceof TradingStateMoved) return { status: 409, code: 'changed_meanwhile' };
  if (error instanceof AcknowledgeError) return { status: 409, code: 'impossible_as_it_stands' };
  if (error instanceof BallastError && error.retryable) return { status: 503, code: 'not_now', after: 5 };
  if (error instanceof BallastError) return { status: 422, code: 'refused' };
  if (error instanceof z.ZodError) return { status: 400, code: 'bad_request' };
  return { status: 500, code: 'unforeseen' };
}
