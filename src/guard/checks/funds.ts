import { sayNumber } from '../../assess/sayNumber.js';
import { type Funding, isSameFunding } from '../../model/market.js';
import type { OrderTerms } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { amountToFloat, unixSeconds, type Wei, wei, weiToFloat } from '../../model/units.js';
import { VenueRefusal } from '../../venues/venue.js';
import { type CheckContext, type Judgement, pass, reject, shrink } from '../check.js';
import { largestAtEdge } from './largestTrade.js';

/** The wallet must be able to pay for the order, for its gas, and for the venue's keepers where they ask for it. */
export function funds(context: CheckContext): Judgement {
  const { action, snapshot, venue } = context;
  if (snapshot.nativeBalance === 0n) return reject('the account has no gas token');
  const reading = snapshot.readings.find((candidate) => candidate.venue === action.terms.venue);
  if (!reading) return reject(`${action.terms.venue} was not read`);
  const sent = valueSent(context, reading);
  if (sent > snapshot.nativeBalance) {
    const [needs, has] = [sent, snapshot.nativeBalance].map((amount) => sayNumber(weiToFloat(amount)));
    return reject(`the order takes ${needs} of the gas token along, and the account has ${has}`);
  }
  const { kind } = action.terms;
  if (kind === 'rest' || kind === 'cancel' || kind === 'claim') return pass('nothing is taken from the wallet but gas');
  const missingFor = (terms: OrderTerms): Funding | undefined =>
    venue
      .after(reading, terms)
      .funding.find(
        (row) => row.balance < 0n && row.balance < (reading.funding.find((f) => isSameFunding(f, row))?.balance ?? 0n),
      );
  const missing = missingFor(action.terms);
  if (!missing) return pass('the wallet holds what is needed');
  const lacks = amountToFloat(missing.balance, missing.token.decimals);
  const text = `the wallet lacks ${sayNumber(-lacks)} ${missing.token.symbol}`;
  if (action.terms.kind !== 'trade') return reject(text);
  // Where a trade brings collateral of its own, as much of it as the wallet can back.
  const smaller = largestAtEdge(action.terms, context.least, (part) => missingFor(part) === undefined);
  return smaller ? shrink(text, smaller) : reject(text);
}

/** Wei that its transactions carry; 0 where the venue would not take the order, which is for another check to say. */
function valueSent({ action, snapshot, venue }: CheckContext, reading: VenueReading): Wei {
  try {
    const steps = venue.prepare(reading, action.terms, unixSeconds(snapshot.block.timestamp + 60));
    return wei(steps.reduce((sum, { value }) => sum + value, 0n));
  } catch (error) {
    if (error instanceof VenueRefusal) return wei(0n);
    throw error;
  }
}
