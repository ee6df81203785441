import { bold, dim, table } from '../table.js';
import type { Proposal, ProposedRule } from './proposal.js';

/** What would be written, in a glance: rules and limits, before anybody says yes. */
export function proposalText({ rules, limits }: Proposal): string {
  const active = rules.filter((one) => one.active);
  const left = rules.filter((one) => !one.active);
  const bounds = limits.map(({ key, value }) => `${key} ${value.replace(/^\{ *| *\}$/g, '')}`).join('; ');
  return [
    bold('It proposes, in shadow'),
    '',
    active.length === 0
      ? dim('no rules: it only watches')
      : table(active, [
          { title: 'rule', cell: nameOf },
          { title: 'when', cell: (rule) => textOf(rule, 'when') || textOf(rule, 'band') || 'always' },
          { title: 'to', align: 'right', cell: (rule) => textOf(rule, 'to') || '-' },
          { title: 'by', cell: (rule) => textOf(rule, 'from') || textOf(rule, 'on') || 'becoming smaller' },
        ]),
    ...(left.length === 0 ? [] : [dim(`as comments, for you to decide: ${left.map(nameOf).join(', ')}`)]),
    '',
    `limits: ${bounds}`,
  ].join('\n');
}

const nameOf = ({ fields: [first] }: ProposedRule): string => (first ? `${first.key} ${first.value}` : '');

const textOf = ({ fields }: ProposedRule, key: string): string =>
  fields.find((field) => field.key === key)?.value ?? '';
