import { useEffect, useRef, useState } from 'preact/hooks';
import type { DraftView } from '../../../../views/proposals.js';
import type { StrategyView } from '../../../../views/strategies.js';
import { Button } from '../../parts/Button.js';
import { Field } from '../../parts/Field.js';
import { Failure } from '../../parts/Loaded.js';
import { useAct } from '../../state/act.js';
import { type AskError, ask, askErrorOf } from '../../state/ask.js';
import { refreshViews } from '../../state/view.js';
import { Changes } from './Changes.js';
import { Foresight } from './Foresight.js';
import { Source } from './Source.js';

/** A new text: what is wrong with it, what it would change and decide now, and then the proposal. Nothing changes by it yet. */
export function Editor({ strategy, onClose }: { strategy: StrategyView; onClose: () => void }) {
  const [source, setSource] = useState(strategy.source);
  const [because, setBecause] = useState('');
  const [draft, setDraft] = useState<{ of: string; view: DraftView } | null>(null);
  const [error, setError] = useState<AskError | null>(null);
  const act = useAct();
  const newest = useRef('');
  newest.current = source;
  useEffect(() => {
    if (source === strategy.source) return setDraft(null);
    const timer = setTimeout(async () => {
      try {
        const view = await ask<DraftView>('/v1/proposals/draft', {
          method: 'POST',
          body: { strategy: strategy.name, source },
        });
        if (newest.current === source) setDraft({ of: source, view });
        setError(null);
      } catch (caught) {
        setError(askErrorOf(caught));
      }
    }, 400);
    return () => clearTimeout(timer);
  }, [source, strategy.name, strategy.source]);
  const view = draft?.of === source ? draft.view : null;
  const isOld = view !== null && view.fromHash !== strategy.hash;
  const whyNot =
    source === strategy.source
      ? 'Nothing is changed yet.'
      : view === null
        ? 'It is being looked at.'
        : view.problems.length > 0
          ? 'Something in it is wrong: see below.'
          : null;
  const propose = async () => {
    if (whyNot !== null) return;
    const body = { strategy: strategy.name, source, text: because.trim() };
    if (!(await act.run('/v1/proposals', body, 'Proposed: nothing changes until it is confirmed.'))) return;
    refreshViews('/v1/');
    onClose();
  };
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void propose();
      }}
    >
      <Field label="New text">
        <textarea
          class="source"
          spellcheck={false}
          autoComplete="off"
          value={source}
          onInput={(event) => setSource(event.currentTarget.value)}
        />
      </Field>
      {error && <Failure error={error} />}
      <div role="status" class="stack">
        {isOld && (
          <p class="notice warn">What runs has changed since you began: the differences below are to what runs now.</p>
        )}
        {view && view.problems.length > 0 && (
          <>
            <h3>{view.problems.length === 1 ? '1 thing is wrong' : `${view.problems.length} things are wrong`}</h3>
            <ul class="bullets">
              {view.problems.map(({ line, path, message, mend }) => (
                <li key={`${line} ${path} ${message}`}>
                  {line > 0 && <strong>line {line}: </strong>}
                  {message}. <span class="soft">{mend}</span>
                </li>
              ))}
            </ul>
            <Source
              text={source}
              label="The text with its wrong lines marked"
              wrong={view.problems.map(({ line }) => line)}
            />
          </>
        )}
        {view && view.problems.length === 0 && (
          <>
            <h3>What it changes</h3>
            {view.changes.length === 0 ? (
              <p class="soft">Nothing of what is decided: words or comments only.</p>
            ) : (
              <Changes changes={view.changes} />
            )}
            <h3>What it would decide now</h3>
            <Foresight foresight={view.foresight} untold={view.untold} />
          </>
        )}
      </div>
      <Field label="Why" hint="It is kept in the ledger, with your name.">
        <input
          maxLength={500}
          autoComplete="off"
          value={because}
          onInput={(event) => setBecause(event.currentTarget.value)}
        />
      </Field>
      {act.error && <Failure error={act.error} />}
      <div class="row">
        <Button type="submit" kind="first" whyNot={whyNot} busy={act.busy} tells>
          {act.busy ? 'Asking…' : 'Propose'}
        </Button>
        <Button onClick={onClose}>Leave it</Button>
      </div>
    </form>
  );
}
