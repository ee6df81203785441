import { sayBps, sayNumber } from '../../assess/sayNumber.js';
import { marketOf } from '../../model/snapshot.js';
import { toFloat } from '../../model/units.js';
import { type CheckContext, type Judgement, pass, reject } from '../check.js';

/**
 * A market that has left its oracle, or an oracle that has left the others, is no place to take risk.
 *
 * What counts is where a trade would execute. A mark may be an average over many minutes that stands off in any fast
 * market; it says how positions are valued, and is judged nowhere.
 */
export function priceSanity({ action, snapshot, limits }: CheckContext): Judgement {
  if (action.terms.kind !== 'trade') return pass('nothing is traded');
  const market = marketOf(snapshot, action.terms.instrument);
  if (!market) return reject(`${action.terms.instrument} is not among the markets that were read`);
  const index = toFloat(market.index);
  const { underlying, kind, venue } = market.instrument;
  // An option trades at a premium; only its underlying's price can be compared.
  const compared = kind === 'option' ? [] : [{ who: 'the price to trade at', price: toFloat(market.last) }];
  for (const reading of snapshot.readings.filter((other) => other.venue !== venue)) {
    const price = underlying === null ? undefined : reading.prices[underlying];
    if (price !== undefined) compared.push({ who: `the oracle of ${reading.venue}`, price: toFloat(price) });
  }
  const worst = compared
    .map(({ who, price }) => ({ who, price, deviation: Math.abs(price / index - 1) * 10_000 }))
    .sort((a, b) => b.deviation - a.deviation)[0];
  if (!worst) return pass('there is no second price to compare with');
  const apart = `${worst.who}, ${sayNumber(worst.price)}, is ${sayBps(worst.deviation)} from the index, ${sayNumber(index)}`;
  const text = `${apart}; the limit is ${sayBps(limits.priceDeviation)}`;
  // Not `>`: a deviation that is not a number is not sane either.
  return worst.deviation <= limits.priceDeviation ? pass(text) : reject(text);
}
