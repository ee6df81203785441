import { daysPerYear } from '../../model/time.js';
import { ewmaDecay } from '../history/ewma.js';

/**
 * What moves of the price do to implied vols over a time: they move as the vol that is foretold does, sqrt(w + (1 - w) z²), where z
 * is the move in deviations and w = 0.94^days. There is no history of implied vols on chain to estimate it from; this is the news
 * impact of the forecast itself (Engle and Ng, "Measuring and Testing the Impact of News on Volatility", 1993). It makes no
 * difference between up and down: crypto vols rise with either. A quiet day lowers vol by 3 % at most, one of 4 deviations raises
 * it by 38 %.
 * @param deviation of the log-move in that time; 0, where nothing moves, leaves vols as they are
 * @returns the factor on every implied vol, by log-move
 */
export function volFactor(deviation: number, years: number): (move: number) => number {
  if (!(deviation > 0)) return () => 1;
  const kept = ewmaDecay ** (years * daysPerYear);
  const weight = (1 - kept) / (deviation * deviation);
  return (move) => Math.sqrt(kept + weight * move * move);
}
