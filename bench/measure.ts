import type { Contest, Contestant, HeldContest, Present } from './contest.js';

/** What the repeats of one contestant came to: nanoseconds for one of `per`. */
export interface Measured {
  name: string;
  median: number;
  lowest: number;
  highest: number;
}

const defaultRepeats = 15;
/** A sample shorter than this is made of several runs, or the clock would be what is measured. */
const shortestSample = 3e6;

/** Nanoseconds, since some moment. */
type Clock = () => number;

const clocks: Record<NonNullable<Contest['clock']>, Clock> = {
  wall: () => performance.now() * 1e6,
  processor: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) * 1e3;
  },
};

/** Runs the contestants in turns, each time beginning with another one, so that a busy moment of the machine hits all of them. */
export async function measure({
  contestants,
  clock = 'wall',
  repeats = defaultRepeats,
}: HeldContest): Promise<Measured[]> {
  const present = contestants.filter(isPresent);
  const runs: number[] = [];
  for (const contestant of present) runs.push(await runsPerSample(contestant, clocks[clock]));

  const samples = present.map((): number[] => []);
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (let turn = 0; turn < present.length; turn++) {
      const i = (turn + repeat) % present.length;
      const contestant = present[i];
      if (contestant !== undefined) samples[i]?.push(await sample(contestant, runs[i] ?? 1, clocks[clock]));
    }
  }
  for (const contestant of present) await contestant.close?.();
  return present.map(({ name }, i) => summary(name, samples[i] ?? []));
}

export const isPresent = (contestant: Contestant): contestant is Present => 'run' in contestant;

/** Warms it up on the way, until the compiler has had its chance. */
async function runsPerSample(contestant: Present, now: Clock): Promise<number> {
  const until = process.hrtime.bigint() + 200_000_000n;
  let shortest = Number.POSITIVE_INFINITY;
  do {
    const took = (await sample(contestant, 1, now)) * contestant.per;
    shortest = Math.min(shortest, Math.max(took, 1));
  } while (process.hrtime.bigint() < until);
  return Math.max(1, Math.ceil(shortestSample / shortest));
}

async function sample({ run, per }: Present, runs: number, now: Clock): Promise<number> {
  let ownTime = 0;
  let timesItself = false;
  const start = now();
  for (let i = 0; i < runs; i++) {
    const given = run();
    const took = given instanceof Promise ? await given : given;
    if (took !== undefined) {
      timesItself = true;
      ownTime += took;
    }
  }
  const elapsed = now() - start;
  return (timesItself ? ownTime : elapsed) / (runs * per);
}

function summary(name: string, samples: readonly number[]): Measured {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN;
  return { name, median: at(0.5), lowest: at(0), highest: at(1) };
}
