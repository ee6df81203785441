import { sayNumber } from '../../assess/sayNumber.js';
import { isSameFunding } from '../../model/market.js';
import { amountToFloat } from '../../model/units.js';
import { type CheckContext, type Judgement, pass, reject } from '../check.js';

/** The wallet must be able to pay for the order, and for its gas. */
export function funds({ action, snapshot, venue }: CheckContext): Judgement {
  if (snapshot.nativeBalance === 0n) return reject('the account has no gas token');
  const reading = snapshot.readings.find((candidate) => candidate.venue === action.terms.venue);
  if (!reading) return reject(`${action.terms.venue} was not read`);
  const missing = venue
    .after(reading, action.terms)
    .funding.find(
      (row) => row.balance < 0n && row.balance < (reading.funding.find((f) => isSameFunding(f, row))?.balance ?? 0n),
    );
  if (!missing) return pass('the wallet holds what is needed');
  const lacks = amountToFloat(missing.balance, missing.token.decimals);
  return reject(`the wallet lacks ${sayNumber(-lacks)} ${missing.token.symbol}`);
}
