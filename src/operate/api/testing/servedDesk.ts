import { connect } from 'node:net';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { type Role, roleNames } from '../../../model/rights.js';
import { type UnixMillis, unixMillis } from '../../../model/units.js';
import { type Ledger, openLedger } from '../../../record/ledger.js';
import { raiseAlert } from '../../../record/statements/alerts.js';
import { openReview } from '../../../record/statements/reviews.js';
import { temporaryFolder } from '../../../record/testing/sample.js';
import { sampleReview } from '../../../record/testing/sampleReview.js';
import type { PageFiles } from '../../console/pageFiles.js';
import { type ListenLimits, listen } from '../../http/listen.js';
import { seedBook } from '../../orders/testing/deskLedger.js';
import { type Api, type ApiOptions, createApi } from '../api.js';
import { makeToken, readTokens, type Tokens } from '../tokens.js';

type Finished = (forget: () => void | Promise<void>) => void;

export interface Said {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a body is whatever the test looks for in it.
  body: any;
}

export interface AskOptions {
  /** Of whom the token is sent. */
  as?: Role;
  headers?: Record<string, string>;
  /** An object goes as JSON; a text as it is. */
  body?: unknown;
}

export interface LoggedIn {
  /** As a browser sends it along. */
  cookie: string;
  csrf: string;
}

/** A server that really listens, on a ledger in a file with a book, a question to a person and an alert. */
export interface ServedDesk {
  url: string;
  port: number;
  ledger: Ledger;
  api: Api;
  tokens: Readonly<Record<Role, string>>;
  /** What the file of tokens says from now on. */
  setTokens(text: string): void;
  now: () => UnixMillis;
  /** Moves the server's clock on. */
  pass(ms: number): void;
  ask(method: string, path: string, options?: AskOptions): Promise<Said>;
  logIn(as: Role): Promise<LoggedIn>;
  /** Bytes as they are, to the last one that comes back. */
  raw(bytes: string | readonly string[], waitMs?: number): Promise<string>;
  /** What is in the ledger that matters: the same as long as nobody has done anything. */
  done(): Promise<string>;
  review: string;
  alert: string;
}

export interface DeskOptions extends Partial<Pick<ApiOptions, 'hosts' | 'sessions' | 'pace' | 'log' | 'beatMs'>> {
  isOpen?: boolean;
  page?: PageFiles;
  limits?: ListenLimits;
  /** How long the ledger is waited for where somebody else holds it. */
  patienceMs?: number;
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

export async function servedDesk(onFinished: Finished, options: DeskOptions = {}): Promise<ServedDesk> {
  const { isOpen = false, limits, patienceMs, ...rest } = options;
  const folder = temporaryFolder(onFinished);
  const ledger = openLedger({ file: join(folder, 'ballast.db'), ...(patienceMs === undefined ? {} : { patienceMs }) });
  let passed = 0;
  const start = Date.UTC(2026, 5, 1);
  const now = () => unixMillis(start + passed);
  await seedBook(ledger, 'eth-book', { at: now() - 60_000 });
  await ledger.commit([
    openReview(sampleReview({ strategy: 'eth-book', openedAt: now(), expiresAt: unixMillis(now() + 900_000) })),
    raiseAlert({ code: 'CHAIN_SILENT', subject: 'lab', text: 'nothing new for 40 s', at: now() }),
  ]);
  const made = roleNames.map((role) => ({ role, ...makeToken(role, role) }));
  let known: Tokens = readTokens('tokens', made.map(({ line }) => line).join('\n'));
  const tokens = Object.fromEntries(made.map(({ role, token }) => [role, token])) as Record<Role, string>;
  const api = createApi({
    ...{
      ledger,
      now,
      log: silent,
      settingsFile: join(folder, 'ballast.yaml'),
      tokens: isOpen ? null : { now: async () => known },
    },
    knowledge: { env: {}, chainOf: () => undefined },
    ...rest,
  });
  const listening = await listen(api, { address: { host: '127.0.0.1', port: 0 }, setting: 'the test', limits });
  onFinished(async () => {
    await listening.close();
    ledger.close();
  });
  const { url } = listening;
  const port = Number(new URL(url).port);

  async function ask(method: string, path: string, { as, headers = {}, body }: AskOptions = {}): Promise<Said> {
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(as === undefined ? {} : { authorization: `Bearer ${tokens[as]}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
  }

  const one = (query: ReturnType<typeof sql>) => ledger.db.get<{ id: string }>(query).id;
  return {
    ...{ url, port, ledger, api, tokens, now, ask },
    setTokens(text) {
      known = readTokens('tokens', text);
    },
    pass(ms) {
      passed += ms;
    },
    async logIn(as) {
      const { headers, body, status } = await ask('POST', '/session', { body: { token: tokens[as] } });
      if (status !== 200) throw new Error(`cannot log in: ${status}`);
      return { cookie: headers.getSetCookie()[0]?.split(';')[0] ?? '', csrf: body.csrf };
    },
    raw: (bytes, waitMs = 2_000) => sendRaw(port, [bytes].flat(), waitMs),
    async done() {
      const tables = ['operator_commands', 'trading_state', 'parent_orders', 'executions', 'review_votes', 'proposals'];
      const counts = tables.map((name) => ledger.db.get<{ n: number }>(sql.raw(`select count(*) as n from ${name}`)).n);
      return [one(sql`select max(number) as id from audit`), ...counts].join(' ');
    },
    review: one(sql`select max(id) as id from reviews`),
    alert: one(sql`select max(id) as id from alerts`),
  };
}

/** Pieces go one after the other; whatever has come back when the other side closes, or the time is up. */
function sendRaw(port: number, pieces: readonly string[], waitMs: number): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => {
      for (const piece of pieces) socket.write(piece);
    });
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(text);
    };
    const timer = setTimeout(end, waitMs);
    socket.on('data', (data) => {
      text += data.toString('latin1');
    });
    socket.on('error', end);
    socket.on('close', end);
  });
}
