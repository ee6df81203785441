import type { AskError } from '../state/ask.js';
import { Button } from './Button.js';
import { Failure } from './Loaded.js';

/** The foot of a long list. */
export const OlderButton = ({
  older: { more, busy, error },
}: {
  older: { more: (() => void) | null; busy: boolean; error: AskError | null };
}) => (
  <div class="empty">
    {error && <Failure error={error} />}
    {more ? (
      <Button onClick={more} busy={busy}>
        {busy ? 'Loading…' : 'Older'}
      </Button>
    ) : (
      <span class="small">Nothing is older.</span>
    )}
  </div>
);
