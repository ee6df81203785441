import { sayBps, sayNumber } from '../../assess/sayNumber.js';
import { withQuantity } from '../../guard/notional.js';
import type { WorkedParent } from '../../model/desk.js';
import type { TradeTerms } from '../../model/order.js';
import { assumedVol } from '../../model/riskSettings.js';
import { marketOf } from '../../model/snapshot.js';
import { fromFloat, multiplyWad, toFloat, type Wad, wad } from '../../model/units.js';
import type { Turn } from '../turn.js';
import { thinnerNow } from './depth.js';
import { estimateOf, slippageOf, withinLimit } from './limitPrice.js';
import { nominalPart } from './nominalPart.js';
import { realisedVol } from './realisedVol.js';

/** What of a part the market takes now, or why it takes nothing. */
export type Taken =
  | { kind: 'some'; terms: TradeTerms; size: readonly string[] }
  | { kind: 'nothing'; why: string }
  /** Its limit is away from the market. */
  | { kind: 'beyond'; why: string };

/** Halved so often at most: to a thousandth of what is due. */
const mostHalvings = 10;

/** So many times as thin as when the order was taken on, and parts are cut to what moves the price as it did then. */
const thinFrom = 2;

/** Not smaller than for a market so many times as thin: beyond that, it is dry. */
const mostThinner = 8;

/** What is cut for thinness or for a wild market is no smaller than this part of a usual one: or what is left would never end. */
const leastCut = 8n;

/** Times the volatility that the book goes by; beyond, the price moves more than it should. */
const wildFrom = 3;

/**
 * Watches depth and volatility while an order is worked in parts. A part is expected to use no more than half of the slippage it is
 * allowed, and is halved while it would use more: so the order slows as depth goes. Where the smallest part would use all of it, or
 * the venue quotes none, it stops. While the market moves three times as much as it should, by the newest samples of it, parts are half
 * as large. Neither cuts to less than an eighth of a usual part. What is to be done at once may use all of its slippage.
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
  const smallPart = wad(nominalPart(parent) / leastCut);
  // Nor is a crumb left behind.
  const least = due.quantity < 2n * smallPart ? due.quantity : smallPart;
  const cutTo = (quantity: Wad) => withQuantity(wanted, quantity > least ? quantity : least);
  const wild = isPatient ? sayWild(turn, parent) : null;
  if (wild !== null) {
    wanted = cutTo(halfOf(wanted));
    size.push(`half as much: ${wild}`);
  }
  const thinner = isPatient ? thinnerNow(turn, parent) : 1;
  if (thinner >= thinFrom) {
    wanted = cutTo(shareOf(wanted, 1 / Math.min(thinner, mostThinner)));
    size.push(`cut to what moves the price as before: the market is ${sayNumber(thinner)} times as thin as it was`);
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
  if (limited.kind === 'beyond') return limited;
  return { kind: 'some', terms: limited.terms, size: [...size, ...limited.size] };
}

const shareOf = ({ quantity }: TradeTerms, share: number) => {
  const part = multiplyWad(quantity, fromFloat(share, 'down'), 'down');
  return part > 0n ? part : wad(1n);
};

const halfOf = ({ quantity }: TradeTerms) => wad(quantity > 1n ? quantity / 2n : 0n);

/** That the price moves more than its volatility explains, in a sentence; null when it does not, or nobody can tell. */
function sayWild({ portfolio: { snapshot, outlook } }: Turn, { marks, terms }: WorkedParent): string | null {
  const realised = realisedVol(marks ?? []);
  if (realised === null) return null;
  const name = marketOf(snapshot, terms.instrument)?.instrument.underlying ?? '';
  const forecast = outlook.forecast?.underlyings.find((one) => one.name === name)?.vol;
  const usual = forecast ?? outlook.settings.vols[name] ?? assumedVol;
  if (!(realised > wildFrom * usual)) return null;
  return `the price moves by ${sayNumber(100 * realised)} % a year of late, and ${sayNumber(100 * usual)} % are usual`;
}
