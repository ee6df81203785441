/**
 * Figures over time by steps of one length: of each step the last value and the lowest and highest there were. Times that are known
 * (of the last point) and values stand in arrays of one length; NaN is what is not known in the whole step.
 */
export interface Steps {
  at: number[];
  last: number[][];
  min: number[][];
  max: number[][];
  /** A step each, as its number: time / length, rounded down. */
  step: number[];
}

/** Where points, or steps of a shorter length, are gathered in the order of time. */
export interface StepGatherer {
  readonly steps: Steps;
  /** One row of `columns` names each; a name that is new begins with what is not known. */
  add(chunk: StepInput): void;
}

/** Rows to be gathered. `min` and `max` are the values themselves where each row is a point. */
export interface StepInput {
  columns: readonly string[];
  at: ArrayLike<number>;
  last: readonly ArrayLike<number>[];
  min: readonly ArrayLike<number>[];
  max: readonly ArrayLike<number>[];
  /** Only rows of these times, both included. */
  from?: number;
  to?: number;
}

/**
 * @param names - The columns to gather, in the order they are given back in; others are passed over.
 * @param stepMs - Length of a step; steps begin at its multiples. 0: each row is a step of its own.
 */
export function createStepGatherer(names: readonly string[], stepMs: number): StepGatherer {
  const steps: Steps = {
    at: [],
    last: names.map(() => []),
    min: names.map(() => []),
    max: names.map(() => []),
    step: [],
  };
  return {
    steps,
    add({ columns, at, last, min, max, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }) {
      const { length } = at;
      // Which step each row is in is worked out once, and then each column is gone through by itself: rows of memory, not of a table.
      const begin = firstAt(at, from);
      let end = begin;
      const first = steps.step.length;
      const into = new Int32Array(length - begin);
      let current = steps.step.at(-1) ?? Number.NEGATIVE_INFINITY;
      for (; end < length && (at[end] ?? 0) <= to; end++) {
        const time = at[end] ?? 0;
        const step = stepMs === 0 ? time : Math.floor(time / stepMs);
        if (stepMs === 0 || step !== current) {
          steps.step.push(step);
          steps.at.push(time);
          current = step;
        } else steps.at[steps.at.length - 1] = time;
        into[end - begin] = steps.step.length - 1;
      }
      for (const [n, name] of names.entries()) {
        const [ls, lows, highs] = [steps.last[n] ?? [], steps.min[n] ?? [], steps.max[n] ?? []];
        for (let s = first; s < steps.step.length; s++) {
          ls.push(Number.NaN);
          lows.push(Number.NaN);
          highs.push(Number.NaN);
        }
        const c = columns.indexOf(name);
        const [l, low, high] = [last[c], min[c], max[c]];
        if (c < 0 || !l || !low || !high) continue;
        for (let i = begin; i < end; i++) {
          const s = into[i - begin] ?? 0;
          const value = l[i] ?? Number.NaN;
          if (!Number.isNaN(value)) ls[s] = value;
          const lowest = low[i] ?? Number.NaN;
          const highest = high[i] ?? Number.NaN;
          // What is not known (NaN) is neither lower nor higher than anything.
          if (!((lows[s] ?? Number.NaN) <= lowest) && !Number.isNaN(lowest)) lows[s] = lowest;
          if (!((highs[s] ?? Number.NaN) >= highest) && !Number.isNaN(highest)) highs[s] = highest;
        }
      }
    },
  };
}

/** Index of the first time that is not before `from`, by halves. */
function firstAt(at: ArrayLike<number>, from: number): number {
  let [low, high] = [0, at.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((at[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
