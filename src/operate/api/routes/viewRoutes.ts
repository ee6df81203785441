import { z } from 'zod';
import { handling, type Route } from '../route.js';

const view = (path: string, summary: string, load: Route['load'], note?: string): Route => ({
  ...{ method: 'GET', path: `/v1/${path}`, right: 'view', summary, load },
  ...(note === undefined ? {} : { note }),
});

const asked = () => import('../../views/asked.js');
const wholeText = z
  .string()
  .regex(/^\d{1,15}$/, 'a whole number is wanted')
  .transform(Number);
const moment = wholeText.optional().meta({ description: 'Unix time in milliseconds.' });

/** What the pages of the console are made of. */
export const viewRoutes: readonly Route[] = [
  view('positions', 'What each book holds, and the margin accounts behind it', async () => {
    const { positionsView, readPositions } = await import('../../views/positions.js');
    return handling({
      query: (await asked()).positionsAsked,
      answers: { 200: positionsView },
      handle: async ({ ledger, now }, { query }) => ({ body: await readPositions(ledger, now(), query) }),
    });
  }),
  view('orders', 'Orders of people and of rules, newest first', async () => {
    const { ordersView, readOrders } = await import('../../views/orders.js');
    return handling({
      query: (await asked()).ordersAsked,
      answers: { 200: ordersView },
      handle: async ({ ledger, now }, { query }) => ({ body: await readOrders(ledger, now(), query) }),
    });
  }),
  view('orders/:id', 'The whole story of one order, by its id, the beginning of it, or its `clOrdId`', async () => {
    const { orderView, readOrder } = await import('../../views/order.js');
    return handling({
      answers: { 200: orderView },
      handle: async ({ ledger, now }, { params }) => ({ body: await readOrder(ledger, params['id'] ?? '', now()) }),
    });
  }),
  view('decisions', 'The timeline: what was decided, done or not, and why', async () => {
    const { decisionsView, readDecisions } = await import('../../views/decisions.js');
    return handling({
      query: (await asked()).decisionsAsked,
      answers: { 200: decisionsView },
      handle: async ({ ledger, now }, { query }) => ({ body: await readDecisions(ledger, now(), query) }),
    });
  }),
  view('decisions/:id', 'Why, why not, on what, and what became of it', async () => {
    const { decisionView, readDecision } = await import('../../views/decision.js');
    return handling({
      answers: { 200: decisionView },
      handle: async ({ ledger, now }, { params }) => ({ body: await readDecision(ledger, params['id'] ?? '', now()) }),
    });
  }),
  view('alerts', 'What a person must know, and who was told', async () => {
    const { alertsQuery, alertsView, readAlerts } = await import('../../views/alerts.js');
    return handling({
      query: alertsQuery,
      answers: { 200: alertsView },
      handle: async ({ ledger, now }, { query }) => ({ body: await readAlerts(ledger, query, now()) }),
    });
  }),
  view('series', 'How one book went, thinned to what a screen can show', async () => {
    const { readSeries, seriesView } = await import('../../views/series.js');
    return handling({
      query: z.strictObject({
        ...{ book: z.string().max(200).optional(), from: moment, to: moment, since: moment },
        points: wholeText.optional().meta({ description: 'So many steps at most.' }),
        columns: z
          .string()
          .max(2_000)
          .transform((names) => names.split(',').filter((name) => name !== ''))
          .optional()
          .meta({ description: 'Names or beginnings of names, apart by commas; all where it is left out.' }),
      }),
      answers: { 200: seriesView },
      handle: async ({ ledger, now }, { query }) => ({ body: await readSeries(ledger, query, now()) }),
    });
  }),
  view('strategies', 'What runs: text, hash, since when, and every version before', async () => {
    const { readStrategies, strategiesView } = await import('../../views/strategies.js');
    return handling({
      answers: { 200: strategiesView },
      handle: async ({ ledger, settingsFile, knowledge: { env }, now }) => ({
        body: await readStrategies({ ledger, settingsFile, env, now }),
      }),
    });
  }),
];
