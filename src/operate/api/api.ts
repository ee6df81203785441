import { type Context, Hono } from 'hono';
import { compress } from 'hono/compress';
import type { Log } from '../../model/log.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import type { PageFiles } from '../console/pageFiles.js';
import { servePage } from '../console/servePage.js';
import { addressOf, type Hosts } from '../http/hosts.js';
import { createLiveFeed } from '../live/liveFeed.js';
import { addMonitoringRoutes } from '../monitoring/monitoringRoutes.js';
import type { KnownBookOptions } from '../orders/readKnownBook.js';
import { answerRoute } from './answerRoute.js';
import { ApiError, answerError } from './answers.js';
import { createCallers, refuseForeign, tooOften } from './callers.js';
import { createGuesses } from './guesses.js';
import { watchPlace } from './ledgerPlace.js';
import { addLiveRoute } from './liveRoute.js';
import { createOnceOnly } from './onceOnly.js';
import { createPace } from './pace.js';
import { routes } from './routes/routes.js';
import { safeHeaders } from './safeHeaders.js';
import { addSessionRoutes } from './sessionRoutes.js';
import { createSessions, type SessionsOptions } from './sessions.js';
import type { Tokens } from './tokens.js';
import { createTurns } from './turns.js';

export interface ApiOptions {
  ledger: Ledger;
  knowledge: KnownBookOptions;
  /** ballast.yaml. */
  settingsFile: string;
  /** null: whoever reaches it may look, and nothing else. */
  tokens: { now(): Promise<Tokens> } | null;
  now: () => UnixMillis;
  log: Log;
  hosts?: Hosts;
  /** The web page; without it only programs are served. */
  page?: PageFiles;
  sessions?: SessionsOptions;
  /** How many requests of one caller are answered: at once, and a second in the long run. */
  pace?: { atOnce: number; perSecond: number };
  /** How often a live stream says that it lives, milliseconds. */
  beatMs?: number;
  /** Where nothing was recorded for so long, pictures have a gap; a minute and a half where it is left out. */
  gapMs?: number;
}

export interface Api {
  fetch: Hono['fetch'];
  request: Hono['request'];
  /** Ends what still listens. */
  close(): void;
}

/** How many imports are taken in at once: of one caller, and of all. Each may be long. */
const importsAtOnce = { each: 2, all: 4 };

/** What people and programs may ask of a ledger over HTTP. Nothing here reaches the keeper but through the ledger. */
export function createApi(options: ApiOptions): Api {
  const { ledger, knowledge, settingsFile, tokens, now, log, hosts = { publicUrls: [] }, page } = options;
  const sessions = createSessions(options.sessions);
  const callers = createCallers({
    ...{ tokens, sessions, guesses: createGuesses(), hosts, now },
    stranger: (address, inARow) =>
      log.warn({ at: 'api', address, inARow }, 'somebody came with a token that is nobody’s'),
  });
  const feed = createLiveFeed({ file: ledger.file, log });
  const { gapMs } = options;
  const desk = { ledger, knowledge, settingsFile, now, log, ...(gapMs === undefined ? {} : { gapMs }) };
  const once = createOnceOnly();
  const turns = createTurns(importsAtOnce);
  const pace = createPace(options.pace ?? { atOnce: 200, perSecond: 50 });
  /** Of whoever is not known yet. */
  const doorPace = createPace({ atOnce: 400, perSecond: 100 });

  const slow = (wait: number) => {
    if (wait > 0) throw tooOften('more was asked than is answered', wait);
  };
  const isInPlace = watchPlace(ledger.file);
  const knownNow = async (context: Context) => {
    const one = await callers.known(context);
    if (!isInPlace()) throw moved();
    return one;
  };
  const known = async (context: Context) => {
    const one = await knownNow(context);
    slow(pace.wait(one.caller.name));
    if (context.req.method === 'GET' || context.req.method === 'HEAD') return one;
    if (one.session) refuseForeign(context, hosts, one.session);
    return one;
  };

  const app = new Hono({ strict: true });
  app.use(safeHeaders(hosts));
  app.use(async (context, next) => {
    slow(doorPace.wait(addressOf(context, hosts)));
    await next();
  });
  app.use('/v1/*', compress({ threshold: 2_048 }));

  addSessionRoutes(app, {
    ...{ callers, sessions, hosts, asksTokens: tokens !== null, now },
    told: (what, name) => log.info({ at: 'api', name, sessions: sessions.count }, what),
  });
  addLiveRoute(app, {
    ...{ known, feed, now },
    callerNow: async (one, context) => (isInPlace() ? callers.callerNow(one, context) : undefined),
    ...(options.beatMs ? { beatMs: options.beatMs } : {}),
  });
  for (const route of routes) {
    app.on(route.method, route.path, async (context) =>
      answerRoute(context, await known(context), {
        ...{ route, desk, once, turns },
        callerNow: async () => (await knownNow(context)).caller,
      }),
    );
  }
  addMonitoringRoutes(app, {
    ...{ ledger, env: knowledge.env, now },
    mayRead: (context) => known(context).then(() => true, isNobody),
  });
  if (page) servePage(app, page, hosts);

  app.notFound((context) => {
    const mend = 'docs/http-api.md lists what there is';
    return answerError(context, new ApiError(404, 'not_found', 'there is nothing of that name', mend));
  });
  app.onError((error, context) => {
    const answered = answerError(context, error);
    if (answered.status >= 500) log.error({ at: 'api', error }, 'a request failed');
    return answered;
  });
  return {
    fetch: app.fetch,
    request: app.request,
    close: () => feed.close(),
  };
}

const moved = () =>
  new ApiError(
    503,
    'ledger_moved',
    'another ledger was put in the place of the one that is served here',
    'start what serves this again; to stop trading now say `ballast halt` on the machine',
  );

/** Whether it is well is told to whoever asks, so long as that is not too often. @throws what says anything else than who it is */
function isNobody(error: unknown): false {
  if (error instanceof ApiError && error.status !== 429) return false;
  throw error;
}
