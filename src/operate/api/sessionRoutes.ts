import type { Hono } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { UnixMillis } from '../../model/units.js';
import { type Hosts, originOf } from '../http/hosts.js';
import { ApiError, answer } from './answers.js';
import { readJson } from './bodies.js';
import { rightsHeld, roleOf } from './caller.js';
import { type Callers, cookieNameFor, type Known, refuseForeign, strangeName } from './callers.js';
import { readText } from './readText.js';
import { refuseOtherTypes } from './routes/importRoutes.js';
import type { SessionView } from './sessionAnswer.js';
import type { Sessions } from './sessions.js';

export interface SessionRoutesOptions {
  callers: Callers;
  sessions: Sessions;
  hosts: Hosts;
  /** Whether tokens are asked for at all. */
  asksTokens: boolean;
  now: () => UnixMillis;
  /** Somebody has logged in or out, or tried to. */
  told(what: 'log in' | 'log out', name: string): void;
}

/** Of somebody who is not known yet. */
const mostBytes = 4 * 1_024;
const logIn = z.strictObject({ token: z.string().min(1).max(512) });

/**
 * POST /session lets in who has a token, for as long as a working day, by a cookie that no script can read; GET /session says who
 * is in; DELETE /session ends it.
 */
export function addSessionRoutes(
  api: Pick<Hono, 'get' | 'post' | 'delete'>,
  { callers, sessions, hosts, asksTokens, now, told }: SessionRoutesOptions,
): void {
  const viewOf = ({ caller, session }: Known): SessionView => ({
    ...{ name: caller.name, role: roleOf(caller), rights: rightsHeld(caller) },
    ...{ csrf: session?.csrf ?? '', expiresAt: session ? sessions.endOf(session) : null },
  });

  api.post('/session', async (context) => {
    const origin = originOf(context.req.header('host'), hosts);
    if (origin === undefined) throw strangeName();
    refuseForeign(context, hosts);
    refuseOtherTypes(context.req.header('content-type'), 'json');
    const { token } = logIn.parse(readJson(await readText(context, mostBytes)));
    if (!asksTokens) {
      const mend = 'name a file of tokens: `console: tokens` in ballast.yaml, or `--tokens`';
      throw new ApiError(403, 'forbidden', 'no tokens are kept here, so nobody can log in', mend);
    }
    const { caller, key } = await callers.byToken(context, token);
    // Always another id: whatever was in the cookie before was not given by us for this.
    const { id, session } = sessions.open(key, now());
    const isTls = origin.startsWith('https:');
    setCookie(context, cookieNameFor(origin), id, { path: '/', httpOnly: true, sameSite: 'Strict', secure: isTls });
    told('log in', caller.name);
    return answer(context, viewOf({ caller, session }));
  });

  api.get('/session', async (context) => answer(context, viewOf(await callers.known(context))));

  api.delete('/session', async (context) => {
    const known = await callers.known(context);
    if (known.session) refuseForeign(context, hosts, known.session);
    const origin = originOf(context.req.header('host'), hosts) ?? '';
    const id = deleteCookie(context, cookieNameFor(origin), { path: '/', secure: origin.startsWith('https:') });
    if (id !== undefined) sessions.close(id);
    if (known.session) told('log out', known.caller.name);
    return answer(context, {});
  });
}
