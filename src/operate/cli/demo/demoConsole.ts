import { randomBytes } from 'node:crypto';
import type { Log } from '../../../model/log.js';
import type { UnixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { createApi } from '../../api/api.js';
import { makeToken, readTokens } from '../../api/tokens.js';
import { builtPage } from '../../console/builtPage.js';
import type { PageFiles } from '../../console/pageFiles.js';
import { listen } from '../../http/listen.js';
import { openKnowledge } from '../../orders/openKnowledge.js';

export interface DemoConsole {
  /** Lets in whoever opens it first, and nobody after. */
  url: string;
  /** For another device, or another time. */
  token: string;
  /** Whether the page is there, or the API alone. */
  hasPage: boolean;
  close(): Promise<void>;
}

export interface DemoConsoleOptions {
  ledger: Ledger;
  /** ballast.yaml. */
  settings: string;
  /** The chain's clock: the market's hours pass in seconds, and so they do on the page. */
  now: () => UnixMillis;
  log: Log;
  /** What is shown; as `npm run build` has made it where it is left out. */
  page?: PageFiles;
}

/** A day of the market passes in a minute: nobody is to be logged out by that. */
const aYearMs = 366 * 86_400_000;
/** Longer than any step of the story: hours in which nothing was mined are no gap. */
const gapMs = 6 * 3_600_000;

/** The console of the lab, on this machine alone, with one person who may do everything: there is nothing to lose. */
export async function openDemoConsole({
  ledger,
  settings,
  now,
  log,
  page = builtPage(),
}: DemoConsoleOptions): Promise<DemoConsole> {
  const { token, line } = makeToken('you', 'admin');
  const tokens = readTokens('the demo', line);
  const api = createApi({
    ...{ ledger, settingsFile: settings, now, log, tokens: { now: async () => tokens } },
    knowledge: openKnowledge(settings, {}),
    sessions: { idleMs: aYearMs, longestMs: aYearMs },
    gapMs,
    ...(page ? { page } : {}),
  });
  let code: string | null = randomBytes(16).toString('hex');
  const entry = `/enter/${code}`;
  const answer: typeof api.fetch = async (request, ...rest) => {
    const url = new URL(request.url);
    if (code !== null && request.method === 'GET' && url.pathname === entry) {
      code = null;
      return letIn(await api.fetch(loginOf(url, token), ...rest));
    }
    const answered = await api.fetch(request, ...rest);
    // Pages tell how old things are by the clock of whoever answers.
    answered.headers.set('date', new Date(now()).toUTCString());
    return answered;
  };
  const { url, close } = await listen(
    { fetch: answer, close: api.close },
    { address: { host: '127.0.0.1', port: 0 }, setting: 'another port' },
  );
  return { url: `${url}${entry}`, token, hasPage: page !== undefined, close };
}

const loginOf = (url: URL, token: string): Request =>
  new Request(new URL('/session', url), {
    method: 'POST',
    headers: { host: url.host, 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });

function letIn(answered: Response): Response {
  const cookie = answered.headers.get('set-cookie');
  const headers = { location: '/', 'cache-control': 'no-store', ...(cookie === null ? {} : { 'set-cookie': cookie }) };
  return new Response(null, { status: 303, headers });
}
