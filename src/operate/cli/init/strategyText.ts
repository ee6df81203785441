import type { Address } from 'viem';
import type { Proposal, ProposedField, ProposedRule } from './proposal.js';

export interface StrategyTextOptions {
  name: string;
  chain: string;
  account: Address;
  /** Of the block that it was made from. */
  block: bigint;
  /** From the file's folder. */
  schema: string;
}

/** Where notes begin, and where sentences above a rule are broken. */
const noteColumn = 46;
const width = 112;
const longest = 125;

/** A strategy file of a proposal: commented, and in shadow. */
export function strategyText(proposal: Proposal, { name, chain, account, block, schema }: StrategyTextOptions): string {
  const head = [
    `# yaml-language-server: $schema=${schema}`,
    '#',
    `# What ballast proposes for ${account} on ${chain}, as it stood at block ${block}. Change what you like.`,
    '# Every key, unit and default: docs/strategy.md. Every name a condition may read: docs/metrics.md.',
    '',
    line('', { key: 'name', value: name }),
    line('', { key: 'chain', value: chain, note: 'declared in ballast.yaml' }),
    line('', { key: 'account', value: `\${${accountVariable}}`, note: 'from .env; its key is never named here' }),
    line('', { key: 'mode', value: 'shadow', note: 'decides and records, sends nothing; `live` sends' }),
    '',
    'watch:',
    ...proposal.watch.map(
      ({ venue, names }) => `  - ${venue}: ${names.length === 1 ? names[0] : `[${names.join(', ')}]`}`,
    ),
  ];
  const rules = proposal.rules.flatMap((rule) => ['', ...ruleText(rule)]);
  const isEmpty = !proposal.rules.some(({ active }) => active);
  return [
    ...head,
    '',
    isEmpty ? 'rules: []                                     # none yet: it only watches' : 'rules:',
    ...(isEmpty ? rules : rules.slice(1)),
    '',
    '# No order of a lower class than `survive` may exceed these.',
    'limits:',
    ...proposal.limits.map((field) => line('  ', field)),
    '',
    line('', proposal.surviveBelow),
    '',
  ].join('\n');
}

/** What `.env` calls the account. */
export const accountVariable = 'BOOK_ACCOUNT';

function ruleText({ why, fields, active }: ProposedRule): string[] {
  const lines = fields.map((field, i) => line(i === 0 ? '  - ' : '    ', field));
  const text = active ? lines : lines.map((one) => one.replace(/^ {2}/, '  # '));
  return [...why.flatMap((sentence) => comment(sentence)), ...text];
}

function line(indent: string, { key, value, note }: ProposedField): string {
  const text = `${indent}${key}: ${value}`;
  if (note === undefined) return text;
  const whole = `${text.padEnd(noteColumn)} # ${note}`;
  // What is too long for one line stands above.
  return whole.length <= longest ? whole : `${indent.replace('-', ' ')}# ${note}\n${text}`;
}

/** A sentence in lines that begin with `#`. */
function comment(sentence: string): string[] {
  const lines: string[] = [];
  let current = '  #';
  for (const word of sentence.split(' ')) {
    if (current.length + 1 + word.length > width) {
      lines.push(current);
      current = '  #';
    }
    current += ` ${word}`;
  }
  return [...lines, current];
}
