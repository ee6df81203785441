import { personOf } from '../../../model/person.js';
import type { Vote } from '../../../model/review.js';
import { answerReview } from '../../reviews/answerReview.js';
import type { ReviewRowView } from '../../views/reviews.js';
import { type Html, html } from '../html.js';
import { usd } from '../say/figures.js';
import type { Button, Deed, Person, Reply, VerbContext } from './verb.js';

/** One question to one person, with the buttons that this person may press. @param lines What it says. */
export function askedOf(review: ReviewRowView, person: Person, lines: readonly Html[], codeAbove: number): Reply {
  const { id, isOpen, mayNotApprove, votes, expiresAt, notionalUsd } = review;
  if (!isOpen || !person.rights.has('review')) return { lines };
  const isPerson = (author: string) => personOf(author) === personOf(person.author);
  const own = mayNotApprove.some(isPerson);
  const said = votes.some(({ author, verdict }) => verdict === 'approve' && isPerson(author));
  const code = notionalUsd === null || notionalUsd > codeAbove ? ' (with a code)' : '';
  const buttons: Button[] = [
    ...(own || said ? [] : [{ label: `Approve${code}`, deed: voting(id, 'approve', '', null) }]),
    { label: 'Reject', deed: voting(id, 'reject', '', null) },
  ];
  return {
    lines: [...lines, ...(own ? [html`you asked for it: others must approve`] : [])],
    buttons,
    buttonsUntil: expiresAt,
  };
}

/** What a button or a verb about a question does; approving much wants a code first. */
export function voting(id: string, verdict: Vote['verdict'], text: string, size: number | null): Deed {
  async function cast({ ledger, now }: VerbContext, { author }: Person): Promise<Reply> {
    const at = now();
    await answerReview(ledger, { id, verdict, text, author, at, ...(size === null ? {} : { notional: size }) });
    const [{ readReview }, { sayReview }] = await Promise.all([
      import('../../views/reviews.js'),
      import('../say/sayReview.js'),
    ]);
    return { lines: [html`<b>you ${verdict}</b>:`, ...sayReview(await readReview(ledger, id, at), at)] };
  }
  return {
    ...{ verb: verdict, right: 'review' },
    async run(context, person) {
      const { readReview } = await import('../../views/reviews.js');
      const review = await readReview(context.ledger, id, context.now());
      const most = Math.min(size ?? Number.POSITIVE_INFINITY, review.notionalUsd ?? Number.POSITIVE_INFINITY);
      if (verdict === 'reject' || most <= context.codeAbove || !review.isOpen) return cast(context, person);
      return {
        ask: [html`approve <b>${review.what}</b>, ${usd(most)}`],
        deed: { verb: 'approve', right: 'review', run: cast },
      };
    },
  };
}
