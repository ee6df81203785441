import type { DecisionPair, DecisionSaid, StrategyChange } from '../../../model/proposal.js';
import type { Considered } from '../../change/considerChange.js';
import { clock, decimal } from '../../words/numbers.js';
import { bold, dim, green, red, table, yellow } from '../table.js';

/** What a new file says otherwise, and what it would decide now, beside what the running one does. @param now - unix ms: of another day the date is said */
export function changeText({ strategy, changes, foresight, untold }: Considered, now: number): string {
  const lines = [
    bold(`${strategy}: ${changes.length === 0 ? 'nothing that matters is said otherwise' : countText(changes)}`),
  ];
  if (changes.length > 0) lines.push(changesText(changes));
  if (foresight === null) lines.push(dim(`what it would decide now is not known: ${untold}`));
  else {
    const other = foresight.pairs.filter(isOther);
    lines.push(
      `at block ${foresight.block} of ${clock(foresight.at, now)} it would decide${other.length === 0 ? ' the same' : ''}`,
    );
    if (other.length > 0) lines.push(pairsText(other));
  }
  return lines.join('\n');
}

function countText(changes: readonly StrategyChange[]): string {
  const count = changes.length === 1 ? '1 change' : `${changes.length} changes`;
  const adding = changes.filter(({ risk }) => risk === 'adds').length;
  const unclear = changes.filter(({ risk }) => risk === 'unclear').length;
  const told = [
    ...(adding > 0 ? [`${adding} ${adding === 1 ? 'adds' : 'add'} risk`] : []),
    ...(unclear > 0 ? [`${unclear} may`] : []),
  ];
  return told.length === 0 ? `${count}, none adds risk` : `${count}, ${told.join(', ')}`;
}

const riskWords: Readonly<Record<StrategyChange['risk'], string>> = {
  adds: red('adds risk'),
  unclear: yellow('may add risk'),
  lowers: green('lowers risk'),
  none: '',
};

const changesText = (changes: readonly StrategyChange[]): string =>
  table(changes, [
    { title: '', cell: ({ kind }) => ({ added: green('+'), removed: red('-'), changed: yellow('~') })[kind] },
    { title: 'what', cell: ({ subject, field }) => (field === null ? subject : `${subject}  ${field}`) },
    { title: 'was', cell: ({ before }) => shortened(before ?? '-') },
    { title: 'will be', cell: ({ after }) => shortened(after ?? '-') },
    { title: 'risk', cell: ({ risk }) => riskWords[risk] },
    { title: 'because', cell: ({ why }) => dim(why) },
  ]);

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

const isOther = ({ before, after }: DecisionPair): boolean =>
  before?.verdict !== after?.verdict || before?.order !== after?.order || before?.text !== after?.text;

const pairsText = (pairs: readonly DecisionPair[]): string =>
  table(pairs, [
    { title: 'rule', cell: ({ rule, subject }) => (rule.includes(subject) ? rule : `${rule}, ${subject}`) },
    { title: 'by what runs', cell: ({ before }) => saidText(before) },
    { title: 'by the new file', cell: ({ after }) => saidText(after) },
  ]);

function saidText(said: DecisionSaid | null): string {
  if (said === null) return dim('nothing');
  const { verdict, order, notionalUsd, text } = said;
  if (order === '') return `${verdict}: ${shortened(text)}`;
  return `${verdict}: ${order}${notionalUsd === null ? '' : ` (${decimal(notionalUsd, 0)} usd)`}`;
}
