import type { UnixMillis } from '../../../model/units.js';
import { oneLine, type Said } from './said.js';
import { linkTo, timeOf } from './sayAlert.js';
import type { Place } from './told.js';

/** How a receiver stood before it was reached again. */
export interface Failing {
  /** null: it was reached, and refused what it was told. */
  failingSince: UnixMillis | null;
  /** Hostile. What it said last. */
  answer: string;
}

/** A message to a receiver that was down: that it arrives is what it is sent for. */
export const sayReached = ({ failingSince, answer }: Failing, place: Place, now: UnixMillis): Said => ({
  tone: 'good',
  standing: 'reached again',
  title: 'alerts of ballast arrive here again',
  subject: '',
  quotes: [
    `${failingSince === null ? 'a message was refused here' : `not reached since ${timeOf(failingSince)}`}: ${oneLine(answer, 160)}`,
  ],
  lines: [
    { label: 'meanwhile', text: '`ballast alerts --all` has all that has happened' },
    { label: 'you', text: 'nothing needs to be done' },
  ],
  footer: `${timeOf(now)} · ${place.name}`,
  link: linkTo(place),
});
