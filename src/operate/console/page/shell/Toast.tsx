import { useEffect, useState } from 'preact/hooks';
import { announcementStore } from '../state/announce.js';
import { useStore } from '../state/store.js';

/** What was just done, for a few seconds. The place is always there, so that screen readers hear what comes into it. */
export function Toast() {
  const said = useStore(announcementStore);
  const [shown, show] = useState<string>('');
  useEffect(() => {
    if (!said) return;
    show(said.text);
    const timer = setTimeout(() => show(''), 6_000);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <div class="toast" role="status" aria-live="polite">
      {shown}
    </div>
  );
}
