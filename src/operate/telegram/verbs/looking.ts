import { html } from '../html.js';
import { reviewReply } from './answering.js';
import type { Verb } from './verb.js';

/** Verbs that look, and change nothing. What each reads with is loaded when it is first said: a bot that nobody asks takes little memory. */
export const looking: readonly Verb[] = [
  {
    ...{
      name: 'status',
      args: '',
      says: 'what goes on, and what ballast is about to do',
      right: 'view',
      code: 'never',
    },
    async run({ ledger, knowledge, now }) {
      const [{ readOverview }, { sayStatus }] = await Promise.all([
        import('../../views/overview.js'),
        import('../say/sayStatus.js'),
      ]);
      return { lines: sayStatus(await readOverview(ledger, { now: now(), env: knowledge.env })) };
    },
  },
  {
    ...{ name: 'positions', args: '[BOOK]', says: 'what is held, and how healthy it is', right: 'view', code: 'never' },
    async run({ ledger, now }, { args: [book] }) {
      const [{ readPositions }, { positionsAsked }, { sayPositions }] = await Promise.all([
        import('../../views/positions.js'),
        import('../../views/asked.js'),
        import('../say/sayPositions.js'),
      ]);
      const asked = positionsAsked.parse(book === undefined ? {} : { strategy: book });
      return { lines: sayPositions(await readPositions(ledger, now(), asked)) };
    },
  },
  {
    ...{ name: 'risk', args: '[BOOK]', says: 'what may be lost, as a picture', right: 'view', code: 'never' },
    async run({ ledger, now }, { args: [book] }) {
      const [{ readRisk }, { riskCard }] = await Promise.all([
        import('../../views/risk.js'),
        import('../picture/riskCard.js'),
      ]);
      const { book: found, books, asOf } = await readRisk(ledger, now(), { book });
      if (found === null) {
        const known = books.length === 0 ? 'nothing has been watched yet' : `there are: ${books.join(', ')}`;
        return { lines: [html`no risk is known${book === undefined ? '' : ` of ${book}`}: ${known}`] };
      }
      return { lines: [], picture: { svg: riskCard(found, asOf), caption: html`<b>${found.strategy}</b>` } };
    },
  },
  {
    ...{ name: 'orders', args: '[BOOK]', says: 'what is open, and what was lately', right: 'view', code: 'never' },
    async run({ ledger, now }, { args: [strategy] }) {
      const [{ readOrders }, { ordersAsked }, { sayOrders }] = await Promise.all([
        import('../../views/orders.js'),
        import('../../views/asked.js'),
        import('../say/sayOrders.js'),
      ]);
      const ofBook = strategy === undefined ? {} : { strategy };
      const [open, newest] = await Promise.all([
        readOrders(ledger, now(), ordersAsked.parse({ ...ofBook, open: 'true', limit: 20 })),
        readOrders(ledger, now(), ordersAsked.parse({ ...ofBook, limit: 10 })),
      ]);
      return { lines: sayOrders(open, newest) };
    },
  },
  {
    ...{ name: 'why', args: 'ID', says: 'why something was done, or was not', right: 'view', code: 'never' },
    async run({ ledger, now }, { args: [id] }) {
      if (id === undefined) return { lines: [html`of what? <code>/why ID</code>; /orders has ids`] };
      const at = now();
      const [{ findById }, { parentsNamed }, { sayDecision, sayStory }] = await Promise.all([
        import('../../../record/queries/findById.js'),
        import('../../../record/queries/parentOrders.js'),
        import('../say/sayWhy.js'),
      ]);
      const [found] = await findById(ledger, id);
      if (found?.kind === 'review') {
        const [{ readReview }, { sayReview }] = await Promise.all([
          import('../../views/reviews.js'),
          import('../say/sayReview.js'),
        ]);
        return { lines: sayReview(await readReview(ledger, id, at), at) };
      }
      const isParent = found?.kind === 'parent' || (await parentsNamed(ledger, id)).length > 0;
      if (isParent) {
        const { readOrder } = await import('../../views/order.js');
        return { lines: sayStory(await readOrder(ledger, id, at)) };
      }
      const { readDecision } = await import('../../views/decision.js');
      return { lines: sayDecision(await readDecision(ledger, id, at)) };
    },
  },
  {
    ...{ name: 'alerts', args: '', says: 'what is wrong, and what is done about it', right: 'view', code: 'never' },
    async run({ ledger, now }) {
      const [{ readAlertList }, { sayAlerts }] = await Promise.all([
        import('../../alerts/readAlertList.js'),
        import('../say/sayAlerts.js'),
      ]);
      return { lines: sayAlerts(await readAlertList(ledger, { state: 'open', limit: 50 }, now())) };
    },
  },
  {
    ...{ name: 'reviews', args: '', says: 'what waits for an answer', right: 'view', code: 'never' },
    run: reviewReply,
  },
];
