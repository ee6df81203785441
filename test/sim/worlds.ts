import { createPerpWorld } from './perpWorld.js';
import type { World } from './world.js';

type OnFinished = (end: () => void) => void;

/** Where a seed can be played. */
export const worldKinds = { perp: createPerpWorld } as const satisfies Readonly<
  Record<string, (onFinished: OnFinished) => Promise<World>>
>;
export type WorldName = keyof typeof worldKinds;

/** Each world is built once, when it is first asked for. */
export function openWorld(onFinished: OnFinished) {
  const open = new Map<WorldName, Promise<World>>();
  return {
    world(name: WorldName): Promise<World> {
      const world = open.get(name) ?? worldKinds[name](onFinished);
      open.set(name, world);
      return world;
    },
    async stop() {
      for (const world of open.values()) await (await world).stop();
    },
  };
}
