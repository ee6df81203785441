import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Bones } from '../parts/Loaded.js';
import { NotLoaded } from '../parts/NotLoaded.js';
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
  return failed ? <NotLoaded /> : <Bones lines={8} />;
}
