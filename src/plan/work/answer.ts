import { sayNumber } from '../../assess/sayNumber.js';
import type { DeskEvent, WorkedParent } from '../../model/desk.js';
import type { ParentChange } from '../../model/parentOrder.js';
import { replaceProblem } from '../../model/parentState.js';
import { askReview, sayApprovedBy } from '../askReview.js';
import type { RowDecided } from '../decideRow.js';
import type { Turn } from '../turn.js';
import { answerOn, checkedWhole, wantedOf } from './capture.js';
import type { Ground } from './ground.js';
import { nothingNew, onlyEvents } from './onlyEvents.js';
import { draftFor } from './parentTerms.js';
import { refusalsOf } from './refusals.js';
import { sayOrder } from './sayOrder.js';
import { sayStalled } from './stalled.js';
import { standingOf } from './standing.js';
import { takenBack } from './takenBack.js';

/** A cancel is granted when nothing of the order is in flight; what rests at its venue is taken back first. */
export function answerCancel(turn: Turn, parent: WorkedParent): RowDecided {
  const { open } = standingOf(parent);
  if (open.length > 0) return takenBack(turn, parent, 'a cancel is asked for');
  return onlyEvents(turn, parent, [{ event: { kind: 'cancel' }, text: 'as asked' }]);
}

/**
 * A change is granted when nothing of the order is in flight, and, where it is for more, at another price or done in another way, when
 * the checks take it as they would a new order: where one wants a person to look, the change waits for the answer.
 */
export function answerReplace(turn: Turn, parent: WorkedParent, ground: Ground): RowDecided {
  const change = parent.state.replacing;
  if (change === null) return nothingNew(turn);
  const { open } = standingOf(parent);
  if (open.length > 0) return takenBack(turn, parent, 'a change is asked for');
  const quantity = change.quantity ?? parent.state.quantity;
  const changed: WorkedParent = {
    ...parent,
    terms: { ...parent.terms, ...change },
    state: { ...parent.state, quantity },
  };
  const draft = draftFor(parent, 'capture', [`to be changed to ${sayOrder(changed)}`]);
  const refuse = (not: readonly string[], checks = draft.checks): RowDecided => ({
    ...onlyEvents(turn, parent, [{ event: { kind: 'refuseReplace' }, text: not.join('; ') }]),
    decisions: [{ ...draft, verdict: 'refused', not, checks }],
  });
  const grant = (checks = draft.checks): RowDecided => ({
    ...onlyEvents(turn, parent, [{ event: { kind: 'replace' }, text: 'as asked' }]),
    decisions: [{ ...draft, size: ['changed'], checks }],
  });
  const problem = replaceProblem(parent.state);
  if (problem !== null) return refuse([problem]);
  // What nobody has taken on yet is looked at by its new terms anyway.
  if (parent.acceptedAt === null) return grant();
  const refusals = refusalsOf(changed, turn.input.snapshot, turn.input.now);
  if (refusals.length > 0) return refuse(refusals);
  if (quantity <= parent.state.quantity && !checkedAnew.some((term) => change[term] !== undefined)) return grant();
  const venue = turn.input.venues.get(changed.terms.venue);
  if (!venue) return refuse([`no adapter is open for ${changed.terms.venue}`]);
  const under = ground.under(parent);
  const answer = answerOn(turn, changed);
  const { checks, rejected, waits, review } = checkedWhole(turn, changed, venue, under, answer.approved);
  if (rejected.length > 0) return refuse(rejected, checks);
  if (waits.length > 0)
    return {
      ...nothingNew(turn),
      decisions: [{ ...draft, checks, not: [...waits, ...sayStalled(parent, turn.input.now)] }],
    };
  if (review.length === 0) return withEvents(grant(checks), answer.events);
  const { approved } = answer;
  if (approved !== null && approved.openedAt > parent.acceptedAt && approved.approved < approved.notional) {
    const used = { kind: 'closeReview', review: approved.id, status: 'Used', text: 'not all of a change' } as const;
    const less = `${sayApprovedBy(approved)} approved ${sayNumber(approved.approved)} USD, and not all of it: ask for that`;
    return withEvents(refuse([less], checks), [...answer.events, used]);
  }
  const question = askReview(turn, draft, wantedOf(turn, changed, venue, under, checks, approved), answer);
  if (question.verdict === 'refused') return withEvents(refuse(question.not, checks), answer.events);
  const asked: RowDecided = {
    ...nothingNew(turn),
    decisions: [{ ...draft, verdict: 'review', checks, not: question.not }],
  };
  return withEvents(asked, [...answer.events, ...question.events]);
}

/** What changes how an order may trade, beside its size. */
const checkedAnew = ['price', 'stopPx', 'algorithm', 'maxSlippage'] as const satisfies readonly (keyof ParentChange)[];

/** Questions are answered, or asked, before what follows from it. */
const withEvents = (done: RowDecided, events: readonly DeskEvent[]): RowDecided =>
  events.length > 0 ? { ...done, events: [...events, ...(done.events ?? [])] } : done;
