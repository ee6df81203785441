import type { Usage } from '../guard/usage.js';
import type { DeskEvent } from '../model/desk.js';
import { type OrderTerms, transferSize } from '../model/order.js';
import { tokenAmount, wad } from '../model/units.js';
import { type DecideBounds, type Decided, decide } from './decide.js';
import { deskAfter } from './deskEvents.js';
import type { DecisionDraft } from './plan.js';
import type { Portfolio } from './portfolio.js';
import type { Turn } from './turn.js';

/** One of several steps, each of which takes the ones before it for granted. */
export interface RowStep {
  terms: OrderTerms;
  /** Sentences for people: what it is for. */
  size: readonly string[];
}

/** What became of a row, and what is left for the next rule. */
export interface RowDecided {
  decisions: readonly DecisionDraft[];
  portfolio: Portfolio;
  usage: Usage;
  /** What is to be written of parent orders and reviews; absent where there is nothing. */
  events?: readonly DeskEvent[];
}

/**
 * Decides steps that make sense together only: all of them, or none. Where a check lets one pass only smaller, all of them are made
 * smaller by as much, a few times over; where that does not do, or one is refused, the row is one refused decision that names the step.
 */
export function decideRow(
  turn: Turn,
  draft: DecisionDraft,
  steps: readonly RowStep[],
  bounds: DecideBounds,
): RowDecided {
  let told = draft;
  let asked = steps;
  // Another step may have less room still: its price is another one. Each try is smaller than the last.
  for (let tries = 0; ; tries++) {
    const tried = tryRow(turn, told, asked, bounds);
    if (tried.kind === 'decided') return tried;
    if (tried.kind === 'asked') return { ...refusedRow(turn, tried.decision), events: tried.events };
    if (tried.kind === 'refused' || tries === mostShrinks) return refusedRow(turn, tried.decision);
    const { numerator, denominator, size } = tried;
    told = { ...told, size: [...told.size, ...size] };
    asked = asked.map((step) => ({ ...step, terms: scaledTerms(step.terms, numerator, denominator) }));
  }
}

const mostShrinks = 4;

type Tried =
  | ({ kind: 'decided' } & RowDecided)
  | { kind: 'refused'; decision: DecisionDraft }
  /** A person is to look at a step first: nothing of the row is sent meanwhile. */
  | { kind: 'asked'; decision: DecisionDraft; events: readonly DeskEvent[] }
  | { kind: 'shrunk'; decision: DecisionDraft; size: readonly string[]; numerator: bigint; denominator: bigint };

function tryRow(turn: Turn, draft: DecisionDraft, steps: readonly RowStep[], bounds: DecideBounds): Tried {
  const { venues } = turn.input;
  const key = `${draft.rule} ${turn.decided.length}`;
  const decisions: DecisionDraft[] = [];
  const events: DeskEvent[] = [];
  let { portfolio, usage, desk } = turn;
  for (const [index, { terms, size }] of steps.entries()) {
    const told = { ...draft, size: [...(index === 0 ? draft.size : []), ...size] };
    const venue = venues.get(terms.venue);
    const fail = (decision: DecisionDraft, reasons: readonly string[]): Tried => ({
      kind: 'refused',
      decision: {
        ...decision,
        verdict: 'refused',
        action: null,
        size: [...draft.size, ...steps.flatMap((step) => step.size)],
        not: steps.length === 1 ? reasons : reasons.map((reason) => `step ${index + 1} of ${steps.length}: ${reason}`),
      },
    });
    if (!venue) return fail(told, [`no adapter is open for ${terms.venue}`]);
    const decided: Decided = decide({ ...turn, portfolio, usage, desk }, told, terms, venue, bounds);
    const { decision } = decided;
    events.push(...(decided.events ?? []));
    if (decision.verdict === 'review') return { kind: 'asked', decision, events };
    if (decision.verdict !== 'act' || !decision.action) return fail(decision, decision.not);
    const [asked, left] = [amountOf(terms), amountOf(decision.action.terms)];
    if (steps.length > 1 && left < asked) {
      return {
        kind: 'shrunk',
        decision: { ...decision, verdict: 'refused', action: null, not: ['its steps cannot be made smaller together'] },
        size: decision.size.slice(told.size.length),
        numerator: left,
        denominator: asked,
      };
    }
    const step = steps.length > 1 ? { step: { key, index, of: steps.length } } : {};
    decisions.push({ ...decision, action: { ...decision.action, ...step } });
    portfolio = decided.portfolio;
    usage = decided.usage;
    desk = deskAfter(desk, [decision], decided.events);
  }
  return { kind: 'decided', decisions, portfolio, usage, ...(events.length > 0 ? { events } : {}) };
}

const refusedRow = ({ portfolio, usage }: Turn, decision: DecisionDraft): RowDecided => ({
  decisions: [decision],
  portfolio,
  usage,
});

/** How much an order is for, in its own units; 0 where it has no size. */
function amountOf(terms: OrderTerms): bigint {
  if (terms.kind === 'trade' || terms.kind === 'rest') return terms.quantity;
  if (terms.kind === 'transfer') return transferSize(terms);
  return terms.kind === 'cancel' || terms.kind === 'claim' ? 0n : terms.amount;
}

/** Rounded down, so that a step never takes more than the one before it brings. */
function scaledTerms(terms: OrderTerms, numerator: bigint, denominator: bigint): OrderTerms {
  const scaled = (amount: bigint) => (amount * numerator) / denominator;
  if (terms.kind === 'trade' || terms.kind === 'rest') return { ...terms, quantity: wad(scaled(terms.quantity)) };
  return terms.kind === 'cancel' || terms.kind === 'claim' || terms.kind === 'transfer'
    ? terms
    : { ...terms, amount: tokenAmount(scaled(terms.amount)) };
}
