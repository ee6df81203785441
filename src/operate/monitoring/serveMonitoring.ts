import { Hono } from 'hono';
import { isLoopback } from '../../config/settings/isLoopback.js';
import { readListenAddress } from '../../config/settings/listenAddress.js';
import type { MetricsSettings } from '../../config/settings/metricsSchema.js';
import { BallastError } from '../../model/error.js';
import { bearerToken, isSameSecret } from '../http/bearer.js';
import { isLocalName } from '../http/hosts.js';
import { type Listening, listen } from '../http/listen.js';
import type { SideContext } from '../side/part.js';
import { addMonitoringRoutes } from './monitoringRoutes.js';
import { readToken } from './readToken.js';

/** Serves `/metrics`, `/healthz` and `/readyz`. @throws BallastError, PrivateFileError when it cannot be served so */
export async function serveMonitoring(
  { ledger, knowledge, now, log }: Pick<SideContext, 'ledger' | 'knowledge' | 'now' | 'log'>,
  { listen: text, tokenFile }: MetricsSettings,
): Promise<Listening> {
  const address = readListenAddress(text);
  const token = tokenFile === null ? null : await readToken(tokenFile);
  if (token === null && !isLoopback(address.host)) {
    throw new BallastError(`${address.host} can be reached from other machines, and there is no token`, {
      mend: 'name a file with a token: `tokenFile:` of `metrics:`',
    });
  }
  const app = new Hono();
  addMonitoringRoutes(app, {
    ...{ ledger, env: knowledge.env, now },
    mayRead: async ({ req }) => {
      // A page elsewhere may have made its own name point to this machine.
      if (token === null) return isLocalName(req.header('host'));
      const given = bearerToken(req.header('authorization'));
      return given !== undefined && isSameSecret(given, token);
    },
  });
  app.notFound((context) =>
    context.json({ error: { code: 'not_found', message: 'there is nothing of that name' } }, 404),
  );
  app.onError((error, context) => {
    log.error({ at: 'metrics', error }, 'a request failed');
    return context.json({ error: { code: 'failed', message: 'this could not be answered' } }, 500);
  });
  return listen(app, { address, setting: '`metrics: listen` in ballast.yaml' });
}
