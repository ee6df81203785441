import type { UnixMillis } from '../../../model/units.js';
import type { Said } from './said.js';
import { linkTo, timeOf } from './sayAlert.js';
import type { Place } from './told.js';

/** A message that only says that messages arrive. */
export const sayTest = (place: Place, now: UnixMillis): Said => ({
  tone: 'good',
  standing: 'test',
  title: 'alerts of ballast arrive here',
  subject: '',
  quotes: ['nothing has happened; somebody said `ballast alerts test`'],
  lines: [
    {
      label: 'an alert',
      text: 'says what happened, what ballast does about it and when, what you can do, and how to stop it',
    },
    { label: 'you', text: 'nothing needs to be done' },
  ],
  footer: `${timeOf(now)} · ${place.name}`,
  link: linkTo(place),
});
