import { useEffect } from 'preact/hooks';
import { LogIn } from './shell/LogIn.js';
import { Shell } from './shell/Shell.js';
import { askSession } from './state/logIn.js';
import { followLinks } from './state/route.js';
import { sessionStore } from './state/session.js';
import { createStore, useStore } from './state/store.js';
import { forgetViews } from './state/view.js';

/** Whether nobody answered when the page asked who is logged in. */
const unreachable = createStore(false);

async function begin(): Promise<void> {
  try {
    await askSession();
    unreachable.set(false);
  } catch {
    unreachable.set(true);
    setTimeout(() => void begin(), 2_000);
  }
}

/** The whole page: who it is for, and then what they see. */
export function App() {
  const session = useStore(sessionStore);
  const silent = useStore(unreachable);
  useEffect(followLinks, []);
  useEffect(() => void begin(), []);
  useEffect(() => {
    if (session.state === 'none') forgetViews();
  }, [session.state]);
  if (session.state === 'in') return <Shell key={session.session.name} session={session.session} />;
  if (session.state === 'none') return <LogIn ended={session.ended} />;
  return (
    <div class="entry" role="status">
      {silent ? (
        <p>ballast does not answer. It is asked again every two seconds.</p>
      ) : (
        <span class="unseen">Loading</span>
      )}
    </div>
  );
}
