import { z } from 'zod';
import { verdicts } from '../../model/decision.js';
import { type Id, isOpen, orderClasses, orderStatuses } from '../../model/order.js';
import type { ParentOrder } from '../../model/parentOrder.js';
import type { Ledger } from '../../record/ledger.js';
import { decisionsBefore, ordersOfDecisions } from '../../record/queries/decisionPages.js';
import { grouped } from '../../record/queries/grouped.js';
import { parentsById } from '../../record/queries/parentOrders.js';
import type { RecordedDecision } from '../../record/queries/recordedDecision.js';
import type { RecordedOrder } from '../../record/queries/recordedOrder.js';
import { statusWords } from '../orders/statusWords.js';
import { tidied } from '../words/numbers.js';
import { termsText } from '../words/terms.js';
import type { DecisionsAsked } from './asked.js';
import { figure, figureOf, nextCursor, unixMs } from './plain.js';
import { subjectText } from './subjectText.js';

/** What became of a decision, in one word. */
export const outcomes = ['held', 'refused', 'review', 'shadow', 'open', 'filled', 'ended', 'unknown', 'acted'] as const;

/** A decision in one line: what was done or not, and why. */
export const decisionRowView = z.object({
  id: z.string(),
  at: unixMs,
  strategy: z.string(),
  strategyHash: z.string(),
  rule: z.string(),
  kind: z.string().meta({
    description:
      'hedge, topUp, deleverage, …; `capture`: whether an order that a person asked for is taken on; `work`: the next part of it.',
  }),
  orderClass: z.enum(orderClasses),
  verdict: z.enum(verdicts),
  outcome: z.enum(outcomes),
  outcomeText: z.string().meta({ description: 'For people: `filled`, `held`, `waits for review`.' }),
  subject: z.string().meta({ description: 'What it is about: `ETH`, `perp-v2 cross`.' }),
  what: z.string().nullable().meta({ description: 'What was wanted, in words; null where nothing was sized.' }),
  notionalUsd: figure,
  costUsd: figure.meta({ description: 'Expected; null where nothing was foretold.' }),
  because: z.array(z.string()).meta({ description: 'Why the rule wanted something.' }),
  not: z.array(z.string()).meta({ description: 'Why it was not done; empty when it was.' }),
  alternatives: z.int().meta({ description: 'How many other ways were weighed.' }),
  checksPassed: z.int(),
  checksOther: z.int().meta({ description: 'Shrunk, for review or rejected.' }),
  orders: z.array(z.object({ id: z.string(), status: z.enum(orderStatuses) })),
  parent: z.string().nullable().meta({ description: 'The order that a person asked for and that it is about.' }),
});
export type DecisionRowView = z.infer<typeof decisionRowView>;

/** The timeline: newest first. */
export const decisionsView = z.object({ at: unixMs, rows: z.array(decisionRowView), nextCursor });
export type DecisionsView = z.infer<typeof decisionsView>;

/** A page of the timeline. `now`: Unix ms. */
export async function readDecisions(ledger: Ledger, now: number, asked: DecisionsAsked): Promise<DecisionsView> {
  const { strategy, before, limit, rule, verdict, orderClass } = asked;
  const { found, lookedTo } = await decisionsBefore(ledger, {
    limit,
    ...(strategy === undefined ? {} : { strategy }),
    ...(before === undefined ? {} : { before }),
    ...(rule === undefined ? {} : { rule }),
    ...(verdict === undefined ? {} : { verdict }),
    ...(orderClass === undefined ? {} : { orderClass }),
  });
  return { at: now, rows: await decisionRows(ledger, found), nextCursor: lookedTo };
}

/** In the order they are given. */
export async function decisionRows(ledger: Ledger, found: readonly RecordedDecision[]): Promise<DecisionRowView[]> {
  const wanted = found.flatMap(({ subject }) => ('parent' in subject ? subject.parent : []));
  const [made, parents] = await Promise.all([
    ordersOfDecisions(
      ledger,
      found.map(({ id }) => id),
    ),
    parentsById(ledger, [...new Set(wanted)]),
  ]);
  const ordersOf = grouped(made, ({ decision }) => decision);
  const parentOf = new Map(parents.map((parent) => [parent.id, parent]));
  return found.map((one) => decisionRow(one, ordersOf.get(one.id) ?? [], parentOf));
}

function decisionRow(
  decision: RecordedDecision,
  made: readonly RecordedOrder[],
  parents: ReadonlyMap<Id, ParentOrder>,
): DecisionRowView {
  const { id, at, strategy, strategyHash, rule, kind, orderClass, verdict, subject, action, checks } = decision;
  const outcome = outcomeOf(decision, made);
  const passed = checks.filter((check) => check.verdict === 'pass').length;
  return {
    ...{ id, at, strategy, strategyHash, rule, kind, orderClass, verdict, outcome },
    outcomeText: outcomeText(outcome, made),
    subject: subjectText(subject, parents),
    what: action && termsText(action.terms, action.step),
    ...{ notionalUsd: figureOf(action?.notional), costUsd: figureOf(action?.cost?.total) },
    because: decision.because.map((text) => tidied(text)),
    not: decision.not.map((text) => tidied(text)),
    alternatives: decision.alternatives?.length ?? 0,
    ...{ checksPassed: passed, checksOther: checks.length - passed },
    orders: made.map((order) => ({ id: order.id, status: order.status })),
    parent: 'parent' in subject ? subject.parent : (action?.parent ?? null),
  };
}

type Outcome = DecisionRowView['outcome'];

function outcomeOf({ verdict }: RecordedDecision, made: readonly RecordedOrder[]): Outcome {
  if (verdict !== 'act') return verdict === 'hold' ? 'held' : verdict;
  if (made.length === 0) return 'acted';
  if (made.some(({ mode }) => mode === 'shadow')) return 'shadow';
  if (made.some(({ status }) => status === 'Unknown')) return 'unknown';
  if (made.some(({ status }) => isOpen(status))) return 'open';
  return made.every(({ status }) => status === 'Filled') ? 'filled' : 'ended';
}

/** Of an order, how it stands; of several that stand differently, how the first that is not done does. */
function outcomeText(outcome: Outcome, made: readonly RecordedOrder[]): string {
  const telling = made.find(({ status }) => status !== 'Filled') ?? made[0];
  if (telling && (outcome === 'open' || outcome === 'ended')) return statusWords[telling.status];
  return outcomeWords[outcome];
}

const outcomeWords: Readonly<Record<Outcome, string>> = {
  held: 'held',
  refused: 'refused',
  review: 'waits for a person',
  shadow: 'shadow: not sent',
  open: 'in flight',
  filled: 'filled',
  ended: 'not done',
  unknown: 'nobody knows',
  acted: 'done',
};
