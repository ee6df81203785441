import { sayBps, sayNumber } from '../../assess/sayNumber.js';
import { withQuantity } from '../../guard/notional.js';
import type { WorkedParent } from '../../model/desk.js';
import type { TradeTerms } from '../../model/order.js';
import { assumedVol } from '../../model/riskSettings.js';
import { marketOf } from '../../model/snapshot.js';
import { toFloat, wad } from '../../model/units.js';
import type { Turn } from '../turn.js';
import { estimateOf, slippageOf, withinLimit } from './limitPrice.js';

/** What of a part the market takes now, or why it takes nothing. */
export type Taken = { kind: 'some'; terms: TradeTerms; size: readonly string[] } | { kind: 'nothing'; why: string };

/** Halved so often at most: to a thousandth of what is due. */
const mostHalvings = 10;

/** Deviations that the price may have gone since the order was taken on; beyond, it moves more than it should. */
const wildFrom = 3;

/**
 * Watches depth and volatility while an order is worked in parts. A part is expected to use no more than half of the slippage it is
 * allowed, and is halved while it would use more: so the order slows as depth goes. Where the smallest part would use all of it, or
 * the venue quotes none, it stops. In a market that has moved by more than three deviations of its volatility, parts are half as
 * large. What is to be done at once may use all of its slippage.
 */
export function takenNow(turn: Turn, parent: WorkedParent, due: TradeTerms): Taken {
  const { input, portfolio } = turn;
  const { snapshot } = portfolio;
  const venue = input.venues.get(due.venue);
  const reading = snapshot.readings.find((candidate) => candidate.venue === due.venue);
  const market = marketOf(snapshot, due.instrument);
  if (!venue || !reading || !market) return { kind: 'nothing', why: `${due.instrument} was not read` };
  const isPatient = parent.terms.algorithm.kind !== 'immediate';
  const size: string[] = [];
  let wanted = due;
  const wild = isPatient ? sayWild(turn, parent, toFloat(market.last)) : null;
  if (wild !== null) {
    wanted = withQuantity(wanted, halfOf(wanted));
    size.push(`half as much: ${wild}`);
  }
  const comfortable = due.maxSlippage * (isPatient ? 0.5 : 1);
  let why = '';
  let kept: TradeTerms | null = null;
  for (let halved = 0; halved <= mostHalvings && wanted.quantity > 0n; halved++) {
    const estimate = estimateOf(venue, reading, wanted);
    if (typeof estimate === 'string') why = estimate;
    else {
      const slippage = slippageOf(estimate.price, market.last, wanted.side);
      why = `${sayBps(slippage)} expected for ${sayNumber(toFloat(wanted.quantity))}, and ${sayBps(due.maxSlippage)} allowed`;
      if (slippage <= comfortable) {
        kept = wanted;
        if (halved > 0)
          size.push(
            `the market is thin: cut from ${sayNumber(toFloat(due.quantity))} to ${sayNumber(toFloat(wanted.quantity))}`,
          );
        break;
      }
      // Rather a small part at a bad price than none: but never beyond the bound.
      if (halved === mostHalvings && slippage <= due.maxSlippage) kept = wanted;
    }
    wanted = withQuantity(wanted, halfOf(wanted));
  }
  if (kept === null) return { kind: 'nothing', why: `liquidity has dried up: ${why}` };
  const { price } = parent.terms;
  if (price === null) return { kind: 'some', terms: kept, size };
  const limited = withinLimit(kept, price, venue, snapshot);
  if (limited.kind === 'beyond') return { kind: 'nothing', why: limited.why };
  return { kind: 'some', terms: limited.terms, size: [...size, ...limited.size] };
}

const halfOf = ({ quantity }: TradeTerms) => wad(quantity > 1n ? quantity / 2n : 0n);

/** That the price has gone further than its volatility explains, in a sentence; null when it has not, or nobody can tell. */
function sayWild({ input, portfolio: { snapshot, outlook } }: Turn, parent: WorkedParent, last: number): string | null {
  const { arrivalPrice, acceptedAt, terms } = parent;
  if (arrivalPrice === null || acceptedAt === null || !(arrivalPrice > 0) || !(last > 0)) return null;
  const name = marketOf(snapshot, terms.instrument)?.instrument.underlying ?? '';
  const forecast = outlook.forecast?.underlyings.find((one) => one.name === name)?.vol;
  const vol = forecast ?? outlook.settings.vols[name] ?? assumedVol;
  const elapsed = Math.max(shortest, input.now - acceptedAt);
  const usual = vol * Math.sqrt(elapsed / millisPerYear);
  const moved = Math.abs(Math.log(last / arrivalPrice));
  if (!(moved > wildFrom * usual)) return null;
  return `the price has moved by ${sayBps(moved * 10_000)}, and ${sayBps(usual * 10_000)} are usual in that time`;
}

/** A minute: within less, no volatility says anything. */
const shortest = 60_000;
const millisPerYear = 365 * 86_400_000;
