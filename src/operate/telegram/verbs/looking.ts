import { unixMillis } from '../../../model/units.js';
import { findById } from '../../../record/queries/findById.js';
import { parentsNamed } from '../../../record/queries/parentOrders.js';
import { readAlertList } from '../../alerts/readAlertList.js';
import { ordersAsked, positionsAsked } from '../../views/asked.js';
import { readDecision } from '../../views/decision.js';
import { readOrder } from '../../views/order.js';
import { readOrders } from '../../views/orders.js';
import { readOverview } from '../../views/overview.js';
import { readPositions } from '../../views/positions.js';
import { readReview } from '../../views/reviews.js';
import { readRisk } from '../../views/risk.js';
import { html } from '../html.js';
import { riskCard } from '../picture/riskCard.js';
import { sayAlerts } from '../say/sayAlerts.js';
import { sayOrders } from '../say/sayOrders.js';
import { sayPositions } from '../say/sayPositions.js';
import { sayReview } from '../say/sayReview.js';
import { sayStatus } from '../say/sayStatus.js';
import { sayDecision, sayStory } from '../say/sayWhy.js';
import { reviewReply } from './answering.js';
import type { Verb } from './verb.js';

/** Verbs that look, and change nothing. */
export const looking: readonly Verb[] = [
  {
    ...{
      name: 'status',
      args: '',
      says: 'what goes on, and what ballast is about to do',
      right: 'view',
      code: 'never',
    },
    run: async ({ ledger, knowledge, now }) => ({
      lines: sayStatus(await readOverview(ledger, { now: now(), env: knowledge.env })),
    }),
  },
  {
    ...{ name: 'positions', args: '[BOOK]', says: 'what is held, and how healthy it is', right: 'view', code: 'never' },
    run: async ({ ledger, now }, { args: [book] }) => ({
      lines: sayPositions(
        await readPositions(ledger, now(), positionsAsked.parse(book === undefined ? {} : { strategy: book })),
      ),
    }),
  },
  {
    ...{ name: 'risk', args: '[BOOK]', says: 'what may be lost, as a picture', right: 'view', code: 'never' },
    async run({ ledger, now }, { args: [book] }) {
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
      const [found] = await findById(ledger, id);
      if (found?.kind === 'review') return { lines: sayReview(await readReview(ledger, id, at), at) };
      const isParent = found?.kind === 'parent' || (await parentsNamed(ledger, id)).length > 0;
      if (isParent) return { lines: sayStory(await readOrder(ledger, id, at)) };
      return { lines: sayDecision(await readDecision(ledger, id, at)) };
    },
  },
  {
    ...{ name: 'alerts', args: '', says: 'what is wrong, and what is done about it', right: 'view', code: 'never' },
    run: async ({ ledger, now }) => ({
      lines: sayAlerts(await readAlertList(ledger, { state: 'open', limit: 50 }, unixMillis(now()))),
    }),
  },
  {
    ...{ name: 'reviews', args: '', says: 'what waits for an answer', right: 'view', code: 'never' },
    run: reviewReply,
  },
];
