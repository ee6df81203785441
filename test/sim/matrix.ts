import { createDice } from './dice.js';
import { calm } from './faults.js';
import type { DurableStep, Fate } from './machine.js';
import { type Outcome, type Session, withSession } from './session.js';
import type { World } from './world.js';

/** What becomes of what the dead process had sent, while nobody watches. */
export const fates = ['mined', 'dropped', 'replaced', 'reorged'] as const;
export type TransactionFate = (typeof fates)[number];

export const sides = ['before', 'after'] as const;
export type Side = (typeof sides)[number];

/** A process killed right before or after the `nth` durable step of the story. */
export interface Cell {
  nth: number;
  side: Side;
  fate: TransactionFate;
}

const blockSeconds = 12;
const storyBlocks = 12;

/**
 * A story with all that a keeper does: a hedge, which is one transaction, and a top-up, which is two, each seen mined and then
 * final. It is told the same each time, so that its durable steps can be counted.
 */
async function tell(world: World, session: Session): Promise<void> {
  for (let block = 1; block <= storyBlocks; block++) {
    session.trace.say(`block ${block}`);
    await session.pass({ profile: calm, seconds: blockSeconds, keeper: session.alive() || block === 1 });
    if (!session.alive()) return;
    // A short that levels two ETH more has too little margin, and a rising price leaves it with less.
    if (block === 1) await world.exposure(2);
    if (block === 7) await world.price(1.06, session.seconds());
    await session.chain.mine(session.seconds());
  }
}

/** The story's durable steps, when nobody dies. @throws Error when even that breaks a law */
export async function durableSteps(world: World): Promise<DurableStep[]> {
  const steps: DurableStep[] = [];
  let counting = true;
  const doom = (durable: DurableStep): Fate => {
    if (counting) steps.push(durable);
    return 'lives';
  };
  const { violations, trace } = await withSession({ world, variant: 0, dice: createDice(1), doom }, async (session) => {
    await tell(world, session);
    counting = false;
    return session.conclude();
  });
  if (violations.length > 0)
    throw new Error(`the story alone breaks ${JSON.stringify(violations)}\n${trace.join('\n')}`);
  return steps;
}

export async function runCell(world: World, { nth, side, fate }: Cell): Promise<Outcome> {
  let passed = 0;
  const doom = (): Fate => (passed++ === nth ? `dies ${side}` : 'lives');
  return withSession({ world, variant: 0, dice: createDice(1), doom }, async (session) => {
    await tell(world, session);
    session.trace.say(`while it is dead: ${fate}`);
    await become(session, fate);
    return session.conclude();
  });
}

async function become({ chain, seconds, pass }: Session, fate: TransactionFate): Promise<void> {
  await pass({ profile: calm, seconds: blockSeconds, keeper: false });
  switch (fate) {
    case 'mined':
      return chain.mine(seconds());
    case 'dropped':
      await chain.drop();
      return chain.mine(seconds());
    case 'replaced':
      await chain.useNonce(1);
      return chain.mine(seconds());
    case 'reorged':
      await chain.mine(seconds());
      await pass({ profile: calm, seconds: blockSeconds, keeper: false });
      return chain.reorganise(2, seconds(), 'gone');
  }
}

/** A line a durable step: violations by side and fate. */
export function matrixTable(steps: readonly DurableStep[], count: (cell: Cell) => number | null): string {
  const columns = sides.flatMap((side) => fates.map((fate) => ({ side, fate })));
  const name = (step: DurableStep) => `${step.kind} ${step.what}`;
  const width = Math.min(70, Math.max(...steps.map((step) => name(step).length)));
  const head = columns.map(({ side, fate }) => `${side[0]}:${fate}`.padStart(11)).join('');
  const rows = steps.map((step, nth) => {
    const cells = columns.map((column) => String(count({ nth, ...column }) ?? '-').padStart(11)).join('');
    return `${String(nth + 1).padStart(3)} ${name(step).slice(0, width).padEnd(width)}${cells}`;
  });
  return [`    ${'killed before (b) or after (a)'.padEnd(width)}${head}`, ...rows].join('\n');
}
