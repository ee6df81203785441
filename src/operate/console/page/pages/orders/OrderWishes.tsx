import { useState } from 'preact/hooks';
import type { OrderRowView } from '../../../../views/orderRows.js';
import { Button } from '../../parts/Button.js';
import { ConfirmDialog, type Question } from '../../parts/ConfirmDialog.js';
import { whyNotNow } from '../../state/mayAct.js';
import { AmendOrder } from './AmendOrder.js';

type Wish = OrderRowView['may'][number];

const wishes: Readonly<
  Record<Exclude<Wish, 'amend'>, { label: string; says: string; done: string; danger?: boolean }>
> = {
  pause: {
    label: 'Pause',
    says: 'Nothing more of it is sent until it is resumed. What is in flight is followed to its end.',
    done: 'Asked to pause: the keeper answers at its next block.',
  },
  resume: {
    label: 'Resume',
    says: 'It is worked on again, from the next block on.',
    done: 'Asked to resume: the keeper answers at its next block.',
  },
  cancel: {
    label: 'Cancel',
    says: 'Nothing more of it is sent, and what waits at a venue is taken back where the venue allows it. What is filled stays.',
    done: 'Asked to cancel: the keeper answers at its next block.',
    danger: true,
  },
};

/** What may be asked of an order now. */
export function OrderWishes({ order }: { order: OrderRowView }) {
  const [asked, ask] = useState<Question | null>(null);
  const [amends, amend] = useState(false);
  const whyNot = whyNotNow('trade');
  return (
    <>
      {order.may.map((wish) =>
        wish === 'amend' ? (
          <Button key={wish} whyNot={whyNot} onClick={() => amend(true)}>
            Amend
          </Button>
        ) : (
          <Button
            key={wish}
            whyNot={whyNot}
            kind={wishes[wish].danger ? 'danger' : 'plain'}
            onClick={() =>
              ask({
                title: `${wishes[wish].label}: ${order.what}`,
                says: <p>{wishes[wish].says}</p>,
                verb: wishes[wish].label,
                danger: wishes[wish].danger === true,
                path: `/v1/orders/${encodeURIComponent(order.id)}/${wish}`,
                body: (text) => ({ text }),
                because: 'offered',
                done: wishes[wish].done,
              })
            }
          >
            {wishes[wish].label}
          </Button>
        ),
      )}
      {asked && <ConfirmDialog question={asked} onClose={() => ask(null)} />}
      {amends && <AmendOrder order={order} onClose={() => amend(false)} />}
    </>
  );
}
