import { useEffect, useState } from 'preact/hooks';

/** A value that parts of the page look at, and that tells them when it changes. */
export interface Store<Value> {
  get(): Value;
  set(value: Value): void;
  /** @returns what ends it */
  subscribe(hear: () => void): () => void;
}

/** A store that tells only of values that differ from the last. */
export function createStore<Value>(initial: Value): Store<Value> {
  let value = initial;
  const hearers = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const hear of [...hearers]) hear();
    },
    subscribe(hear) {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
  };
}

/** The value of a store, drawn anew whenever it changes. */
export function useStore<Value>(store: Store<Value>): Value {
  const [, redraw] = useState({});
  useEffect(() => {
    let seen = store.get();
    redraw({});
    return store.subscribe(() => {
      if (Object.is(seen, store.get())) return;
      seen = store.get();
      redraw({});
    });
  }, [store]);
  return store.get();
}
