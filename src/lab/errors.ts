import { BallastError } from '../model/error.js';

/** The lab's packages are development dependencies; a production install has none of them. */
export class LabUnavailable extends BallastError {
  override name = 'LabUnavailable';

  constructor(missing: string, cause: unknown) {
    super(`The local chain needs ${missing}, which is not installed`, {
      mend: '`demo` and the tests need the development dependencies: run `npm ci` without --omit=dev',
      cause,
    });
  }
}

/** Something in the lab's own world went wrong: Anvil did not start, a set-up transaction reverted. */
export class LabError extends BallastError {
  override name = 'LabError';
}
