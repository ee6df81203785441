import type { WorkedParent } from '../../model/desk.js';
import { replaceProblem } from '../../model/parentState.js';
import type { RowDecided } from '../decideRow.js';
import type { Turn } from '../turn.js';
import { answerOn, checkedWhole } from './capture.js';
import type { Ground } from './ground.js';
import { nothingNew, onlyEvents } from './onlyEvents.js';
import { draftFor } from './parentTerms.js';
import { refusalsOf } from './refusals.js';
import { sayOrder } from './sayOrder.js';
import { standingOf } from './standing.js';
import { takeBack } from './takeBack.js';

/** A cancel is granted when nothing of the order is in flight; what rests at its venue is taken back first. */
export function answerCancel(turn: Turn, parent: WorkedParent): RowDecided {
  const { open } = standingOf(parent);
  if (open.length > 0) return takeBack(turn, parent, 'a cancel is asked for') ?? nothingNew(turn);
  return onlyEvents(turn, parent, [{ event: { kind: 'cancel' }, text: 'as asked' }]);
}

/** A change is granted when nothing of the order is in flight, and, where it adds risk, when the checks take it as it would be. */
export function answerReplace(turn: Turn, parent: WorkedParent, ground: Ground): RowDecided {
  const change = parent.state.replacing;
  if (change === null) return nothingNew(turn);
  const { open } = standingOf(parent);
  if (open.length > 0) return takeBack(turn, parent, 'a change is asked for') ?? nothingNew(turn);
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
  if (quantity <= parent.state.quantity) return grant();
  const venue = turn.input.venues.get(changed.terms.venue);
  if (!venue) return refuse([`no adapter is open for ${changed.terms.venue}`]);
  const { checks, rejected, waits, review } = checkedWhole(
    turn,
    changed,
    venue,
    ground.under(parent),
    answerOn(turn, parent).approved,
  );
  if (rejected.length > 0) return refuse(rejected, checks);
  if (waits.length > 0) return { ...nothingNew(turn), decisions: [{ ...draft, checks, not: waits }] };
  // A person looks at new orders, and not at changes of what is worked.
  return review.length > 0 ? refuse([...review, 'ask for the rest as an order of its own'], checks) : grant(checks);
}
