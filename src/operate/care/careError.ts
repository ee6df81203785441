import { BallastError } from '../../model/error.js';

/** A backup that cannot be made, or is not what it should be; a ledger that must not be replaced by it. */
export class CareError extends BallastError {
  override name = 'CareError';
}
