import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useAct } from '../state/act.js';
import { refreshViews } from '../state/view.js';
import { Button } from './Button.js';
import { Dialog } from './Dialog.js';
import { Field } from './Field.js';
import { Failure } from './Loaded.js';

/** A question before something is done. */
export interface Question {
  title: string;
  /** What will happen, in sentences. */
  says: ComponentChildren;
  /** What the button says. */
  verb: string;
  danger?: boolean;
  /** A word that must be typed first, for what cannot be taken back lightly. */
  word?: string;
  path: string;
  /** Made of the reason that was given. */
  body: (because: string) => unknown;
  /** Whether a reason is asked for; `wanted`: must be given. */
  because?: 'offered' | 'wanted';
  /** Told once it is done. */
  done: string;
}

/** Asks, and does it once the answer is yes. It closes by itself only when the daemon has said that it is done. */
export function ConfirmDialog({ question, onClose }: { question: Question; onClose: () => void }) {
  const [because, setBecause] = useState('');
  const [word, setWord] = useState('');
  const act = useAct();
  const { title, says, verb, danger, path, body, done } = question;
  const whyNot =
    question.word !== undefined && word.trim().toLowerCase() !== question.word
      ? `Type “${question.word}” first.`
      : question.because === 'wanted' && because.trim() === ''
        ? 'Say why first: it is kept in the ledger.'
        : null;
  const submit = async () => {
    if (whyNot !== null) return;
    if (!(await act.run(path, body(because.trim()), done))) return;
    refreshViews('/v1/');
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose} onSubmit={() => void submit()}>
      <div class="stack tight">{says}</div>
      {question.because && (
        <Field label="Why" hint="It is kept in the ledger, with your name.">
          <input
            maxLength={500}
            value={because}
            autoComplete="off"
            onInput={(event) => setBecause(event.currentTarget.value)}
          />
        </Field>
      )}
      {question.word !== undefined && (
        <Field label={`Type “${question.word}” to confirm`}>
          <input
            value={word}
            autoComplete="off"
            autoCapitalize="none"
            spellcheck={false}
            onInput={(event) => setWord(event.currentTarget.value)}
          />
        </Field>
      )}
      {act.error && <Failure error={act.error} />}
      <footer>
        <Button onClick={onClose}>Leave it</Button>
        <Button type="submit" kind={danger ? 'danger first' : 'first'} whyNot={whyNot} busy={act.busy}>
          {act.busy ? 'Asking…' : verb}
        </Button>
      </footer>
    </Dialog>
  );
}
