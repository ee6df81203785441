import { personOf } from '../../../../../model/person.js';
import type { ReviewRowView } from '../../../../views/reviews.js';
import { Amount } from '../../parts/Amount.js';
import { Button } from '../../parts/Button.js';
import { Card } from '../../parts/Card.js';
import { Tag, type Tone } from '../../parts/Tag.js';
import { Left, When } from '../../parts/When.js';
import { whyNotNow } from '../../state/mayAct.js';
import { figure, usd } from '../../state/numbers.js';
import { sessionStore } from '../../state/session.js';

const tones: Readonly<Record<ReviewRowView['status'], Tone>> = {
  Open: 'warn',
  Approved: 'good',
  Rejected: 'bad',
  Used: 'plain',
};

interface ReviewCardProps {
  review: ReviewRowView;
  now: number;
  answer: (verdict: 'approve' | 'reject') => void;
}

/** One question: what is asked, why, before and after, and what silence means. */
export function ReviewCard({ review, now, answer }: ReviewCardProps) {
  const mayNot = whyNotNow('review');
  const me = sessionStore.get().session?.name ?? '';
  const [whyNotApprove, whyNotReject] = [mayNot ?? whyNotOwn(review, me), mayNot];
  return (
    <Card
      title={review.what}
      rest={
        <>
          <Tag tone={tones[review.status]}>{review.statusText}</Tag>{' '}
          {review.isOpen && (
            <span>
              <Left until={review.expiresAt} /> left
            </span>
          )}
        </>
      }
    >
      <div class="stack">
        <p class="small soft">
          {review.strategy} · {review.rule} · {review.orderClass} · asked <When at={review.openedAt} now={now} /> ·{' '}
          <Amount of={usd(review.notionalUsd)} unit="USD" />
          {review.parent && (
            <>
              {' '}
              · <a href={`/orders/${review.parent}`}>the order</a>
            </>
          )}
        </p>
        {review.asks.length > 0 && (
          <div>
            <h3>What asked</h3>
            <ul class="bullets">
              {review.asks.map(({ code, text }) => (
                <li key={code}>
                  {text} <code class="small faint">{code}</code>
                </li>
              ))}
            </ul>
          </div>
        )}
        {review.effects.length > 0 && <Effects review={review} />}
        {review.votes.length > 0 && (
          <div>
            <h3>Said so far</h3>
            <ul class="bullets">
              {review.votes.map((vote) => (
                <li key={vote.author}>
                  <strong>{vote.author}</strong> {vote.verdict === 'approve' ? 'approved' : 'rejected'}
                  {vote.upToUsd !== null && (
                    <>
                      {' '}
                      up to <Amount of={usd(vote.upToUsd)} unit="USD" />
                    </>
                  )}{' '}
                  <When at={vote.at} now={now} />
                  {vote.text && <span class="soft">: {vote.text}</span>}
                </li>
              ))}
            </ul>
          </div>
        )}
        <p class="small">
          {review.next}
          {review.isOpen && review.missing > 1 && ` ${review.missing} more people must say yes.`}
          {review.text && ` ${review.text}`}
        </p>
        {review.isOpen && (
          <div class="row">
            <Button kind="first" whyNot={whyNotApprove} tells onClick={() => answer('approve')}>
              Approve…
            </Button>
            <Button kind="danger" whyNot={whyNotReject} onClick={() => answer('reject')}>
              Reject…
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}

function whyNotOwn({ approvals, mayNotApprove }: ReviewRowView, me: string): string | null {
  if (approvals < 2 || !mayNotApprove.some((one) => personOf(one) === personOf(me))) return null;
  return 'You asked for it: two others must approve. You may still reject it.';
}

const Effects = ({ review }: { review: ReviewRowView }) => (
  <div class="table-wrap">
    <table>
      <caption class="unseen">Before and after</caption>
      <thead>
        <tr>
          <th scope="col">All else equal</th>
          <th scope="col" class="right">
            Before
          </th>
          <th scope="col" class="right">
            After
          </th>
        </tr>
      </thead>
      <tbody>
        {review.effects.map(({ name, unit, before, after }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td class="right">
              <Amount of={unit === 'usd' ? usd(before) : figure(before, 3)} unit={unit === 'usd' ? 'USD' : unit} />
            </td>
            <td class="right">
              <Amount of={unit === 'usd' ? usd(after) : figure(after, 3)} unit={unit === 'usd' ? 'USD' : unit} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
