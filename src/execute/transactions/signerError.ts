import { BallastError } from '../../model/error.js';

/** Nothing was signed: the key, the remote signer or the policy before them did not. Apart, so that whoever holds no key loads none. */
export class SignerError extends BallastError {
  override name = 'SignerError';
}
