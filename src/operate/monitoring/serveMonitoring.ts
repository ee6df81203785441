import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { isLoopback } from '../../config/settings/isLoopback.js';
import { readListenAddress } from '../../config/settings/listenAddress.js';
import type { MetricsSettings } from '../../config/settings/metricsSchema.js';
import { readPrivateFile } from '../../execute/transactions/privateFile.js';
import { BallastError } from '../../model/error.js';
import { isLocalName } from '../api/hosts.js';
import { type Listening, listen } from '../api/listen.js';
import type { SideContext } from '../side/part.js';
import { addMonitoringRoutes } from './monitoringRoutes.js';

/** Shorter ones could be guessed. */
const leastCharacters = 32;

/** @throws BallastError, PrivateFileError when it cannot be served so */
export async function serveMonitoring(
  { ledger, knowledge, now, log }: Pick<SideContext, 'ledger' | 'knowledge' | 'now' | 'log'>,
  { listen: address, tokenFile }: MetricsSettings,
): Promise<Listening> {
  const where = readListenAddress(address);
  const token = tokenFile === null ? null : hashOf(await readToken(tokenFile));
  if (token === null && !isLoopback(where.host)) {
    throw new BallastError(`${where.host} can be reached from other machines, and there is no token`, {
      mend: 'name a file with a token: `tokenFile:` of `metrics:`',
    });
  }
  const app = new Hono();
  addMonitoringRoutes(app, {
    ...{ ledger, env: knowledge.env, now },
    mayRead: async ({ req }) => {
      // A page elsewhere may have made its own name point to this machine.
      if (token === null) return isLocalName(req.header('host'));
      const given = /^Bearer ([\x21-\x7e]{1,512})$/.exec(req.header('authorization') ?? '')?.[1];
      return given !== undefined && timingSafeEqual(hashOf(given), token);
    },
  });
  app.notFound((context) =>
    context.json({ error: { code: 'not_found', message: 'there is nothing of that name' } }, 404),
  );
  app.onError((error, context) => {
    log.error({ at: 'metrics', error }, 'a request failed');
    return context.json({ error: { code: 'failed', message: 'this could not be answered' } }, 500);
  });
  return listen({ fetch: app.fetch, close: () => {} }, where);
}

async function readToken(file: string): Promise<string> {
  const token = (await readPrivateFile(file)).trim();
  if (/^[\x21-\x7e]{32,512}$/.test(token)) return token;
  throw new BallastError(`${file} has no token of at least ${leastCharacters} characters`, {
    mend: '`openssl rand -hex 32` makes one',
  });
}

/** Of one length, so that comparing takes one time. */
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
