import { useState } from 'preact/hooks';
import type { ReviewRowView } from '../../../../views/reviews.js';
import { Amount } from '../../parts/Amount.js';
import { Button } from '../../parts/Button.js';
import { Dialog } from '../../parts/Dialog.js';
import { Field } from '../../parts/Field.js';
import { Failure } from '../../parts/Loaded.js';
import { Left } from '../../parts/When.js';
import { useAct } from '../../state/act.js';
import { usd } from '../../state/numbers.js';
import { refreshViews } from '../../state/view.js';

interface AnswerProps {
  review: ReviewRowView;
  verdict: 'approve' | 'reject';
  onClose: () => void;
}

/** A person's answer. It counts once however often it is pressed; who was first is told where somebody was. */
export function Answer({ review, verdict, onClose }: AnswerProps) {
  const [most, setMost] = useState('');
  const [text, setText] = useState('');
  const act = useAct();
  const isYes = verdict === 'approve';
  const size = most.trim();
  const wrong = size !== '' && !/^\d{1,15}(\.\d+)?$/.test(size) ? 'USD, as a number above 0.' : null;
  const over = act.error?.status === 409;
  const submit = async () => {
    if (wrong !== null || over) return;
    const body = { text: text.trim(), ...(isYes && size !== '' ? { notional: Number(size) } : {}) };
    const done = isYes ? 'Approved: it is planned anew at the next block.' : 'Rejected: it is not done.';
    const ok = await act.run(`/v1/reviews/${encodeURIComponent(review.id)}/${verdict}`, body, done);
    refreshViews('/v1/');
    if (ok) onClose();
  };
  return (
    <Dialog title={isYes ? 'Approve' : 'Reject'} onClose={onClose} onSubmit={() => void submit()}>
      <div class="stack tight">
        <p class="title">{review.what}</p>
        <p class="soft">
          {review.strategy} · <Amount of={usd(review.notionalUsd)} unit="USD" /> · <Left until={review.expiresAt} />{' '}
          left
        </p>
        <p>
          {isYes
            ? 'It is planned anew on the next block’s prices, every other check is made again, and no more than what you approve is sent.'
            : 'Nothing of it is sent. The rule may ask again once the time of this question is up.'}
        </p>
      </div>
      {isYes && (
        <Field label="No more than, USD" hint={wrong ?? 'empty: all of it'}>
          <input
            inputMode="decimal"
            autoComplete="off"
            value={most}
            onInput={(event) => setMost(event.currentTarget.value)}
          />
        </Field>
      )}
      <Field label="Why" hint="It is kept in the ledger, with your name.">
        <input
          maxLength={500}
          autoComplete="off"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </Field>
      {act.error && <Failure error={act.error} />}
      <footer>
        <Button onClick={onClose}>{over ? 'Close' : 'Leave it'}</Button>
        {!over && (
          <Button type="submit" kind={isYes ? 'first' : 'danger first'} whyNot={wrong} busy={act.busy}>
            {act.busy ? 'Asking…' : isYes ? 'Approve' : 'Reject'}
          </Button>
        )}
      </footer>
    </Dialog>
  );
}
