import type { WorkedParent } from '../../model/desk.js';
import { outcomeOf } from '../../model/reviewOutcome.js';
import { considerMember, waitsForBlock } from '../blocks/considerMember.js';
import type { RowDecided } from '../decideRow.js';
import type { Turn } from '../turn.js';
import { answerCancel, answerReplace } from './answer.js';
import { answerOn, capture } from './capture.js';
import { ending } from './ending.js';
import type { Ground } from './ground.js';
import { onlyEvents } from './onlyEvents.js';
import { onOtherAccount } from './otherAccount.js';
import { workParent } from './workParent.js';

/** What becomes of one order that somebody asked for, in this tick; null when nothing is to be said of it. */
export function considerParent(turn: Turn, parent: WorkedParent, ground: Ground): RowDecided | null {
  const elsewhere = onOtherAccount(turn, parent);
  if (elsewhere !== null) return elsewhere;
  const asMember = considerMember(turn, parent);
  if (asMember !== null) return asMember;
  switch (parent.state.status) {
    case 'PendingNew':
      return capture(turn, parent, ground.under(parent), answerOn(turn, parent));
    case 'PendingReview':
      return reviewed(turn, parent, ground);
    case 'PendingCancel':
      return answerCancel(turn, parent);
    case 'PendingReplace':
      return answerReplace(turn, parent, ground);
    case 'New':
    case 'PartiallyFilled':
      return ending(turn, parent) ?? (waitsForBlock(parent, turn.desk) ? null : workParent(turn, parent));
    case 'Suspended':
      return ending(turn, parent);
    default:
      return null;
  }
}

/** A person is waited for, or has said yes or no. */
function reviewed(turn: Turn, parent: WorkedParent, ground: Ground): RowDecided | null {
  const answer = answerOn(turn, parent);
  if (answer.approved) return capture(turn, parent, ground.under(parent), answer);
  if (!answer.rejected)
    return ending(turn, parent) ?? (answer.open ? null : capture(turn, parent, ground.under(parent), answer));
  const no = outcomeOf(answer.rejected);
  const who = no.status === 'Rejected' ? no.by.join(' and ') : 'silence';
  const why = answer.rejected.votes.findLast(({ verdict }) => verdict === 'reject')?.text ?? '';
  const text = `rejected by ${who}${why === '' ? '' : `: ${why}`}`;
  const done = onlyEvents(turn, parent, [{ event: { kind: 'reject' }, text }]);
  return { ...done, events: [...answer.events, ...(done.events ?? [])] };
}
