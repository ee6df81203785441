import type { CheckView } from '../../../views/check.js';
import { type Column, Table } from './Table.js';
import { Tag, type Tone } from './Tag.js';

const tones: Readonly<Record<CheckView['verdict'], Tone>> = {
  pass: 'good',
  shrink: 'warn',
  review: 'note',
  reject: 'bad',
};
const names: Readonly<Record<CheckView['verdict'], string>> = {
  pass: 'passed',
  shrink: 'made it smaller',
  review: 'wants a person',
  reject: 'refused',
};

const columns: readonly Column<CheckView>[] = [
  { head: 'Check', kind: 'main', cell: ({ text }) => text },
  { head: 'Says', cell: ({ verdict }) => <Tag tone={tones[verdict]}>{names[verdict]}</Tag> },
  { head: 'Name', cell: ({ code }) => <code class="small">{code}</code> },
];

/** What the checks before a trade said: those that objected first. */
export function Checks({ checks }: { checks: readonly CheckView[] }) {
  const objecting = checks.filter(({ verdict }) => verdict !== 'pass');
  const passed = checks.filter(({ verdict }) => verdict === 'pass');
  const keyOf = ({ code, text }: CheckView) => `${code} ${text}`;
  return (
    <>
      {objecting.length > 0 && (
        <Table caption="Checks that objected" columns={columns} rows={objecting} keyOf={keyOf} />
      )}
      {passed.length > 0 && (
        <details>
          <summary>
            {passed.length} {passed.length === 1 ? 'check' : 'checks'} passed
          </summary>
          <Table caption="Checks that passed" columns={columns} rows={passed} keyOf={keyOf} />
        </details>
      )}
    </>
  );
}
