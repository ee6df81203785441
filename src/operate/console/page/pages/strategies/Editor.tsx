import { useState } from 'preact/hooks';
import type { DraftView } from '../../../../views/proposals.js';
import type { StrategyView } from '../../../../views/strategies.js';
import { Button } from '../../parts/Button.js';
import { Field } from '../../parts/Field.js';
import { Failure } from '../../parts/Loaded.js';
import { useAct } from '../../state/act.js';
import { refreshViews } from '../../state/view.js';
import { DraftSaid } from './DraftSaid.js';
import { useDraft } from './draft.js';

/** A new text: what is wrong with it, what it would change and decide now, and then the proposal. Nothing changes by it yet. */
export function Editor({ strategy, onClose }: { strategy: StrategyView; onClose: () => void }) {
  const [source, setSource] = useState(strategy.source);
  const [began] = useState(strategy.hash);
  const [because, setBecause] = useState('');
  const act = useAct();
  const { draft, error } = useDraft(strategy, source);
  const isOld = strategy.hash !== began || (draft !== null && draft.fromHash !== began);
  const whyNot = source === strategy.source ? 'Nothing is changed yet.' : whyNotProposed(draft);
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
          <p class="notice warn">
            What runs has changed since you began: differences are told to what runs now, and what your text does not
            have of it would be taken back.
          </p>
        )}
        {draft && <DraftSaid draft={draft} source={source} />}
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

function whyNotProposed(draft: DraftView | null): string | null {
  if (draft === null) return 'It is being looked at.';
  return draft.problems.length > 0 ? 'Something in it is wrong: see below.' : null;
}
