import type { WorkedParent } from '../../model/desk.js';
import type { RowDecided } from '../decideRow.js';
import type { Turn } from '../turn.js';
import { answerCancel, answerReplace } from './answer.js';
import { capture } from './capture.js';
import { ending } from './ending.js';
import type { Ground } from './ground.js';
import { onlyEvents } from './onlyEvents.js';
import { workParent } from './workParent.js';

/** What becomes of one order that somebody asked for, in this tick; null when nothing is to be said of it. */
export function considerParent(turn: Turn, parent: WorkedParent, ground: Ground): RowDecided | null {
  switch (parent.state.status) {
    case 'PendingNew':
      return capture(turn, parent, ground.under(parent));
    case 'PendingReview':
      return reviewed(turn, parent, ground);
    case 'PendingCancel':
      return answerCancel(turn, parent);
    case 'PendingReplace':
      return answerReplace(turn, parent, ground);
    case 'New':
    case 'PartiallyFilled':
      return ending(turn, parent) ?? workParent(turn, parent);
    case 'Suspended':
      return ending(turn, parent);
    default:
      return null;
  }
}

/** What people have said of it. */
function reviewed(turn: Turn, parent: WorkedParent, ground: Ground): RowDecided | null {
  const review = turn.desk.reviews.findLast(({ subject }) => 'parent' in subject && subject.parent === parent.id);
  if (review?.status === 'Approved') return capture(turn, parent, ground.under(parent));
  if (review?.status !== 'Rejected') return ending(turn, parent);
  const vote = review.votes.findLast(({ verdict }) => verdict === 'reject');
  const text = vote ? `${vote.author} said no: ${vote.text}` : 'nobody said yes in time';
  return onlyEvents(turn, parent, [{ event: { kind: 'reject' }, text }]);
}
