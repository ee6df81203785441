import type { ComponentChildren } from 'preact';
import type { AskError } from '../state/ask.js';
import type { Viewed } from '../state/view.js';
import { Button } from './Button.js';
import { Words } from './Words.js';

/** Grey lines where text will be, so that nothing jumps when it comes. */
export const Bones = ({ lines = 4 }: { lines?: number }) => (
  <div class="stack tight" aria-hidden="true">
    {Array.from({ length: lines }, (_, line) => (
      <span key={line} class="bone" style={{ width: `${[92, 78, 85, 60, 70][line % 5]}%` }} />
    ))}
  </div>
);

/** What went wrong, the mend, and another try. */
export const Failure = ({ error, again }: { error: AskError; again?: (() => void) | undefined }) => (
  <div class="notice bad" role="alert">
    <strong>
      <Words of={sentence(error.message)} />
    </strong>
    {error.mend && (
      <span class="soft">
        <Words of={sentence(error.mend)} />
      </span>
    )}
    {error.problems.length > 0 && (
      <ul class="bullets small">
        {error.problems.map((problem) => (
          <li key={`${problem.field} ${problem.message}`}>
            {problem.field && <code>{problem.field}</code>} {problem.message}
            {problem.mend ? `: ${problem.mend}` : ''}
          </li>
        ))}
      </ul>
    )}
    {again && <Button onClick={again}>Try again</Button>}
  </div>
);

/** Nothing is there yet, and what will make it appear. */
export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <div class="empty">
    <strong>{title}</strong>
    {children}
  </div>
);

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

interface LoadedProps<View> {
  view: Viewed<View>;
  lines?: number;
  children: (data: View) => ComponentChildren;
}

/**
 * A view in each of its states: bones while the first answer is waited for; what went wrong; or what is known, with a word above
 * it when it could not be asked for anew.
 */
export function Loaded<View>({ view, lines = 6, children }: LoadedProps<View>) {
  const { data, error, loading, again } = view;
  if (data !== null) {
    return (
      <>
        {error && error.status !== 401 && (
          <div class="notice warn small" role="status">
            <span>
              Not renewed: {error.message}. What stands here is the last that was known.{' '}
              <Button kind="bare" onClick={again}>
                Try again
              </Button>
            </span>
          </div>
        )}
        {children(data)}
      </>
    );
  }
  if (error) return <Failure error={error} again={again} />;
  return (
    <div role="status" aria-busy={loading ? 'true' : undefined}>
      <span class="unseen">Loading</span>
      <Bones lines={lines} />
    </div>
  );
}
