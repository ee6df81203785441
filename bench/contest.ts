/**
 * One question of speed: contestants that do the same work, side by side in one run. A file in `bench/rows/` exports
 * `contests`; the program finds it by being there.
 */
export interface Contest {
  /** What is done, e.g. 'price, delta, gamma, vega, theta of 65,536 options'. `--only` looks in it. */
  title: string;
  /** What a time is given in. */
  unit: Unit;
  /** What one of `per` is, e.g. 'option'; left out where a run is one thing. */
  of?: string;
  /** A function where they must be built first: it is called only when the contest is held. */
  contestants: readonly Contestant[] | (() => Promise<readonly Contestant[]>);
  /** What must hold between them; said in the table, met or not, and never a reason to fail. */
  limits?: readonly Limit[];
  /**
   * What is counted: 'wall' unless told; 'processor' is this process's own time on all cores, which a busy neighbour does not change,
   * for what runs on one thread and waits for nothing.
   */
  clock?: 'wall' | 'processor';
  /** Interleaved repeats, 15 unless told. */
  repeats?: number;
  /** Figures that are no times (errors, counts, bounds), worked out after the times. */
  lines?: () => readonly Line[] | Promise<readonly Line[]>;
}

/** A contest that is held: its contestants are there. */
export interface HeldContest extends Contest {
  contestants: readonly Contestant[];
}

export type Unit = 'ns' | 'us' | 'ms' | 's';

export type Contestant = Present | Absent;

export interface Present {
  name: string;
  /** How many of what is timed are done by one run: times are given for one of them. */
  per: number;
  /** Does it once. Whoever times itself, such as a child program, gives back the nanoseconds that the run took. */
  run: () => Run | Promise<Run>;
  /** Once all is measured: ends children, frees memory. */
  close?: () => void | Promise<void>;
}

// A run that times nothing itself gives back nothing.
// biome-ignore lint/suspicious/noConfusingVoidType: so that `() => { … }` is a run
type Run = number | void;

export interface Absent {
  name: string;
  /** Why it does not take part: 'not available: …'. */
  why: string;
}

/** A median, or with `against` the ratio of two medians, and its bound. Where one is absent the limit is not judged. */
export interface Limit {
  of: string;
  against?: string;
  atMost?: number;
  atLeast?: number;
}

export interface Line {
  say: string;
  /** Left out: a figure without a bound. */
  met?: boolean;
}

export type Contests = () => readonly Contest[] | Promise<readonly Contest[]>;
