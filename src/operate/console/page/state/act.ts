import { useRef, useState } from 'preact/hooks';
import { announce } from './announce.js';
import { type AskError, ask, askErrorOf } from './ask.js';

/** Something that a person does: what is in hand, and what went wrong. */
export interface Act {
  busy: boolean;
  error: AskError | null;
  /** Asks once: a second click while the first is in hand does nothing, and a second try is the same question. */
  run: (path: string, body: unknown, said: string) => Promise<boolean>;
  clear: () => void;
}

/** A question of its own for each time that a dialog is opened, asked with one key however often it is tried. */
export function useAct(): Act {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AskError | null>(null);
  const inHand = useRef(false);
  const key = useRef<{ of: string; key: string } | null>(null);
  return {
    busy,
    error,
    clear: () => setError(null),
    async run(path, body, said) {
      if (inHand.current) return false;
      const of = `${path} ${JSON.stringify(body)}`;
      if (key.current?.of !== of) key.current = { of, key: newKey() };
      inHand.current = true;
      setBusy(true);
      setError(null);
      try {
        await ask(path, { method: 'POST', body, key: key.current.key });
        key.current = null;
        announce(said);
        return true;
      } catch (caught) {
        setError(askErrorOf(caught));
        return false;
      } finally {
        inHand.current = false;
        setBusy(false);
      }
    },
  };
}

/** `crypto.randomUUID` wants TLS or loopback; this does not. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
