import { z } from 'zod';
import { ApiError } from '../answers.js';
import { blotterQuery, readChangeFields, readNew, wishBody } from '../bodies.js';
import { changeSaid, isRow, newOrderSaid, parentSaid } from '../orderSaid.js';
import { type Handling, handling, type Route } from '../route.js';

const wishes = {
  cancel: 'Ask for an order to be canceled',
  pause: 'Ask for nothing more of an order to be sent',
  resume: 'Let a paused order be worked on again',
} as const;

const wished = { order: parentSaid };

const wish = (verb: keyof typeof wishes): Route => ({
  ...{ method: 'POST', path: `/v1/orders/:id/${verb}`, right: 'trade', summary: wishes[verb] },
  async load() {
    const { askChanges, wishFor } = await import('../../orders/askChange.js');
    const { orderNamed } = await import('../../orders/orderNamed.js');
    return handling({
      body: wishBody,
      answers: { 202: z.object(wished) },
      async handle({ ledger }, { params, body: { text }, by }) {
        const order = await orderNamed(ledger, params['id'] ?? '');
        const [changed] = await askChanges(ledger, { orders: [order], ...wishFor(verb) }, { ...by, text });
        return { status: 202, body: { order: changed } };
      },
    });
  },
});

/** Orders that people and programs ask for. The keeper answers at its next block. */
export const orderRoutes: readonly Route[] = [
  {
    ...{ method: 'POST', path: '/v1/orders', right: 'trade', summary: 'Ask for an order' },
    note: 'Asked twice with one `clOrdId` it is one order: the second answer is 200 and says `isNew: false`.',
    async load(): Promise<Handling> {
      const { newOrder } = await import('../../orders/newOrder.js');
      const { openBookShelf } = await import('../../orders/bookShelf.js');
      const made = z.object({ isNew: z.boolean(), order: parentSaid });
      return handling({
        body: z.unknown(),
        bodySays: newOrderSaid,
        answers: { 200: made, 201: made },
        async handle({ ledger, knowledge }, { body, by }) {
          const { fields, legs } = readNew(body);
          const told = await newOrder(ledger, await openBookShelf(ledger, knowledge), fields, by, legs);
          return { status: told.isNew ? 201 : 200, body: told };
        },
      });
    },
  },
  wish('cancel'),
  wish('pause'),
  wish('resume'),
  {
    ...{ method: 'POST', path: '/v1/orders/:id/amend', right: 'trade', summary: 'Ask for other terms of an order' },
    async load() {
      const { amendOrder } = await import('../../orders/amendOrder.js');
      const { openBookShelf } = await import('../../orders/bookShelf.js');
      const { orderNamed } = await import('../../orders/orderNamed.js');
      return handling({
        body: z.unknown(),
        bodySays: changeSaid,
        answers: { 202: z.looseObject(wished) },
        async handle({ ledger, knowledge }, { params, body, by }) {
          const { fields, text } = readChangeFields(body);
          const order = await orderNamed(ledger, params['id'] ?? '');
          const shelf = await openBookShelf(ledger, knowledge);
          return { status: 202, body: await amendOrder(ledger, shelf, order, fields, { ...by, text }) };
        },
      });
    },
  },
  {
    ...{ method: 'GET', path: '/v1/blotter', right: 'view', summary: 'Orders of people with what became of them' },
    async load() {
      const { blotter } = await import('../../orders/blotter.js');
      return handling({
        query: blotterQuery,
        answers: { 200: z.object({ rows: z.array(isRow) }) },
        handle: async ({ ledger }, { query }) => ({ body: { rows: await blotter(ledger, query) } }),
      });
    },
  },
  {
    ...{ method: 'GET', path: '/v1/lists/:id', right: 'view', summary: 'The legs of one order, and how far each is' },
    async load() {
      const { legsNamed } = await import('../../orders/legsStory.js');
      return handling({
        answers: { 200: z.looseObject({ status: z.string(), legs: z.array(z.looseObject({ clOrdId: z.string() })) }) },
        async handle({ ledger }, { params }) {
          const legs = await legsNamed(ledger, params['id'] ?? '');
          if (legs) return { body: legs };
          const mend = 'GET /v1/orders?list= shows orders of any list';
          throw new ApiError(404, 'not_found', 'there are no legs of that name', mend);
        },
      });
    },
  },
  {
    ...{ method: 'POST', path: '/v1/lists/:id/close', right: 'trade', summary: 'End all orders of a list' },
    async load() {
      const { closeList } = await import('../../orders/closeList.js');
      return handling({
        body: wishBody,
        answers: { 202: z.looseObject({ orders: z.array(z.looseObject({ clOrdId: z.string() })) }) },
        handle: async ({ ledger }, { params, body: { text }, by }) => ({
          status: 202,
          body: await closeList(ledger, params['id'] ?? '', { ...by, text }),
        }),
      });
    },
  },
];
