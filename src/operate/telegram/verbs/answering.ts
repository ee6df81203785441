import { shortId } from '../../../model/order.js';
import { personOf } from '../../../model/person.js';
import type { Vote } from '../../../model/review.js';
import { acknowledge } from '../../alerts/acknowledge.js';
import { answerReview, reviewNamed } from '../../reviews/answerReview.js';
import type { ReviewRowView } from '../../views/reviews.js';
import { clock } from '../../words/numbers.js';
import { type Html, html } from '../html.js';
import { usd } from '../say/figures.js';
import type { Button, Deed, Outcome, Person, Reply, Said, Verb, VerbContext } from './verb.js';

/** Verbs that answer what ballast asks, and that end orders. */
export const answering: readonly Verb[] = [
  {
    ...{
      name: 'ack',
      args: 'ID [why]',
      says: 'take an alert on: it is not told again',
      right: 'operate',
      code: 'never',
    },
    async run({ ledger, now }, { person, args: [id, ...words] }) {
      if (id === undefined) return { lines: [html`which? <code>/ack ID</code>; /alerts has ids`] };
      const said = { alert: id, author: person.author, text: words.join(' '), now: now() };
      const { alert, until } = await acknowledge(ledger, said);
      const end = until === null ? 'it is over' : clock(until, now());
      return { lines: [html`you have taken on <b>${alert.code}</b>: nobody is told again until ${end}`] };
    },
  },
  {
    ...{
      name: 'approve',
      args: 'ID [USD]',
      says: 'let something be done, up to so much',
      right: 'review',
      code: 'sometimes',
    },
    run: (context, said) => vote(context, said, 'approve'),
  },
  {
    ...{ name: 'reject', args: 'ID [why]', says: 'let something not be done', right: 'review', code: 'never' },
    run: (context, said) => vote(context, said, 'reject'),
  },
  {
    ...{
      name: 'cancel',
      args: 'ID [why]',
      says: 'take an order back that somebody asked for',
      right: 'trade',
      code: 'always',
    },
    async run({ ledger }, { args: [id, ...words] }) {
      if (id === undefined) return { lines: [html`which? <code>/cancel ID</code>; /orders has ids`] };
      const [{ wishFor }, { orderNamed }, { sayTerms }] = await Promise.all([
        import('../../orders/askChange.js'),
        import('../../orders/orderNamed.js'),
        import('../../orders/sayOrder.js'),
      ]);
      const order = await orderNamed(ledger, id);
      wishFor('cancel').eventOf(order);
      return {
        ask: [html`cancel <code>${sayTerms(order.terms)}</code> of ${order.strategy}, ${order.state.status}`],
        deed: cancelling(order.id, words.join(' ')),
      };
    },
  },
];

const cancelling = (id: string, text: string): Deed => ({
  ...{ verb: 'cancel', right: 'trade' },
  async run({ ledger, now }, { author }) {
    const [{ askChanges, wishFor }, { orderNamed }] = await Promise.all([
      import('../../orders/askChange.js'),
      import('../../orders/orderNamed.js'),
    ]);
    const order = await orderNamed(ledger, id);
    const [changed] = await askChanges(ledger, { orders: [order], ...wishFor('cancel') }, { author, at: now(), text });
    const stands = changed?.state.status ?? 'gone';
    return { lines: [html`asked for: order ${shortId(id)} is ${stands}; the keeper answers with its next block`] };
  },
});

/** What waits, a message each, with buttons for whoever may answer. */
export async function reviewReply({ ledger, now, codeAbove }: VerbContext, { person }: Said): Promise<Reply> {
  const at = now();
  const [{ readReviews }, { reviewsAsked }, { sayReview }] = await Promise.all([
    import('../../views/reviews.js'),
    import('../../views/asked.js'),
    import('../say/sayReview.js'),
  ]);
  const { rows, open } = await readReviews(ledger, at, reviewsAsked.parse({ open: 'true' }));
  if (open === 0) return { lines: [html`🟢 nothing waits for an answer`] };
  const shown = rows.slice(0, 10);
  const more = open - shown.length;
  return {
    lines: [html`<b>${open} wait for an answer</b>${more > 0 ? `; ${more} more are in the console` : ''}`],
    more: shown.map((review) => askedOf(review, person, sayReview(review, at), codeAbove)),
  };
}

/** One question to one person. @param lines What it says. */
function askedOf(review: ReviewRowView, person: Person, lines: readonly Html[], codeAbove: number): Reply {
  const { id, isOpen, mayNotApprove, expiresAt, notionalUsd } = review;
  if (!isOpen || !person.rights.has('review')) return { lines };
  const own = mayNotApprove.some((one) => personOf(one) === personOf(person.author));
  const code = notionalUsd === null || notionalUsd > codeAbove ? ' (with a code)' : '';
  const buttons: Button[] = [
    ...(own ? [] : [{ label: `Approve${code}`, deed: voting(id, 'approve', '', null) }]),
    { label: 'Reject', deed: voting(id, 'reject', '', null) },
  ];
  return {
    lines: [...lines, ...(own ? [html`you asked for it: others must approve`] : [])],
    buttons,
    buttonsUntil: expiresAt,
  };
}

async function vote(
  context: VerbContext,
  { person, args: [id, ...words] }: Said,
  verdict: Vote['verdict'],
): Promise<Outcome> {
  if (id === undefined) return { lines: [html`which? <code>/${verdict} ID</code>; /reviews has ids`] };
  const text = words.join(' ');
  const size = verdict === 'approve' && text !== '' ? Number(text.replaceAll(/[_ ]|usd$/gi, '')) : null;
  if (size !== null && !(size > 0 && Number.isFinite(size))) {
    return { lines: [html`so much is no number of usd: <code>/approve ID 50000</code>`] };
  }
  const { id: whole } = await reviewNamed(context.ledger, id);
  return voting(whole, verdict, size === null ? text : '', size).run(context, person);
}

/** What a button or a verb about a question does; approving much wants a code first. */
function voting(id: string, verdict: Vote['verdict'], text: string, size: number | null): Deed {
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
