import type { Id } from '../../../model/order.js';
import { html } from '../html.js';
import { askedOf } from '../verbs/question.js';
import type { Person, Reply, VerbContext } from '../verbs/verb.js';

/** A question as it stands now, for one person, with the buttons they may press. @throws LedgerError */
export async function questionReply(
  { ledger, now, codeAbove }: VerbContext,
  person: Person,
  id: Id,
): Promise<{ reply: Reply; isOver: boolean }> {
  const [{ readReview }, { sayQuestion }] = await Promise.all([
    import('../../views/reviews.js'),
    import('../say/sayReview.js'),
  ]);
  const at = now();
  const review = await readReview(ledger, id, at);
  return { reply: askedOf(review, person, sayQuestion(review, at), codeAbove), isOver: review.status !== 'Open' };
}

/** What stands for questions that have no message of their own. */
export const countedReply = (count: number): Reply => ({
  lines: [
    count === 0
      ? html`▪️ none of what was counted here waits any more`
      : html`❓ <b>${count} more ${count === 1 ? 'waits' : 'wait'} for an answer</b>: /reviews has each with its buttons`,
  ],
});
