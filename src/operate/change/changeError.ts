import { BallastError } from '../../model/error.js';

/** Why a strategy that runs cannot be changed so. */
export class ChangeError extends BallastError {
  override name = 'ChangeError';
}
