import type { DecisionRowView } from '../../../views/decisions.js';
import type { Tone } from './Tag.js';

const tones: Readonly<Record<DecisionRowView['outcome'], Tone>> = {
  held: 'plain',
  refused: 'warn',
  review: 'warn',
  shadow: 'note',
  open: 'note',
  filled: 'good',
  acted: 'good',
  ended: 'plain',
  unknown: 'warn',
};

/** How what became of a decision is coloured. */
export const outcomeTone = (outcome: DecisionRowView['outcome']): Tone => tones[outcome];
