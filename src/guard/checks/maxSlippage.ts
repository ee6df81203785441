import { sayNumber } from '../../assess/sayNumber.js';
import type { TradeTerms } from '../../model/order.js';
import { marketOf } from '../../model/snapshot.js';
import { toFloat } from '../../model/units.js';
import { type CheckContext, type Judgement, pass, reject, shrink } from '../check.js';
import { largestTrade } from './largestTrade.js';

/** A trade that is expected to miss its own bound would revert and burn gas; so only the part that fits is sent. */
export function maxSlippage({ action, snapshot, venue, limits }: CheckContext): Judgement {
  if (action.terms.kind !== 'trade') return pass('nothing is traded');
  const asked = action.terms.maxSlippage;
  const terms: TradeTerms = asked > limits.slippage ? { ...action.terms, maxSlippage: limits.slippage } : action.terms;
  const expected = (smaller: TradeTerms): number => {
    const reading = snapshot.readings.find((candidate) => candidate.venue === smaller.venue);
    const market = marketOf(snapshot, smaller.instrument);
    if (!reading || !market) return Number.NaN;
    const move = toFloat(venue.estimate(reading, smaller).price) / toFloat(market.mark) - 1;
    return (smaller.side === 'Buy' ? move : -move) * 10_000;
  };
  const text = `expected ${sayNumber(expected(terms))} bps from the mark; the bound is ${sayNumber(terms.maxSlippage)}`;
  if (expected(terms) <= terms.maxSlippage) {
    return asked > limits.slippage ? shrink(`${text}, down from ${sayNumber(asked)}`, terms) : pass(text);
  }
  const smaller = largestTrade(terms, (part) => expected(part) <= part.maxSlippage);
  return smaller ? shrink(`${text}; ${sayNumber(toFloat(smaller.quantity))} fits`, smaller) : reject(text);
}
