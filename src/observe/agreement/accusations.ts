import type { Endpoint } from '../endpoints/endpoint.js';
import { difference } from './difference.js';
import type { Statement } from './statement.js';
import type { Tally } from './tally.js';
import { answerOf, type Doubt } from './testimony.js';

/** An endpoint that was asked, and what it says. */
export interface Witness {
  endpoint: Endpoint;
  statement: Statement;
}

export interface Accusation {
  endpoint: Endpoint;
  /** What it says otherwise, with the figures. */
  text: string;
}

/**
 * Who says something else than most do, and where nobody can tell who is right, everyone who has said anything. The one in
 * use comes last, so that whoever leaves each in turn ends on another.
 * @param witnesses - The one in use first.
 * @param tallies - One a doubt.
 */
export function accusationsOf(
  witnesses: readonly Witness[],
  doubts: readonly Doubt[],
  tallies: readonly Tally[],
): Accusation[] {
  const texts = new Map<number, string>();
  doubts.forEach((doubt, i) => {
    const { agreeing = [], differing = [], decided = true } = tallies[i] ?? {};
    const accuse = (which: readonly number[], others: readonly number[]) => {
      for (const at of which) {
        if (texts.has(at) || differing.length === 0) continue;
        const end = decided ? '' : '; one of them lies or is broken, and it cannot be told which';
        texts.set(at, `${contradiction(witnesses[at], witnesses[others[0] ?? 0], doubt, i)}${end}`);
      }
    };
    accuse(differing, agreeing);
    if (!decided) accuse(agreeing, differing);
  });
  return [...witnesses.entries()].reverse().flatMap(([at, { endpoint }]) => {
    const text = texts.get(at);
    return text === undefined ? [] : [{ endpoint, text }];
  });
}

/** Who says something else when asked again, in a sentence; nothing where they stand by it. */
export function recantation(before: Witness | undefined, after: Witness, doubts: readonly Doubt[]): string[] {
  const [parts] = doubts.flatMap((doubt, i) => partingOf(before, after, doubt, i, 'then') || []);
  return parts === undefined ? [] : [`${after.endpoint.label} took back what it had said: it ${parts}`];
}

function contradiction(its: Witness | undefined, others: Witness | undefined, doubt: Doubt, i: number): string {
  const { number, hash } = doubt.taken.snapshot.block;
  return `at block ${number} ${hash} it ${partingOf(its, others, doubt, i)}`;
}

function partingOf(
  its: Witness | undefined,
  others: Witness | undefined,
  doubt: Doubt,
  i: number,
  whose?: string,
): string {
  const [a, b] = [its, others].map((one) => one && answerOf(one.statement, doubt, i));
  return a?.kind === 'told' && b?.kind === 'told' ? difference(a.content, b.content, whose) : '';
}
