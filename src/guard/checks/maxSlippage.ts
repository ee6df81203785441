import { sayNumber } from '../../assess/sayNumber.js';
import type { TradeTerms } from '../../model/order.js';
import { marketOf } from '../../model/snapshot.js';
import { toFloat } from '../../model/units.js';
import { VenueRefusal } from '../../venues/venue.js';
import { type CheckContext, type Judgement, pass, reject, shrink } from '../check.js';
import { largestTrade } from './largestTrade.js';

/**
 * A rule may not ask for more slippage than the operator allows, and a trade that is expected to miss its own bound
 * would revert and burn gas; so only the part that fits is sent. Slippage is counted from where a small trade would
 * execute: a mark may be an average that lags, and how far either may stand from the oracle is `PRICE_SANITY`'s.
 *
 * What a margin account must reduce was sized by its venue with the slippage in mind, and is not cut again.
 */
export function maxSlippage(context: CheckContext): Judgement {
  const { action, limits } = context;
  if (action.terms.kind !== 'trade') return pass('nothing is traded');
  const asked = action.terms.maxSlippage;
  const isTightened = asked > limits.slippage;
  const terms: TradeTerms = isTightened ? { ...action.terms, maxSlippage: limits.slippage } : action.terms;
  const bound = `${isTightened ? `${sayNumber(asked)} bps asked for; ` : ''}the bound is ${sayNumber(terms.maxSlippage)} bps`;
  const answer = (text: string) => (isTightened ? shrink(text, terms) : pass(text));
  if ('marginAccount' in action.subject) return answer(bound);

  const fits = (part: TradeTerms) => fillable(context, part) <= part.maxSlippage;
  if (fits(terms)) return answer(`${sayNumber(expectedSlippage(context, terms))} bps expected; ${bound}`);
  const smaller = largestTrade(terms, fits);
  if (smaller) return shrink(`${bound}; only ${sayNumber(toFloat(smaller.quantity))} is expected to fit`, smaller);
  return reject(`${sayNumber(expectedSlippage(context, terms))} bps expected; ${bound}`);
}

/** Basis points to the trader's disadvantage. @throws VenueRefusal when the venue cannot fill the trade */
function expectedSlippage({ snapshot, venue }: CheckContext, terms: TradeTerms): number {
  const reading = snapshot.readings.find((candidate) => candidate.venue === terms.venue);
  const market = marketOf(snapshot, terms.instrument);
  if (!reading || !market) return Number.NaN;
  const move = toFloat(venue.estimate(reading, terms).price) / toFloat(market.last) - 1;
  return (terms.side === 'Buy' ? move : -move) * 10_000;
}

/** What a venue cannot fill is infinitely far from its bound; less of it may fit. */
function fillable(context: CheckContext, terms: TradeTerms): number {
  try {
    return expectedSlippage(context, terms);
  } catch (error) {
    if (error instanceof VenueRefusal) return Number.POSITIVE_INFINITY;
    throw error;
  }
}
