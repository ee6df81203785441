import type { ChangeRisk, StrategyChange } from '../../model/proposal.js';
import type { Rule } from '../../model/strategy.js';
import { conditionChange } from './conditionChange.js';
import { type Field, fieldChanges } from './field.js';
import { ruleFields } from './ruleFields.js';

/** What rules say otherwise: those that come and go as a whole, and those of the same name field by field. */
export function ruleChanges(before: readonly Rule[], after: readonly Rule[]): StrategyChange[] {
  const named = (rules: readonly Rule[], rule: Rule) =>
    rules.find((one) => one.name === rule.name && one.kind === rule.kind);
  const removed = before.filter((rule) => !named(after, rule)).map((rule) => whole('removed', rule));
  const changed = after.flatMap((rule) => {
    const old = named(before, rule);
    return old ? changesOf(old, rule) : [whole('added', rule)];
  });
  return [...removed, ...changed, ...orderChange(before, after)];
}

function changesOf(before: Rule, after: Rule): StrategyChange[] {
  return fieldChanges({ part: 'rule', subject: after.name }, ruleFields(before), ruleFields(after)).map((change) =>
    change.field === 'when' ? { ...change, ...conditionChange(before, after) } : change,
  );
}

/** What a rule keeps from happening, to say what it is to lose it. */
const keeps: Readonly<Record<Rule['kind'], string | null>> = {
  hedge: 'nothing brings this delta back any more',
  topUp: 'nothing adds collateral there any more',
  deleverage: 'nothing makes these positions smaller before they are liquidated any more',
  rebalance: 'nothing brings collateral there any more',
  protect: 'no stop-loss rests at the venue any more',
  claim: null,
};

const comes: Readonly<Record<Rule['kind'], { risk: ChangeRisk; why: string }>> = {
  hedge: { risk: 'unclear', why: 'it trades by itself' },
  topUp: { risk: 'lowers', why: 'it keeps margin accounts from being liquidated' },
  deleverage: { risk: 'lowers', why: 'it keeps margin accounts from being liquidated' },
  rebalance: { risk: 'unclear', why: 'it moves collateral about by itself' },
  protect: { risk: 'lowers', why: 'it leaves a stop-loss at the venue' },
  claim: { risk: 'none', why: '' },
};

function whole(kind: 'added' | 'removed', rule: Rule): StrategyChange {
  const said = ruleFields(rule).map(sayField).join(', ');
  const why = keeps[rule.kind];
  const left: { risk: ChangeRisk; why: string } = why === null ? { risk: 'none', why: '' } : { risk: 'adds', why };
  const of = { kind, part: 'rule', subject: rule.name, field: null } as const;
  if (kind === 'added') return { ...of, before: null, after: said, ...comes[rule.kind] };
  return { ...of, before: said, after: null, ...left };
}

const sayField = ({ name, said }: Field): string => `${name}: ${said}`;

/** Of rules that want the same, the first in the file comes first. */
function orderChange(before: readonly Rule[], after: readonly Rule[]): StrategyChange[] {
  const both = (rules: readonly Rule[], others: readonly Rule[]) =>
    rules.filter(({ name }) => others.some((other) => other.name === name)).map(({ name }) => name);
  const [was, is] = [both(before, after).join(', '), both(after, before).join(', ')];
  if (was === is) return [];
  const why = 'of rules that want the same, the first comes first';
  return [
    {
      kind: 'changed',
      part: 'general',
      subject: 'order of rules',
      field: null,
      before: was,
      after: is,
      risk: 'unclear',
      why,
    },
  ];
}
