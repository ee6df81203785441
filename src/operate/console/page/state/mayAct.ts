import { type Right, sessionStore, whyNot } from './session.js';
import { useStore } from './store.js';
import { streamStore } from './stream.js';

/** Why something cannot be done now: the line is lost, or the person may not; null where it can. Used while drawing. */
export function whyNotNow(right: Right): string | null {
  const stream = useStore(streamStore);
  const { session } = useStore(sessionStore);
  if (stream.state === 'lost') return 'Not connected: nothing can be asked of ballast now.';
  return whyNot(right, session);
}
