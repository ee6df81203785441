/** What the schedule of Almgren and Chriss depends on. */
export interface Impatience {
  /** λ, per USD: how much a USD² of variance is worth in USD. */
  riskAversion: number;
  /** Of the price, annualised, 1 = 100 %. */
  vol: number;
  /** USD per unit. */
  price: number;
  /** η, USD per unit for each unit traded a second: the temporary impact. */
  impact: number;
  /** Seconds, from the first slice to the last. */
  horizon: number;
  slices: number;
}

const secondsPerYear = 31_536_000;

/**
 * κT: how much faster than evenly the order is worked. From Almgren and Chriss, "Optimal execution of portfolio transactions" (2000):
 * 2 (cosh(κτ) − 1) / τ² = λσ²/η, with σ in USD per unit and √s and no permanent impact. 0 where nothing is known of impact or
 * volatility: evenly then.
 */
export function urgencyOf({ riskAversion, vol, price, impact, horizon, slices }: Impatience): number {
  const sigma = (vol * price) / Math.sqrt(secondsPerYear);
  const tau = horizon / slices;
  const wanted = (riskAversion * sigma * sigma * tau * tau) / impact;
  if (!(wanted > 0) || !Number.isFinite(wanted)) return wanted === Number.POSITIVE_INFINITY ? mostUrgent : 0;
  return Math.min(mostUrgent, Math.acosh(1 + wanted / 2) * slices);
}

/** Beyond it all is done with the first slice, and sinh would overflow. */
const mostUrgent = 500;

/** Share of the order that is left after `time`, a share of the whole time: sinh(κ(T − t)) / sinh(κT). */
export function trajectory(urgency: number, time: number): number {
  if (time <= 0) return 1;
  if (time >= 1) return 0;
  if (urgency < 1e-6) return 1 - time;
  // sinh(a) / sinh(b), each divided by e^b / 2, so that nothing overflows.
  const decay = Math.exp(-urgency * time);
  return (decay * (1 - Math.exp(-2 * urgency * (1 - time)))) / (1 - Math.exp(-2 * urgency));
}
