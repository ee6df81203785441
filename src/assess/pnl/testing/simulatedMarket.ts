import type { Dice } from './dice.js';

/** A market of a minute's grain: prices that jump, vols that cluster, funding that wanders. */
export interface SimulatedMarket {
  names: readonly string[];
  spot: Record<string, number>;
  /** Of each perpetual's mark over spot, as a share. */
  basis: Record<string, number>;
  /** At the money, annualised. */
  vol: Record<string, number>;
  /** Paid by longs, a share of notional a year. */
  funding: Record<string, number>;
  /** What a strike's vol is as a factor on that at the money: skewed, and with a will of its own. */
  smile(name: string, strike: number): number;
  /** USD per token of the dollar that margin is held in stays at 1. One minute passes. */
  pass(): void;
}

const minutesPerYear = 525_600;
/** A jump every two days, and one in ten of them a crash. */
const jumpsPerMinute = 1 / (2 * 1440);

export function createSimulatedMarket(dice: Dice): SimulatedMarket {
  const names = ['ETH', 'BTC'];
  const spot: Record<string, number> = { ETH: dice.between(1_200, 4_500), BTC: dice.between(20_000, 110_000) };
  const same = (of: () => number): Record<string, number> => ({ ETH: of(), BTC: of() });
  /** What returns are drawn from: EWMA of squared returns, pulled to a level. */
  const realised = same(() => dice.between(0.35, 1.1));
  const level = { ...realised };
  const vol = { ...realised };
  const basis = same(() => 0);
  const funding = same(() => dice.between(-0.1, 0.4));
  const tilt = same(() => dice.between(-0.3, 0.1));
  const of = (all: Record<string, number>, name: string) => all[name] ?? Number.NaN;

  return {
    names,
    spot,
    basis,
    vol,
    funding,
    smile(name, strike) {
      const moneyness = Math.log(strike / of(spot, name));
      return Math.max(0.5, 1 + of(tilt, name) * moneyness + 0.8 * moneyness * moneyness);
    },
    pass() {
      const isJump = dice.chance(jumpsPerMinute);
      const isCrash = isJump && dice.chance(0.1);
      const common = dice.normal();
      for (const name of names) {
        const noise = 0.8 * common + 0.6 * dice.normal();
        const jump = isCrash ? -dice.between(0.08, 0.2) : isJump ? 0.035 * dice.normal() : 0;
        const move = (of(realised, name) / Math.sqrt(minutesPerYear)) * noise + jump;
        spot[name] = of(spot, name) * Math.exp(move);
        const variance = of(realised, name) ** 2;
        // A half-life of about a day; a single jump does not raise the vol of years.
        const seen = Math.min(move * move * minutesPerYear, 40 * variance);
        const next = variance + 0.0005 * (seen - variance) + 0.0005 * (of(level, name) ** 2 - variance);
        realised[name] = Math.sqrt(next);
        const fright = isCrash ? 1.35 : isJump ? 1.08 : 1;
        const pull = 0.002 * (of(realised, name) - of(vol, name));
        vol[name] = Math.max(0.15, (of(vol, name) + pull) * Math.exp(0.0015 * dice.normal() - 0.001 * noise) * fright);
        basis[name] = 0.995 * of(basis, name) + 0.00005 * dice.normal();
        funding[name] = of(funding, name) + 0.001 * (0.15 - of(funding, name)) + 0.006 * dice.normal();
        tilt[name] = of(tilt, name) + 0.0005 * dice.normal() - 0.001 * (of(tilt, name) + 0.1);
      }
    },
  };
}
