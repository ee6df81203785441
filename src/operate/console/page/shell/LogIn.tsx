import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../parts/Button.js';
import { Field } from '../parts/Field.js';
import { Failure } from '../parts/Loaded.js';
import { type AskError, askErrorOf } from '../state/ask.js';
import { logIn } from '../state/logIn.js';

/** Who are you? The page behind it stays where it was: its address does not change. */
export function LogIn({ ended }: { ended: boolean }) {
  const [token, setToken] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AskError | null>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = 'Log in · ballast';
    input.current?.focus();
  }, []);
  const submit = async () => {
    if (busy || token.trim() === '') return;
    setBusy(true);
    setError(null);
    try {
      await logIn(token.trim());
    } catch (caught) {
      setError(askErrorOf(caught));
      setToken('');
      input.current?.focus();
    }
    setBusy(false);
  };
  return (
    <main class="entry">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div class="row">
          <img src="/ballast.svg" width="36" height="36" alt="" />
          <h1>ballast</h1>
        </div>
        {ended && (
          <p class="notice warn" role="status">
            <strong>Your session has ended.</strong>
            <span class="soft">Log in to go on where you were. Nothing was sent meanwhile.</span>
          </p>
        )}
        <Field
          label="Token"
          hint={
            <>
              Yours is made with <code>ballast token new NAME ROLE</code>.
            </>
          }
        >
          <input
            ref={input}
            type="password"
            name="token"
            value={token}
            autoComplete="current-password"
            spellcheck={false}
            onInput={(event) => setToken(event.currentTarget.value)}
          />
        </Field>
        {error && <Failure error={error} />}
        <Button type="submit" kind="first" busy={busy} whyNot={token.trim() === '' ? 'Paste your token first.' : null}>
          {busy ? 'Looking…' : 'Log in'}
        </Button>
      </form>
    </main>
  );
}
