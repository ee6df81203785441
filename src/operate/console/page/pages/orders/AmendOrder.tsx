import { useState } from 'preact/hooks';
import type { OrderRowView } from '../../../../views/orderRows.js';
import { Button } from '../../parts/Button.js';
import { Dialog } from '../../parts/Dialog.js';
import { Field } from '../../parts/Field.js';
import { Failure } from '../../parts/Loaded.js';
import { useAct } from '../../state/act.js';
import { refreshViews } from '../../state/view.js';

/**
 * Other terms for an order that is open. What is sent is what was written, to the last digit, and nothing else: a field that nobody
 * wrote in shows the order as it stands now, whoever amends it meanwhile.
 */
export function AmendOrder({ order, onClose }: { order: OrderRowView; onClose: () => void }) {
  const [opened] = useState(order);
  const quantity = useTerm('quantity', order.quantity, opened.quantity);
  const limit = useTerm('limit', order.limitPriceUsd, opened.limitPriceUsd);
  const [text, setText] = useState('');
  const act = useAct();
  const written = {
    ...(quantity.written === null ? {} : { quantity: quantity.written }),
    ...(limit.written === null ? {} : { price: limit.written }),
  };
  const moved = [quantity.moved, limit.moved].filter((one) => one !== null);
  const whyNot = Object.keys(written).length === 0 ? 'Nothing is changed yet.' : null;
  const submit = async () => {
    if (whyNot !== null) return;
    const path = `/v1/orders/${encodeURIComponent(order.id)}/amend`;
    if (
      !(await act.run(
        path,
        { ...written, text: text.trim() },
        'Asked to change it: the keeper answers at its next block.',
      ))
    )
      return;
    refreshViews('/v1/orders');
    onClose();
  };
  return (
    <Dialog title={`Amend: ${order.what}`} onClose={onClose} onSubmit={() => void submit()}>
      {moved.length > 0 && (
        <p class="notice warn small" role="status">
          It has changed since you opened this: {moved.join('; ')}. Only what you write here is sent.
        </p>
      )}
      <Field label="Quantity" hint={`in all, what is filled included; now ${order.quantity ?? 'none'}`}>
        <input
          inputMode="decimal"
          autoComplete="off"
          value={quantity.shown}
          onInput={(event) => quantity.write(event.currentTarget.value)}
        />
      </Field>
      <Field label="Limit, USD" hint={`now ${order.limitPriceUsd ?? 'none'}`}>
        <input
          inputMode="decimal"
          autoComplete="off"
          value={limit.shown}
          onInput={(event) => limit.write(event.currentTarget.value)}
        />
      </Field>
      <Field label="Why">
        <input
          maxLength={500}
          autoComplete="off"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </Field>
      {act.error && <Failure error={act.error} />}
      <footer>
        <Button onClick={onClose}>Leave it</Button>
        <Button type="submit" kind="first" whyNot={whyNot} busy={act.busy}>
          {act.busy ? 'Asking…' : 'Ask for the change'}
        </Button>
      </footer>
    </Dialog>
  );
}

/** One term: as it stands now until something else is written. `moved` says what somebody else has made of it; null: nothing. */
function useTerm(name: string, now: string | null, opened: string | null) {
  const [own, setOwn] = useState<string | null>(null);
  const isNow = (value: string) => value.trim() === (now ?? '');
  return {
    shown: own ?? now ?? '',
    written: own === null || isNow(own) ? null : own.trim(),
    moved: now === opened ? null : `the ${name} was ${opened ?? 'none'} and is ${now ?? 'none'} now`,
    // Written back to what stands, it is nobody's again.
    write: (value: string) => setOwn(isNow(value) ? null : value),
  };
}
