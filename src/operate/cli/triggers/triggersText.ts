import type { NextTrigger, Trigger } from '../../../plan/triggers/nextTriggers.js';
import type { BookTriggers } from '../../books/bookTriggers.js';
import { ago, decimal, signed } from '../../words/numbers.js';
import { bold, dim, table, yellow } from '../table.js';

/** A book's triggers as a table: one line each, and what is taken for granted below. */
export function triggersText({ strategy, at, triggers, gaps }: BookTriggers & { at: number }, now: number): string {
  const head = `${bold(strategy)}  ${dim(`as of ${ago(now - at)}`)}`;
  const notes = [...notesOf(triggers), ...gaps].map((note) => dim(note));
  if (triggers.length === 0) return [head, dim('no rule that a price would wake'), ...notes].join('\n');
  const lines = triggers.map((one, i) => ({ one, isFirst: triggers[i - 1]?.rule !== one.rule }));
  return [
    head,
    table(lines, [
      { title: 'rule', cell: ({ one, isFirst }) => (isFirst ? one.rule : '') },
      { title: 'about', cell: ({ one }) => aboutText(one) },
      { title: 'price', cell: ({ one }) => one.underlying },
      { title: 'now usd', align: 'right', cell: ({ one }) => decimal(one.price) },
      { title: 'below', align: 'right', cell: ({ one }) => priceText(one, one.below) },
      { title: '', align: 'right', cell: ({ one }) => moveText(one, one.below) },
      { title: 'above', align: 'right', cell: ({ one }) => priceText(one, one.above) },
      { title: '', align: 'right', cell: ({ one }) => moveText(one, one.above) },
      { title: 'then', cell: ({ one }) => thenText(one) },
    ]),
    '',
    dim(
      'below, above: the nearest prices within 50 % at which it would act, if only this price moves and no time passes.',
    ),
    ...notes,
  ].join('\n');
}

const aboutText = ({ subject }: NextTrigger): string =>
  'marginAccount' in subject ? subject.marginAccount : 'underlying' in subject ? subject.underlying : '';

const priceText = ({ now }: NextTrigger, trigger: Trigger | null): string =>
  now !== null ? yellow('now') : trigger === null ? '-' : decimal(trigger.price);

const moveText = ({ price }: NextTrigger, trigger: Trigger | null): string =>
  trigger === null ? '' : `${signed((trigger.price / price - 1) * 100, 1)} %`;

/** What it would want on either side, in one cell. */
function thenText({ now, below, above }: NextTrigger): string {
  if (now !== null) return now;
  const wishes = [below, above].flatMap((trigger) => (trigger ? trigger.does : []));
  return [...new Set(wishes)].join('; ') || '-';
}

/** Each once, with the rules that it is said of. */
function notesOf(triggers: readonly NextTrigger[]): string[] {
  const rules = new Map<string, Set<string>>();
  for (const { rule, says } of triggers)
    for (const note of says) rules.set(note, (rules.get(note) ?? new Set()).add(rule));
  return [...rules].map(([note, names]) => `${[...names].join(', ')}: ${note}`);
}
