import { useState } from 'preact/hooks';
import type { OrderRowView } from '../../../../views/orderRows.js';
import { Button } from '../../parts/Button.js';
import { Dialog } from '../../parts/Dialog.js';
import { Field } from '../../parts/Field.js';
import { Failure } from '../../parts/Loaded.js';
import { useAct } from '../../state/act.js';
import { refreshViews } from '../../state/view.js';

/** Other terms for an order that is open. What is sent is what was written, to the last digit. */
export function AmendOrder({ order, onClose }: { order: OrderRowView; onClose: () => void }) {
  const [quantity, setQuantity] = useState(order.quantity ?? '');
  const [limit, setLimit] = useState(order.limitPriceUsd ?? '');
  const [text, setText] = useState('');
  const act = useAct();
  const changed = {
    ...(quantity.trim() !== (order.quantity ?? '') ? { quantity: quantity.trim() } : {}),
    ...(limit.trim() !== (order.limitPriceUsd ?? '') ? { price: limit.trim() } : {}),
  };
  const whyNot = Object.keys(changed).length === 0 ? 'Nothing is changed yet.' : null;
  const submit = async () => {
    if (whyNot !== null) return;
    const path = `/v1/orders/${encodeURIComponent(order.id)}/amend`;
    if (
      !(await act.run(
        path,
        { ...changed, text: text.trim() },
        'Asked to change it: the keeper answers at its next block.',
      ))
    )
      return;
    refreshViews('/v1/orders');
    onClose();
  };
  return (
    <Dialog title={`Amend: ${order.what}`} onClose={onClose} onSubmit={() => void submit()}>
      <Field label="Quantity" hint={`in all, what is filled included; now ${order.quantity ?? 'none'}`}>
        <input
          inputMode="decimal"
          autoComplete="off"
          value={quantity}
          onInput={(event) => setQuantity(event.currentTarget.value)}
        />
      </Field>
      <Field label="Limit, USD" hint={`now ${order.limitPriceUsd ?? 'none'}`}>
        <input
          inputMode="decimal"
          autoComplete="off"
          value={limit}
          onInput={(event) => setLimit(event.currentTarget.value)}
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
