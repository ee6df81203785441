import { createDice, type Dice } from './dice.js';
import { chosen, profileOf, weighted } from './faults.js';
import type { Plant } from './keeperProcess.js';
import type { Fate } from './machine.js';
import { type Outcome, type Session, withSession } from './session.js';
import type { World } from './world.js';

export interface RunOptions {
  world: World;
  seed: number;
  /** Steps with faults; those without follow until all is settled. */
  steps?: number;
  plant?: Plant;
}

export interface Run extends Outcome {
  seed: number;
}

/** One run: the real keeper through the faults of a seed, then in peace, then all invariants. */
export async function runSeed({ world, seed, steps = 24, plant = {} }: RunOptions): Promise<Run> {
  const dice = createDice(seed);
  const variant = dice.between(0, world.variants - 1, 'variant');
  let doomed: { nth: number; fate: Fate } | null = null;
  const doom = (_: unknown, number: number): Fate => (doomed?.nth === number ? doomed.fate : 'lives');
  const outcome = await withSession({ world, variant, dice, plant, doom }, async (session) => {
    let restAt = 1;
    for (let step = 1; step <= steps; step++) {
      const fault = chosen(profileOf(dice).machine, dice.roll('machine', step));
      const fate = fault === 'kill' ? dice.pick<Fate>(['dies before', 'dies after'], 'side', step) : fault;
      doomed = fate === null || fate === 'clock jump' ? null : { fate, nth: dice.between(0, 6, 'durable', step) };
      const before = session.alive();
      await takeStep(session, dice, step, { keeper: before || step >= restAt, jump: fault === 'clock jump' });
      if (!session.alive() && (before || step >= restAt)) restAt = step + dice.between(1, 3, 'rest', step);
    }
    doomed = null;
    return session.conclude();
  });
  return { seed, ...outcome };
}

async function takeStep(
  session: Session,
  dice: Dice,
  step: number,
  { keeper, jump }: { keeper: boolean; jump: boolean },
) {
  const profile = profileOf(dice);
  const seconds = dice.pick([2, 4, 12, 16, 30], 'gap', step);
  session.trace.say(`step ${step}: ${seconds} s`);
  if (jump) session.note('clock jump');
  const skew = jump ? { skewMs: dice.between(-300, 300, 'skew', step) * 1000 } : {};
  await session.pass({ profile, seconds, keeper, ...skew });
  await session.others(dice.roll('others', step));
  const event = weighted(profile.chain, dice.roll('event', step)) ?? 'mined';
  const said = await session.chain.happen(event, session.seconds(), step);
  if (event !== 'mined') session.note(event);
  session.trace.say(`  block: ${said}`);
}
