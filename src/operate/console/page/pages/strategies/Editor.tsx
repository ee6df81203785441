import type { DraftView } from '../../../../views/proposals.js';
import type { StrategyView } from '../../../../views/strategies.js';
import { Button } from '../../parts/Button.js';
import { Field } from '../../parts/Field.js';
import { Failure } from '../../parts/Loaded.js';
import { useAct } from '../../state/act.js';
import { useUnsent } from '../../state/unsent.js';
import { refreshViews } from '../../state/view.js';
import { DraftSaid } from './DraftSaid.js';
import { useDraft } from './draft.js';

/** How a new text of a strategy is called while it is not proposed. */
export const newText = (strategy: string): string => `new text of ${strategy}`;

/** A new text: what is wrong with it, what it would change and decide now, and then the proposal. Nothing changes by it yet. */
export function Editor({ strategy, onClose }: { strategy: StrategyView; onClose: () => void }) {
  const { fields, isTakenUp, write, forget } = useUnsent(newText(strategy.name), () => ({
    source: strategy.source,
    began: strategy.hash,
    because: '',
  }));
  const { source = '', began = '', because = '' } = fields;
  const act = useAct();
  const { draft, error } = useDraft(strategy, source);
  const isOld = strategy.hash !== began || (draft !== null && draft.fromHash !== began);
  const whyNot = source === strategy.source ? 'Nothing is changed yet.' : whyNotProposed(draft);
  const leave = () => {
    forget();
    onClose();
  };
  const propose = async () => {
    if (whyNot !== null) return;
    const body = { strategy: strategy.name, source, text: because.trim() };
    if (!(await act.run('/v1/proposals', body, 'Proposed: nothing changes until it is confirmed.'))) return;
    refreshViews('/v1/');
    leave();
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
      {isTakenUp && <p class="notice small">This is what you had written and not proposed.</p>}
      <Field label="New text">
        <textarea
          class="source"
          spellcheck={false}
          autoComplete="off"
          value={source}
          onInput={(event) => write({ source: event.currentTarget.value })}
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
          onInput={(event) => write({ because: event.currentTarget.value })}
        />
      </Field>
      {act.error && <Failure error={act.error} />}
      <div class="row">
        <Button type="submit" kind="first" whyNot={whyNot} busy={act.busy} tells>
          {act.busy ? 'Asking…' : 'Propose'}
        </Button>
        <Button onClick={leave}>Leave it</Button>
      </div>
    </form>
  );
}

function whyNotProposed(draft: DraftView | null): string | null {
  if (draft === null) return 'It is being looked at.';
  return draft.problems.length > 0 ? 'Something in it is wrong: see above.' : null;
}
