import { type Evidence, short } from '../evidence.js';

/** Whatever leaves the process is in the ledger before. */
export const writeAhead = ({ sent }: Evidence): string[] =>
  sent
    .filter(({ journalled }) => !journalled)
    .map(({ hash, nonce, step }) => `${short(hash)} at nonce ${nonce} left in step ${step} and was in no ledger`);
