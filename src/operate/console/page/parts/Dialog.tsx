import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { giveBackFocus } from './giveBackFocus.js';

interface DialogProps {
  title: string;
  onClose: () => void;
  onSubmit?: () => void;
  wide?: boolean;
  children: ComponentChildren;
}

/** A question above the page. The browser keeps the focus in it, and gives it back where it was. */
export function Dialog({ title, onClose, onSubmit, wide = false, children }: DialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    shown?.showModal();
    return () => {
      shown?.close();
      giveBackFocus(before);
    };
  }, []);
  const inside = (
    <>
      <h2 id={id}>{title}</h2>
      {children}
    </>
  );
  return (
    <dialog
      ref={dialog}
      class={wide ? 'wide' : ''}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      {onSubmit ? (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          {inside}
        </form>
      ) : (
        <div class="inside">{inside}</div>
      )}
    </dialog>
  );
}
