import type { VenueId } from '../../../model/instrument.js';

/** Where rules of a venue's margin accounts usually act, and why there. Health: 1 is liquidatable. */
export interface Habit {
  topUp: { below: number; to: number };
  deleverage: { below: number; to: number; maxSlippage: string };
  /** Where a stop rests at the venue; absent where none can. */
  protect?: number;
  /** Below this no budget holds a rescue back, where only this venue is watched. */
  surviveBelow: number;
  /** Below this a hedge may leave no margin account there. */
  least: number;
  /** What a health means there, in a sentence. */
  says: string;
}

/** What is proposed where a venue has no entry of its own. */
export const usualHabit: Habit = {
  topUp: { below: 1.5, to: 2 },
  deleverage: { below: 1.2, to: 1.5, maxSlippage: '1%' },
  surviveBelow: 1.1,
  least: 1.2,
  says: 'a health of 1 is liquidated',
};

/** As the shipped strategies have them, which are tested on the real contracts. */
export const habits: Readonly<Record<VenueId, Habit>> = {
  'gmx-v2': {
    topUp: { below: 10, to: 20 },
    deleverage: { below: 5, to: 10, maxSlippage: '1%' },
    protect: 3,
    surviveBelow: 4,
    least: 5,
    says: 'GMX requires 0.5 to 1 % of the size, so at 0.5 % each 1 of health is another half a percent of price',
  },
  'perp-v2': {
    topUp: { below: 3, to: 5 },
    deleverage: { below: 1.25, to: 1.6, maxSlippage: '1%' },
    surviveBelow: 1.1,
    least: 1.6,
    says: 'Perp V2 opens nothing below a health of 1.6, so the next hedge needs room above it',
  },
  lyra: {
    topUp: { below: 1.25, to: 1.5 },
    deleverage: { below: 1.12, to: 1.3, maxSlippage: '10%' },
    surviveBelow: 1.1,
    least: 1.2,
    says: 'each short option has collateral of its own; slippage is of the premium, which moves many times as fast as spot',
  },
  'aave-v3': {
    topUp: { below: 1.3, to: 1.5 },
    deleverage: { below: 1.15, to: 1.3, maxSlippage: '1%' },
    surviveBelow: 1.1,
    least: 1.2,
    says: 'a loan grows by its interest, so its health falls a little even while prices stand still',
  },
};

export const habitOf = (venue: VenueId): Habit => habits[venue] ?? usualHabit;
