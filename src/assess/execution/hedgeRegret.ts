import { DAY, HOUR } from '../../model/time.js';

/** A book as it was sampled. */
export interface HedgeSample {
  /** Unix milliseconds, ascending. */
  at: number;
  /** USD per unit of the underlying. */
  price: number;
  /** Net, units of the underlying: what was held then, hedges included. */
  delta: number;
  /** Of that, what the hedge rule has bought (sold: negative) since the first sample. */
  hedged: number;
}

/** What a way to hedge comes to on the same book and the same prices. USD. */
export interface HedgeOutcome {
  name: 'as it was' | 'at every sample' | 'every hour' | 'never';
  trades: number;
  /** USD traded. */
  turnover: number;
  cost: number;
  /** What the delta that was left has gained, before costs; by luck, not by skill. */
  gain: number;
  /** Deviation of a day's gain: the root of the mean day's sum of squared moves. */
  deviation: number;
}

export interface HedgeRegret {
  outcomes: readonly HedgeOutcome[];
  /** Samples that both delta and price were known of. */
  samples: number;
  from: number;
  to: number;
  /** What trading is taken to cost, as a share of what is traded: what it has cost the rule itself. NaN where it never traded. */
  costShare: number;
}

/**
 * What a hedge rule has cost and what it has left, beside naive rules that hedge to nothing: at every sample, at the first one an hour
 * after the last hedge, never. All on the deltas and prices that were recorded: what the book would have held without its hedges is its
 * delta less what the rule has traded. Between two samples a delta stays as it was. null below two samples.
 * @param paid - What the rule's own trades have cost and come to, USD.
 */
export function hedgeRegret(
  all: readonly HedgeSample[],
  paid: { cost: number; turnover: number; trades: number },
): HedgeRegret | null {
  const samples = all.filter(({ price, delta }) => Number.isFinite(price) && Number.isFinite(delta));
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.at <= first.at) return null;
  const costShare = paid.turnover > 0 ? paid.cost / paid.turnover : Number.NaN;
  const days = (last.at - first.at) / DAY;

  const naive = (
    name: HedgeOutcome['name'],
    isTime: (sample: HedgeSample, lastAt: number) => boolean,
  ): HedgeOutcome => {
    let [held, turnover, trades, lastAt] = [0, 0, 0, Number.NEGATIVE_INFINITY];
    const left = samples.map((sample) => {
      const bare = sample.delta - sample.hedged;
      if (isTime(sample, lastAt)) {
        if (bare + held !== 0) trades += 1;
        turnover += Math.abs(bare + held) * sample.price;
        held = -bare;
        lastAt = sample.at;
      }
      return bare + held;
    });
    // Nothing costs nothing, whatever the share.
    return { name, trades, turnover, cost: turnover === 0 ? 0 : turnover * costShare, ...moved(samples, left, days) };
  };

  const asItWas: HedgeOutcome = {
    ...{ name: 'as it was', ...paid },
    ...moved(
      samples,
      // What was decided on a sample has traded before the next one: it counts from the sample on, as the others' trades do.
      samples.map(({ delta, hedged }, i) => delta + (samples[i + 1]?.hedged ?? hedged) - hedged),
      days,
    ),
  };
  const outcomes = [
    asItWas,
    naive('at every sample', () => true),
    naive('every hour', ({ at }, lastAt) => at - lastAt >= HOUR),
    naive('never', () => false),
  ];
  return { outcomes, samples: samples.length, from: first.at, to: last.at, costShare };
}

/** @param left - The delta that was held from each sample to the next. */
function moved(samples: readonly HedgeSample[], left: readonly number[], days: number) {
  let [gain, squares] = [0, 0];
  samples.forEach(({ price }, i) => {
    const before = samples[i - 1];
    if (!before) return;
    const move = (left[i - 1] ?? Number.NaN) * (price - before.price);
    gain += move;
    squares += move ** 2;
  });
  return { gain, deviation: Math.sqrt(squares / days) };
}
