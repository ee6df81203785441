import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Bones, Failure } from '../parts/Loaded.js';
import { AskError } from '../state/ask.js';
import { newerPageStore } from '../state/stream.js';

/** A page whose code is loaded when it is first wanted. Files of an older build may be gone: then a newer page is there. */
export function Lazy({ load }: { load: () => Promise<{ default: ComponentType }> }) {
  const [part, setPart] = useState<{ Part: ComponentType } | null>(null);
  const [failed, setFailed] = useState(false);
  const begin = () => {
    setFailed(false);
    load().then(
      (loaded) => setPart({ Part: loaded.default }),
      () => {
        setFailed(true);
        newerPageStore.set(true);
      },
    );
  };
  useEffect(begin, [load]);
  if (part) return <part.Part />;
  if (!failed) return <Bones lines={8} />;
  const error = new AskError({
    ...{ status: 0, code: 'unreachable', message: 'this part of the page could not be loaded' },
    mend: 'the daemon may have been upgraded, or cannot be reached: load the page again',
  });
  return <Failure error={error} again={() => location.reload()} />;
}
