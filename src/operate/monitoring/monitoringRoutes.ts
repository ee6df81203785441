import type { Context, Hono } from 'hono';
import type { Ledger } from '../../record/ledger.js';
import type { Environment } from '../books/bookRules.js';
import { createExposition } from './exposition.js';
import type { Health } from './health.js';
import { readHealth } from './readHealth.js';

export interface MonitoringRoutesOptions {
  ledger: Ledger;
  env: Environment;
  now: () => number;
  /** Whether who asks may read more than whether it is well. */
  mayRead: (context: Context) => Promise<boolean>;
}

/**
 * `/healthz`, `/readyz` and `/metrics`. Anybody who reaches them is told whether the keeper is well; why it is not, and metrics, only who
 * may read. 503 where it is not well.
 */
export function addMonitoringRoutes(app: Hono, { ledger, env, now, mayRead }: MonitoringRoutesOptions): void {
  const exposition = createExposition({ ledger, env, now });

  const told = (isWell: (health: Health) => boolean) => async (context: Context) => {
    const health = await readHealth(ledger, now());
    const ok = isWell(health);
    const more = (await mayRead(context)) ? { live: health.live, ready: health.ready, reasons: health.reasons } : {};
    context.header('cache-control', 'no-store');
    return context.json({ status: ok ? 'ok' : 'failed', ...more }, ok ? 200 : 503);
  };
  app.get(
    '/healthz',
    told(({ live }) => live),
  );
  app.get(
    '/readyz',
    told(({ ready }) => ready),
  );

  app.get('/metrics', async (context) => {
    if (!(await mayRead(context))) {
      context.header('www-authenticate', 'Bearer');
      return context.json({ error: { code: 'unauthorized', message: 'a token is wanted' } }, 401);
    }
    context.header('cache-control', 'no-store');
    return context.body(await exposition.text(), 200, { 'content-type': exposition.contentType });
  });
}
