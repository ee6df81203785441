import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Log } from '../../model/log.js';
import { type UnixMillis, unixMillis } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import { parentOrders } from '../../record/queries/parentOrders.js';
import { parentStory } from '../../record/queries/parentStory.js';
import { listReviews } from '../../record/queries/reviews.js';
import { amendOrder } from '../orders/amendOrder.js';
import { askChanges, wishFor } from '../orders/askChange.js';
import { blotter } from '../orders/blotter.js';
import { openBookShelf } from '../orders/bookShelf.js';
import { closeList } from '../orders/closeList.js';
import { importOrders } from '../orders/importOrders.js';
import { legsNamed, legsStory } from '../orders/legsStory.js';
import { newOrder } from '../orders/newOrder.js';
import { orderNamed } from '../orders/orderNamed.js';
import { orderRows } from '../orders/orderRows.js';
import { createProblemList } from '../orders/problemList.js';
import type { KnownBookOptions } from '../orders/readKnownBook.js';
import { plainText } from '../plainText.js';
import { answerReview, reviewNamed } from '../reviews/answerReview.js';
import { ApiError, answer, answerError } from './answers.js';
import {
  blotterQuery,
  importQuery,
  mannerOf,
  readChangeFields,
  readJson,
  readNew,
  reviewsQuery,
  voteBody,
  wishBody,
} from './bodies.js';
import { isLocalName } from './listen.js';
import { anybody, type Caller, type Right } from './rights.js';
import type { Tokens } from './tokens.js';

export interface ApiOptions {
  ledger: Ledger;
  knowledge: KnownBookOptions;
  /** null: whoever reaches it may look, and nothing else. */
  tokens: Tokens | null;
  now: () => UnixMillis;
  log: Log;
}

interface Variables {
  Variables: { caller: Caller };
}

export type Api = Hono<Variables>;

const mostBytes = 64 * 1_024;
const mostImported = 32 * 1_024 * 1_024;

/** What people and programs may ask of a ledger over HTTP. Nothing here reaches the keeper but through the ledger. */
export function createApi({ ledger, knowledge, tokens, now, log }: ApiOptions): Api {
  const api: Api = new Hono<Variables>();
  const shelf = () => openBookShelf(ledger, knowledge);
  const by = (context: Context<Variables>) => ({ author: context.get('caller').name, at: unixMillis(now()) });
  const body = async (context: Context) => readJson(await context.req.text());

  api.use(async (context, next) => {
    context.header('cache-control', 'no-store');
    context.header('x-content-type-options', 'nosniff');
    if (!tokens && !isLocalName(context.req.header('host'))) {
      throw new ApiError(
        403,
        'forbidden',
        'without tokens only this machine is served',
        'ask for 127.0.0.1 or localhost',
      );
    }
    context.set('caller', callerOf(context.req.header('authorization'), tokens, now()));
    await next();
  });
  api.use('/v1/imports', limit(mostImported));
  api.use('/v1/orders/*', limit(mostBytes));
  api.use('/v1/lists/*', limit(mostBytes));
  api.use('/v1/reviews/*', limit(mostBytes));

  api.get('/v1/blotter', may('view'), async (context) =>
    answer(context, { rows: await blotter(ledger, blotterQuery.parse(context.req.query())) }),
  );
  api.get('/v1/orders', may('view'), async (context) => {
    const { flat: _, status, ...filter } = blotterQuery.parse(context.req.query());
    const rows = await parentOrders(ledger, filter);
    return answer(context, { orders: rows.filter((one) => status === undefined || one.state.status === status) });
  });
  api.post('/v1/orders', may('trade'), async (context) => {
    const { fields, legs } = readNew(await body(context));
    const made = await newOrder(ledger, await shelf(), fields, by(context), legs);
    return answer(context, made, made.isNew ? 201 : 200);
  });
  api.get('/v1/orders/:id', may('view'), async (context) => {
    const order = await orderNamed(ledger, context.req.param('id'));
    const legs = await legsStory(ledger, order);
    return answer(context, { ...(await parentStory(ledger, order)), ...(legs ? { legs } : {}) });
  });
  api.get('/v1/lists/:id', may('view'), async (context) => {
    const legs = await legsNamed(ledger, context.req.param('id'));
    if (legs) return answer(context, legs);
    throw new ApiError(
      404,
      'not_found',
      'there are no legs of that name',
      'GET /v1/orders?list= shows orders of any list',
    );
  });
  for (const wish of ['cancel', 'pause', 'resume'] as const) {
    api.post(`/v1/orders/:id/${wish}`, may('trade'), async (context) => {
      const { text } = wishBody.parse(await body(context));
      const order = await orderNamed(ledger, context.req.param('id') ?? '');
      const [changed] = await askChanges(ledger, { orders: [order], ...wishFor(wish) }, { ...by(context), text });
      return answer(context, { order: changed }, 202);
    });
  }
  api.post('/v1/lists/:id/close', may('trade'), async (context) => {
    const { text } = wishBody.parse(await body(context));
    return answer(context, await closeList(ledger, context.req.param('id'), { ...by(context), text }), 202);
  });
  api.post('/v1/orders/:id/amend', may('trade'), async (context) => {
    const { fields, text } = readChangeFields(await body(context));
    const order = await orderNamed(ledger, context.req.param('id'));
    return answer(context, await amendOrder(ledger, await shelf(), order, fields, { ...by(context), text }), 202);
  });
  api.post('/v1/imports', may('trade'), async (context) => {
    refuseOtherTypes(context.req.header('content-type'));
    const { list, legs, dryRun, ...written } = importQuery.parse(context.req.query());
    const problems = createProblemList();
    const text = await context.req.text();
    const imported = await importOrders(ledger, await shelf(), orderRows([text], problems, mostImported), problems, {
      ...{ subject: 'the import', ...by(context), dryRun: dryRun === true },
      ...(list === undefined ? {} : { list }),
      ...(legs ? { kind: 'legs' as const, ...mannerOf(written) } : {}),
    });
    return answer(context, imported, imported.written > 0 && !dryRun ? 201 : 200);
  });

  api.get('/v1/reviews', may('view'), async (context) => {
    const { book, open, limit: most } = reviewsQuery.parse(context.req.query());
    const filter = {
      limit: most,
      ...(open === undefined ? {} : { open }),
      ...(book === undefined ? {} : { strategy: book }),
    };
    return answer(context, { reviews: await listReviews(ledger, filter) });
  });
  api.get('/v1/reviews/:id', may('view'), async (context) =>
    answer(context, { review: await reviewNamed(ledger, context.req.param('id')) }),
  );
  for (const verdict of ['approve', 'reject'] as const) {
    api.post(`/v1/reviews/:id/${verdict}`, may('review'), async (context) => {
      const { text, notional } = voteBody.parse(await body(context));
      const vote = { id: context.req.param('id') ?? '', verdict, text, ...by(context) };
      return answer(context, await answerReview(ledger, { ...vote, ...(notional === undefined ? {} : { notional }) }));
    });
  }

  api.notFound((context) =>
    answerError(
      context,
      new ApiError(
        404,
        'not_found',
        `there is nothing at ${context.req.path.slice(0, 100)}`,
        'docs/order-entry.md lists what there is',
      ),
    ),
  );
  api.onError((error, context) => {
    const answered = answerError(context, error);
    if (answered.status >= 500) log.error({ at: 'api', error }, 'a request failed');
    return answered;
  });
  return api;
}

/** What begins with a bracket is read as JSON whatever it is called; but a form, or an archive, is neither. @throws ApiError */
function refuseOtherTypes(header: string | undefined): void {
  const type = header?.split(';')[0]?.trim().toLowerCase();
  if (type === undefined || type === 'text/csv' || type === 'application/json') return;
  const message = `orders are not read from ${plainText(type.slice(0, 60), false)}`;
  throw new ApiError(415, 'unsupported_type', message, 'send CSV as text/csv, or a JSON list as application/json');
}

/** @throws ApiError when the token is missing or nobody's */
function callerOf(header: string | undefined, tokens: Tokens | null, at: UnixMillis): Caller {
  if (!tokens) return anybody;
  const token = /^Bearer ([\x21-\x7e]{1,512})$/.exec(header ?? '')?.[1];
  const caller = token === undefined ? undefined : tokens.callerOf(token, at);
  if (caller) return caller;
  const message = token === undefined ? 'a token is wanted' : 'the token is nobody’s';
  throw new ApiError(401, 'unauthorized', message, 'send `Authorization: Bearer TOKEN`');
}

const may =
  (right: Right): MiddlewareHandler<Variables> =>
  async (context, next) => {
    if (context.get('caller').rights.has(right)) return next();
    const mend = `somebody with the right \`${right}\` can; a token gets it in the file that \`ballast serve --tokens\` reads`;
    throw new ApiError(403, 'forbidden', `${context.get('caller').name} may not ${right}`, mend);
  };

const limit = (maxSize: number): MiddlewareHandler =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw new ApiError(413, 'too_large', `the body is larger than ${maxSize / 1_024} KB`, 'send less at once');
    },
  });
