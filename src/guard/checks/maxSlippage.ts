import { sayBps, sayNumber } from '../../assess/sayNumber.js';
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
  const worst = terms.worstPrice === undefined ? '' : ` and ${sayNumber(toFloat(terms.worstPrice))} USD`;
  const bound = `the bound is ${sayBps(terms.maxSlippage)}${isTightened ? `, not the ${sayBps(asked)} asked for` : ''}${worst}`;
  const answer = (text: string) => (isTightened ? shrink(text, terms) : pass(text));
  if ('marginAccount' in action.subject) return answer(bound);

  const expected = expectedSlippage(context, terms);
  const text = expected instanceof VenueRefusal ? expected.shortMessage : `${sayBps(expected)} expected; ${bound}`;
  const fits = (part: TradeTerms) => {
    const slippage = expectedSlippage(context, part);
    return !(slippage instanceof VenueRefusal) && slippage <= allowedSlippage(context, part);
  };
  if (fits(terms)) return answer(text);
  const smaller = largestTrade(terms, fits);
  return smaller ? shrink(text, smaller) : reject(text);
}

/** Basis points: what the terms allow, or what is left to their worst price where that is less. */
function allowedSlippage(
  { snapshot }: CheckContext,
  { maxSlippage: allowed, instrument, side, worstPrice }: TradeTerms,
) {
  const market = marketOf(snapshot, instrument);
  if (worstPrice === undefined || !market) return allowed;
  const move = toFloat(worstPrice) / toFloat(market.last) - 1;
  return Math.min(allowed, (side === 'Buy' ? move : -move) * 10_000);
}

/** Basis points to the trader's disadvantage, or why the venue cannot fill the trade; less of it may fit. */
function expectedSlippage({ snapshot, venue }: CheckContext, terms: TradeTerms): number | VenueRefusal {
  const reading = snapshot.readings.find((candidate) => candidate.venue === terms.venue);
  const market = marketOf(snapshot, terms.instrument);
  if (!reading || !market) return Number.NaN;
  try {
    const move = toFloat(venue.estimate(reading, terms).price) / toFloat(market.last) - 1;
    return (terms.side === 'Buy' ? move : -move) * 10_000;
  } catch (error) {
    if (error instanceof VenueRefusal) return error;
    throw error;
  }
}
