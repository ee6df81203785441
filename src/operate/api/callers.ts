import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { UnixMillis } from '../../model/units.js';
import { bearerToken, isSameSecret } from '../http/bearer.js';
import { addressOf, type Hosts, originOf } from '../http/hosts.js';
import { ApiError } from './answers.js';
import { anybody, type Caller } from './caller.js';
import type { Guesses } from './guesses.js';
import type { Session, Sessions } from './sessions.js';
import { isMadeHere, keyOf, type TokenKey, type Tokens } from './tokens.js';

/** Who calls, and by what it is known. */
export interface Known {
  caller: Caller;
  /** Absent where a program has sent its token, or no token is asked for. */
  session?: Session;
}

export interface CallersOptions {
  /** null: whoever reaches it may look, and nothing else. */
  tokens: { now(): Promise<Tokens> } | null;
  sessions: Sessions;
  guesses: Guesses;
  hosts: Hosts;
  now: () => UnixMillis;
  /** Somebody has said a token that is nobody's. */
  stranger(address: string, inARow: number): void;
}

/**
 * The cookie's name by how the page was reached. A browser sends `__Host-` cookies over TLS alone, and lets no other page of the same
 * site set one. Cookies know no ports: without TLS it is in the name, so that two consoles under this machine's name leave each other's alone.
 */
export function cookieNameFor(origin: string): string {
  if (origin.startsWith('https:')) return '__Host-ballast';
  const [, port] = /:(\d{1,5})$/.exec(origin) ?? [];
  return port === undefined ? 'ballast' : `ballast-${port}`;
}

export interface Callers {
  /** @throws ApiError where nobody is known by what was sent */
  known(context: Context): Promise<Known>;
  /** Whose token it is. Wrong ones are counted. @throws ApiError */
  byToken(context: Context, token: string): Promise<{ caller: Caller; key: TokenKey }>;
  /**
   * Somebody who was let in, as they stand now: a page that only listens must not listen on when its session is over, nor show what
   * is not its holder's to do any more. undefined where nobody is let in by it now.
   */
  callerNow(known: Known, context: Context): Promise<Caller | undefined>;
}

export function createCallers({ tokens, sessions, guesses, hosts, now, stranger }: CallersOptions): Callers {
  const byToken: Callers['byToken'] = async (context, token) => {
    const address = addressOf(context, hosts);
    const wait = guesses.wait(address);
    const late = () => tooOften('too many tokens that are nobody’s came from here', wait);
    // One of ours cannot be guessed, so whoever has it is let in: a program with an old token must not keep people out who come the same way.
    if (wait > 0 && !isMadeHere(token)) throw late();
    const caller = (await tokens?.now())?.callerOf(token, now());
    if (!caller) {
      if (wait > 0) throw late();
      const { inARow, isTold } = guesses.wrong(address);
      if (isTold) stranger(address, inARow);
      throw new ApiError(401, 'unauthorized', 'the token is nobody’s', 'ask who keeps the file of tokens for one');
    }
    guesses.right(address);
    return { caller, key: keyOf(token) };
  };

  async function bySession(context: Context, origin: string): Promise<Known | undefined> {
    const id = getCookie(context, cookieNameFor(origin));
    const session = id === undefined ? undefined : sessions.find(id, now());
    const caller = session && (await tokens?.now())?.holderOf(session.token, now());
    return session && caller ? { session, caller } : undefined;
  }

  return {
    byToken,
    async known(context) {
      const origin = originOf(context.req.header('host'), hosts);
      const header = context.req.header('authorization');
      if (!tokens) {
        if (origin !== undefined) return { caller: anybody };
        const mend = 'ask for 127.0.0.1 or localhost';
        throw new ApiError(403, 'forbidden', 'without tokens only this machine is served', mend);
      }
      if (header !== undefined) {
        const token = bearerToken(header);
        if (token !== undefined) return { caller: (await byToken(context, token)).caller };
        throw new ApiError(401, 'unauthorized', 'a token is wanted', 'send `Authorization: Bearer TOKEN`');
      }
      // A browser is shown nothing under a name that is not ours: a page elsewhere could have made it point here.
      if (origin === undefined) throw strangeName();
      const known = await bySession(context, origin);
      if (known) return known;
      const mend = 'log in, or send `Authorization: Bearer TOKEN`';
      throw new ApiError(401, 'unauthorized', 'nobody is logged in here, or not any more', mend);
    },
    async callerNow({ caller, session }, context) {
      if (!tokens) return caller;
      const known = await tokens.now().catch(() => undefined);
      if (session) {
        const origin = originOf(context.req.header('host'), hosts) ?? '';
        const id = getCookie(context, cookieNameFor(origin)) ?? '';
        return sessions.has(id, now()) ? known?.holderOf(session.token, now()) : undefined;
      }
      const token = bearerToken(context.req.header('authorization')) ?? '';
      const holder = known?.callerOf(token, now());
      return holder?.name === caller.name ? holder : undefined;
    },
  };
}

export const strangeName = (): ApiError =>
  new ApiError(
    421,
    'wrong_host',
    'nothing is served under this name',
    'ask for 127.0.0.1 or localhost, or name it as `console: publicUrl` in ballast.yaml',
  );

/** Said to who asks too often, with when to ask again. */
export function tooOften(message: string, waitMs: number): ApiError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return new ApiError(429, 'too_often', message, `ask again in ${seconds} s`, seconds);
}

/**
 * What comes with a cookie comes also when a page of somebody else has sent it. So it must carry what only our page can read, and
 * must not say that it comes from elsewhere.
 * @throws ApiError
 */
export function refuseForeign(context: Context, hosts: Hosts, session?: Session): void {
  const site = context.req.header('sec-fetch-site');
  const origin = context.req.header('origin');
  const own = originOf(context.req.header('host'), hosts);
  const isForeign =
    own === undefined ||
    (site !== undefined && site !== 'same-origin' && site !== 'none') ||
    (origin !== undefined && origin !== own);
  if (isForeign) {
    const mend = 'ask from the console itself; programs send `Authorization: Bearer TOKEN`';
    throw new ApiError(403, 'foreign_page', 'this was sent by a page of somebody else', mend);
  }
  if (!session || isSameSecret(context.req.header('x-ballast-csrf') ?? '', session.csrf)) return;
  const mend = 'load the page again; GET /session says what to send';
  throw new ApiError(403, 'csrf', 'the header `x-ballast-csrf` is missing, or of another session', mend);
}
