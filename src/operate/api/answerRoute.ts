import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { unixMillis } from '../../model/units.js';
import { ApiError, jsonText } from './answers.js';
import { readJson } from './bodies.js';
import type { Caller } from './caller.js';
import { type Known, tooOften } from './callers.js';
import type { OnceOnly } from './onceOnly.js';
import { readText } from './readText.js';
import type { Desk, Handling, Route } from './route.js';
import { mostImported, refuseOtherTypes } from './routes/importRoutes.js';
import type { Turns } from './turns.js';

const mostBytes = 64 * 1_024;

interface Answering {
  route: Route;
  desk: Desk;
  once: OnceOnly;
  turns: Turns;
  /** Who calls, asked again. @throws ApiError where nobody is known any more by what was sent */
  callerNow(): Promise<Caller>;
}

/** Answers one request by its route: whether they may, what is asked, and what becomes of it. @throws ApiError, ZodError */
export async function answerRoute(context: Context, { caller }: Known, answering: Answering): Promise<Response> {
  const { route, turns } = answering;
  requireRight(caller, route);
  if (route.takes !== 'rows') return answerRight(context, caller, answering);
  const end = turns.take(caller.name);
  if (!end) throw tooOften('as many imports are under way as are taken at once', 2_000);
  try {
    return await answerRight(context, caller, answering);
  } finally {
    end();
  }
}

/** @throws ApiError */
function requireRight({ name, rights }: Caller, { right }: Route): void {
  if (rights.has(right)) return;
  const mend = `somebody with the right \`${right}\` can; a token gets it in the file of tokens`;
  throw new ApiError(403, 'forbidden', `${name} may not ${right}`, mend);
}

async function answerRight(
  context: Context,
  atFirst: Caller,
  { route, desk, once, callerNow }: Answering,
): Promise<Response> {
  const isPost = route.method === 'POST';
  const text = isPost ? await readText(context, route.takes === 'rows' ? mostImported : mostBytes) : '';
  // A body may take its time, and a right be taken away meanwhile.
  const caller = isPost ? await callerNow() : atFirst;
  requireRight(caller, route);
  if (isPost && text !== '') refuseOtherTypes(context.req.header('content-type'), route.takes ?? 'json');
  const one = await route.load();
  const tell = async () => {
    const told = await one.handle(desk, {
      params: context.req.param() as Record<string, string>,
      query: one.query?.parse(onceEach(context)) ?? {},
      body: isPost ? bodyOf(one, route, text) : {},
      caller,
      by: { author: caller.name, at: unixMillis(desk.now()) },
    });
    return { status: told.status ?? 200, text: jsonText(told.body) };
  };
  const key = isPost ? context.req.header('idempotency-key') : undefined;
  if (key !== undefined) {
    const of = JSON.stringify([context.req.path, new URL(context.req.url).search, text]);
    const told = await once.answer(caller.name, key, of, tell);
    if (told.isRepeat) context.header('idempotency-replayed', 'true');
    return said(context, told);
  }
  const told = await tell();
  if (isPost) return said(context, told);
  const tag = `W/"${createHash('sha1').update(told.text).digest('base64url')}"`;
  context.header('etag', tag);
  return context.req.header('if-none-match') === tag ? context.body(null, 304) : said(context, told);
}

const said = (context: Context, { status, text }: { status: number; text: string }): Response =>
  context.body(text, status as ContentfulStatusCode, { 'content-type': 'application/json; charset=utf-8' });

const bodyOf = ({ body }: Handling, { takes }: Route, text: string): unknown =>
  takes === 'rows' ? text : (body?.parse(readJson(text)) ?? {});

/** Said twice, it cannot be told which is meant. @throws ApiError */
function onceEach(context: Context): Record<string, string> {
  return Object.fromEntries(
    Object.entries(context.req.queries()).map(([name, [first = '', ...more]]) => {
      if (more.length === 0) return [name, first];
      throw new ApiError(400, 'bad_request', `\`${name.slice(0, 40)}\` is said twice`, 'say it once');
    }),
  );
}
