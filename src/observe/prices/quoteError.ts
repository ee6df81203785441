import { BallastError } from '../../model/error.js';

/** A source of quotes did not answer, or not with what was asked for. Its message names no URL beyond its host. */
export class QuoteError extends BallastError {
  override name = 'QuoteError';
}
