import { createGmxWorld } from './gmxWorld.js';
import { createPerpWorld } from './perpWorld.js';
import type { World } from './world.js';

type OnFinished = (end: () => void) => void;

/** Where a seed can be played. */
export const worldKinds = { perp: createPerpWorld, gmx: createGmxWorld } as const satisfies Readonly<
  Record<string, (onFinished: OnFinished) => Promise<World>>
>;
export type WorldName = keyof typeof worldKinds;

/**
 * Anvil keeps 500 blocks' states by their hashes. Runs begin alike, so that the same hashes come again, and with the first of
 * them it forgets the state of the last: a node is left before it has kept so many.
 */
const mostRuns = 7;

/** Worlds to play in, one of a kind at a time, new ones in good time. */
export function openWorlds() {
  const open = new Map<WorldName, { world: World; runs: number; ends: (() => void)[] }>();

  async function close(name: WorldName): Promise<void> {
    const old = open.get(name);
    open.delete(name);
    await old?.world.stop();
    for (const end of old?.ends ?? []) end();
  }

  return {
    async world(name: WorldName): Promise<World> {
      const found = open.get(name);
      if (found && ++found.runs <= mostRuns) return found.world;
      await close(name);
      const ends: (() => void)[] = [];
      const world = await worldKinds[name]((end) => ends.push(end));
      open.set(name, { world, runs: 1, ends });
      return world;
    },
    async stop() {
      for (const name of [...open.keys()]) await close(name);
    },
  };
}
