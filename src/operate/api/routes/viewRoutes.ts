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
  view(
    'overview',
    'Everything at a glance: books, walls, runway, trading state, and what is about to be done',
    async () => {
      const { overviewView, readOverview } = await import('../../views/overview.js');
      return handling({
        answers: { 200: overviewView },
        handle: async ({ ledger, knowledge: { env }, now }) => ({
          body: await readOverview(ledger, { now: now(), env }),
        }),
      });
    },
  ),
  view('risk', 'One book: Greeks, stress, payoff, surface, shocks, walls', async () => {
    const { readRisk, riskView } = await import('../../views/risk.js');
    return handling({
      query: z.strictObject({ book: z.string().max(200).optional() }),
      answers: { 200: riskView },
      handle: async ({ ledger, now }, { query: { book } }) => ({
        body: await readRisk(ledger, now(), book === undefined ? {} : { book }),
      }),
    });
  }),
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
  view('execution', 'How well orders were done: implementation shortfall', async () => {
    const { executionView, readExecution } = await import('../../views/execution.js');
    return handling({
      query: (await asked()).executionAsked,
      answers: { 200: executionView },
      handle: async ({ ledger, now }, { query }) => ({ body: await readExecution(ledger, now(), query) }),
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
  view('reviews', 'What waits for a person, and what was answered', async () => {
    const { readReviews, reviewsView } = await import('../../views/reviews.js');
    return handling({
      query: (await asked()).reviewsAsked,
      answers: { 200: reviewsView },
      handle: async ({ ledger, now }, { query }) => ({ body: await readReviews(ledger, now(), query) }),
    });
  }),
  view('reviews/:id', 'One question to a person', async () => {
    const { readReview, reviewRowView } = await import('../../views/reviews.js');
    return handling({
      answers: { 200: reviewRowView },
      handle: async ({ ledger, now }, { params }) => ({ body: await readReview(ledger, params['id'] ?? '', now()) }),
    });
  }),
  view('alerts', 'What a person must know, and who was told', async () => {
    const [{ alertsQuery, alertsView }, { readAlertList }] = await Promise.all([
      import('../../views/alerts.js'),
      import('../../alerts/readAlertList.js'),
    ]);
    return handling({
      query: alertsQuery,
      answers: { 200: alertsView },
      handle: async ({ ledger, now }, { query }) => ({ body: await readAlertList(ledger, query, now()) }),
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
      handle: async ({ ledger, now, gapMs }, { query }) => ({
        body: await readSeries(ledger, { ...query, gapMs }, now()),
      }),
    });
  }),
  view('system', 'The machine: endpoints, head, gas, budgets, journal, versions', async () => {
    const { readSystem, systemView } = await import('../../views/system.js');
    return handling({
      answers: { 200: systemView },
      handle: async ({ ledger, now }) => ({ body: await readSystem(ledger, now()) }),
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
