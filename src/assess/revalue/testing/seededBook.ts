import type { HeldLinear, HeldOption, Holdings } from '../../../model/holdings.js';
import type { Scenarios } from '../../../model/scenarios.js';
import { unixSeconds } from '../../../model/units.js';

/** From 0 up to 1. */
export type Draw = () => number;

export interface BookSize {
  options: number;
  linear: number;
  /** Days to expiry that options are drawn from. */
  days?: readonly number[];
}

const prices = [
  { name: 'BTC', price: 65_000 },
  { name: 'ETH', price: 3_200 },
  { name: 'SOL', price: 150 },
];
const at = unixSeconds(1_700_000_000);
const usualDays = [1, 2, 3, 7, 14, 28, 56, 90, 180, 365];

/** Mulberry32 (Ettinger, 2017): small, and the same everywhere. */
export function seededDraw(seed: number): Draw {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A standard normal (Box and Muller, 1958). */
export const normalDraw = (draw: Draw): number => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());

/** Options and perpetuals on three underlyings, long and short, strikes about where they are traded. */
export function seededBook(draw: Draw, { options, linear, days = usualDays }: BookSize): Holdings {
  const of = (i: number) => prices[i % prices.length] ?? { name: '', price: Number.NaN };
  const scale = (price: number) => 65_000 / price;
  return {
    at,
    underlyings: prices,
    options: Array.from({ length: options }, (_, i): HeldOption => {
      const { name, price } = of(i);
      const left = days[Math.floor(draw() * days.length)] ?? 7;
      const vol = 0.4 + 0.6 * draw();
      return {
        position: `venue option ${i}`,
        venue: 'venue',
        underlying: name,
        marginAccount: null,
        quantity: (Math.round(10 * normalDraw(draw)) * scale(price)) / 100,
        strike: price * Math.exp(1.2 * vol * Math.sqrt(left / 365) * normalDraw(draw)),
        expiry: unixSeconds(at + Math.round(left * 86_400)),
        right: draw() < 0.5 ? 'call' : 'put',
        vol,
        volSource: 'venue',
        volPerLogSpot: 0,
        rate: 0,
        spot: price,
      };
    }),
    linear: Array.from({ length: linear }, (_, i): HeldLinear => {
      const { name, price } = of(i);
      return {
        position: `venue perpetual ${i}`,
        venue: 'venue',
        underlying: name,
        marginAccount: null,
        quantity: 0.1 * normalDraw(draw) * scale(price),
        kind: 'perpetual',
        carry: 0,
      };
    }),
    liquidity: [],
    margins: [],
    unpriced: [],
  };
}

export interface ScenarioSize {
  count: number;
  /** Hours that pass; each scenario has the next of them. */
  hours?: readonly number[];
}

/** Correlated moves with fat tails, vol that rises as prices fall. */
export function seededScenarios(draw: Draw, { count, hours = [1, 4, 12, 23.976] }: ScenarioSize): Scenarios {
  const columns = () => prices.map(() => new Float64Array(count));
  const scenarios = { count, spot: columns(), vol: columns(), years: new Float64Array(count) };
  for (let s = 0; s < count; s++) {
    const days = (hours[s % hours.length] ?? 24) / 24;
    scenarios.years[s] = days / 365;
    const common = normalDraw(draw);
    const deviation = 0.05 * Math.sqrt(days) * (draw() < 0.05 ? 3 : 1);
    for (let u = 0; u < prices.length; u++) {
      const own = 0.8 * common + 0.6 * normalDraw(draw);
      const [spot, vol] = [scenarios.spot[u], scenarios.vol[u]];
      if (!spot || !vol) continue;
      spot[s] = Math.max(-0.5, Math.min(0.5, own * deviation));
      vol[s] = Math.exp(Math.max(-0.6, Math.min(0.6, -0.1 * own + 0.1 * normalDraw(draw))));
    }
  }
  return scenarios;
}
