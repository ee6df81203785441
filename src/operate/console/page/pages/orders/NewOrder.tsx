import { useState } from 'preact/hooks';
import type { OverviewView } from '../../../../views/overview.js';
import type { PositionsView } from '../../../../views/positions.js';
import { Button } from '../../parts/Button.js';
import { Choice } from '../../parts/Choice.js';
import { Dialog } from '../../parts/Dialog.js';
import { Field } from '../../parts/Field.js';
import { Failure } from '../../parts/Loaded.js';
import { newKey, useAct } from '../../state/act.js';
import { useBook } from '../../state/books.js';
import { whyNotNow } from '../../state/mayAct.js';
import { useUnsent } from '../../state/unsent.js';
import { refreshViews, useView } from '../../state/view.js';

/** The way to an order of one's own. */
export function NewOrder() {
  const [open, setOpen] = useState(false);
  const whyNot = whyNotNow('trade');
  return (
    <>
      <Button whyNot={whyNot} onClick={() => setOpen(true)}>
        New order
      </Button>
      {open && <NewOrderDialog onClose={() => setOpen(false)} />}
    </>
  );
}

const mannerFields = {
  over: ['Over', '2h, 30m'],
  slices: ['In how many parts', 'empty: 10'],
  profile: ['Profile', 'how much belongs into each part of the time: 3/2/1/2/3'],
  display: ['At a time', 'units of the instrument'],
} as const;

/** How an order is worked, and what each way wants to be told. */
const algorithms: readonly { algo: string; name: string; fields: readonly (keyof typeof mannerFields)[] }[] = [
  { algo: '', name: 'At once', fields: [] },
  { algo: 'twap', name: 'Evenly over time (TWAP)', fields: ['over', 'slices'] },
  { algo: 'vwap', name: 'Along a profile (VWAP)', fields: ['over', 'profile'] },
  { algo: 'iceberg', name: 'A part at a time (iceberg)', fields: ['display'] },
];

/** What will be asked for, as the last look at it. */
const whatOf = ({ side, quantity, instrument }: Readonly<Record<string, string>>): string =>
  [side, quantity?.trim(), instrument?.trim()].join(' ');

function NewOrderDialog({ onClose }: { onClose: () => void }) {
  const overview = useView<OverviewView>('/v1/overview');
  const positions = useView<PositionsView>('/v1/positions', { kinds: ['tick', 'orders'] });
  const books = overview.data?.books.map((one) => one.strategy) ?? [];
  const [looked] = useBook(books);
  // One name until it is left: however often it is asked for, it is one order.
  const begin = () => ({ clOrdId: `console-${newKey().slice(0, 12)}` });
  const { fields: said, isTakenUp, write, forget } = useUnsent('new order', begin);
  const act = useAct();
  const book = books.find((one) => one === said['book']) ?? looked ?? '';
  const manner = algorithms.find(({ algo }) => algo === said['algo'])?.fields ?? [];
  const known =
    positions.data?.books.find((one) => one.strategy === book)?.positions.map((one) => one.instrument) ?? [];
  const set = (name: string) => (value: string) => write({ [name]: value });
  const input = (name: string) => ({
    value: said[name] ?? '',
    autoComplete: 'off',
    onInput: (event: { currentTarget: HTMLInputElement }) => set(name)(event.currentTarget.value),
  });
  const missing = (['side', 'quantity', 'instrument'] as const).find((name) => (said[name] ?? '').trim() === '');
  const whyNot = book === '' ? 'There is no book yet.' : missing ? `Say the ${missing} first.` : null;
  const leave = () => {
    forget();
    onClose();
  };
  const submit = async () => {
    if (whyNot !== null) return;
    const fields = Object.fromEntries(
      Object.entries({ ...said, book })
        .map(([name, value]) => [name, value.trim()] as const)
        .filter(([name, value]) => value !== '' && (!(name in mannerFields) || manner.some((one) => one === name))),
    );
    if (!(await act.run('/v1/orders', fields, 'Asked for: the keeper takes it up at its next block.'))) return;
    refreshViews('/v1/orders');
    leave();
  };
  return (
    <Dialog title="New order" onClose={onClose} onSubmit={() => void submit()}>
      {isTakenUp && (
        <p class="notice small">
          This is what you had filled in and not asked for.
          <Button kind="bare" onClick={forget}>
            Begin anew
          </Button>
        </p>
      )}
      <Choice label="Book" value={book} of={books.map((one) => [one, one] as const)} choose={set('book')} />
      <Choice
        label="Side"
        value={said['side'] ?? ''}
        of={[...(said['side'] ? [] : [['', 'Buy or sell?'] as const]), ['Buy', 'Buy'], ['Sell', 'Sell']]}
        choose={set('side')}
      />
      <Field label="Quantity" hint="units of the instrument">
        <input inputMode="decimal" {...input('quantity')} />
      </Field>
      <Field label="Instrument" hint="venue and symbol, as the book watches them">
        <input list="held-instruments" spellcheck={false} {...input('instrument')} />
      </Field>
      <datalist id="held-instruments">
        {[...new Set(known)].map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <Field label="Limit, USD" hint="empty: at the market, within the book’s slippage">
        <input inputMode="decimal" {...input('price')} />
      </Field>
      <Choice
        label="Worked"
        value={said['algo'] ?? ''}
        of={algorithms.map(({ algo, name }) => [algo, name] as const)}
        choose={set('algo')}
      />
      {manner.map((name) => (
        <Field key={name} label={mannerFields[name][0]} hint={mannerFields[name][1]}>
          <input {...input(name)} />
        </Field>
      ))}
      <Field label="Why">
        <input maxLength={500} {...input('text')} />
      </Field>
      {act.error && <Failure error={act.error} />}
      <footer>
        <Button onClick={leave}>Leave it</Button>
        <Button type="submit" kind="first" whyNot={whyNot} busy={act.busy}>
          {act.busy ? 'Asking…' : missing ? 'Ask for it' : whatOf(said)}
        </Button>
      </footer>
    </Dialog>
  );
}
