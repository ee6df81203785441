import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface ButtonProps {
  children: ComponentChildren;
  onClick?: () => void;
  type?: 'button' | 'submit';
  kind?: 'plain' | 'first' | 'danger' | 'danger first' | 'bare';
  /** Why it cannot be pressed now, in a sentence; null where it can. */
  whyNot?: string | null;
  busy?: boolean;
  label?: string;
  /** Whether the reason stands beside it, or is only said on asking. */
  tells?: boolean;
}

/**
 * A button. One that cannot be pressed stays where the keyboard finds it, and says why: one that is merely dead would leave a
 * person guessing.
 */
export function Button({
  children,
  onClick,
  type = 'button',
  kind = 'plain',
  whyNot = null,
  busy = false,
  label,
  tells = false,
}: ButtonProps) {
  const id = useId();
  const off = whyNot !== null || busy;
  return (
    <>
      <button
        type={type}
        class={kind === 'plain' ? 'button' : `button ${kind}`}
        aria-disabled={off ? 'true' : undefined}
        aria-busy={busy ? 'true' : undefined}
        aria-label={label}
        aria-describedby={whyNot === null ? undefined : id}
        title={whyNot ?? undefined}
        onClick={(event) => {
          if (off) event.preventDefault();
          else onClick?.();
        }}
      >
        {children}
      </button>
      {whyNot !== null && (
        <span id={id} class={tells ? 'why-not' : 'unseen'}>
          {whyNot}
        </span>
      )}
    </>
  );
}
