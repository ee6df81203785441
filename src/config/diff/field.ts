import type { ChangeRisk, StrategyChange } from '../../model/proposal.js';

/** One thing that a file says, as it can be compared with what another says in its place. */
export interface Field {
  name: string;
  /** As an operator writes it; null where it is not there. */
  said: string | null;
  /** What is compared, and judged by `looser`; null where it has no order. */
  value: number | null;
  /** Which way more may be lost; null where that cannot be told from the file. */
  looser: 'up' | 'down' | 'neither' | null;
}

/** A quantity of which more (`up`) or less (`down`) lets more be lost. */
export const quantity = (
  name: string,
  value: number,
  say: (value: number) => string,
  looser: Field['looser'] = null,
): Field => ({ name, said: say(value), value, looser });

/** Something that can only be the same or not. */
export const word = (name: string, said: string | null, looser: 'neither' | null = null): Field => ({
  name,
  said,
  value: null,
  looser,
});

type Of = Pick<StrategyChange, 'part' | 'subject'>;

/** What is said otherwise, field by field, in the order of the fields. */
export function fieldChanges(of: Of, before: readonly Field[], after: readonly Field[]): StrategyChange[] {
  const names = [...new Set([...before, ...after].map(({ name }) => name))];
  return names.flatMap((name) => {
    const was = before.find((field) => field.name === name);
    const is = after.find((field) => field.name === name);
    if (same(was, is)) return [];
    const kind = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    return [{ ...of, kind, field: name, before: was?.said ?? null, after: is?.said ?? null, ...judged(was, is) }];
  });
}

const same = (was: Field | undefined, is: Field | undefined): boolean =>
  was !== undefined && is !== undefined && was.value === is.value && was.said === is.said;

function judged(was: Field | undefined, is: Field | undefined): { risk: ChangeRisk; why: string } {
  const looser = is?.looser ?? was?.looser ?? null;
  if (looser === 'neither') return { risk: 'none', why: '' };
  const none = looser === 'up' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const [from, to] = [was ? was.value : none, is ? is.value : none];
  if (looser === null || from === null || to === null || from === to)
    return { risk: 'unclear', why: 'what it does to the risk cannot be told from the file' };
  const isLooser = looser === 'up' ? to > from : to < from;
  if (was === undefined) return { risk: 'lowers', why: 'there was no such limit' };
  if (is === undefined) return { risk: 'adds', why: 'nothing limits that any more' };
  return isLooser ? { risk: 'adds', why: 'it allows more than before' } : { risk: 'lowers', why: 'it is stricter' };
}
