import type { KeeperMode } from '../../../lab/gmx/keeper.js';

/** How GMX's keeper treats what is asked of it in one step, and what the audience is told. */
export interface Mood {
  mode: KeeperMode;
  says: string;
  /** How long after the asking it is itself again, on the chain's clock. */
  lasts: number;
  wakes: string;
}

/** When in the story, as a share of its steps. */
const moods: readonly (Mood & { at: number })[] = [
  {
    at: 0.25,
    mode: 'asleep',
    says: "GMX's keeper falls asleep",
    // Longer than GMX takes orders for carried out (300 s): then they are taken back.
    lasts: 400,
    wakes: "GMX's keeper is awake again",
  },
  {
    at: 0.5,
    mode: 'cancels for price',
    says: "GMX's keeper comes with a price that no order accepts",
    lasts: 5,
    wakes: "GMX's keeper comes with the market's price again",
  },
  {
    at: 0.75,
    mode: { late: 25 },
    says: "GMX's keeper takes 25 s for an order",
    lasts: 30,
    wakes: "GMX's keeper is prompt again",
  },
];

/** null: it carries out at once whatever it is asked for. */
export const moodAt = (step: number, of: number): Mood | null =>
  moods.find(({ at }) => Math.max(1, Math.round(at * of)) === step) ?? null;

/** Whether somebody is about to see to orders that wait. */
export const isAtWork = (mode: KeeperMode): boolean => mode === 'prompt' || mode === 'cancels for price';
