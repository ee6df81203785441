import { shortId } from '../../../model/order.js';
import type { Vote } from '../../../model/review.js';
import { acknowledge } from '../../alerts/acknowledge.js';
import { reviewNamed } from '../../reviews/answerReview.js';
import { clock } from '../../words/numbers.js';
import { html } from '../html.js';
import { askedOf, voting } from './question.js';
import type { Deed, Outcome, Reply, Said, Verb, VerbContext } from './verb.js';

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
