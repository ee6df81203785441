import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../model/units.js';
import { servedDesk } from '../operate/api/testing/servedDesk.js';
import { httpApiPage } from './httpApiPage.js';

const run = promisify(execFile);

/** The examples of the page, one shell script each. */
const scripts = [...(await httpApiPage()).matchAll(/```sh\n([\s\S]*?)```/g)].map(([, script = '']) => script);

test('behavior: every example of the HTTP API does what it says', async () => {
  expect(scripts.length).toBe(2);
  const desk = await servedDesk(onTestFinished);
  const { trader, operator, approver, admin } = desk.tokens;
  const env = {
    ...{ PATH: process.env['PATH'] ?? '', BALLAST: desk.url, REVIEW: desk.review },
    ...{ TOKEN: trader, OPERATOR: operator, APPROVER: approver, ADMIN: admin },
  };
  for (const script of scripts) {
    desk.pass(1_000);
    const { stdout } = await run('/bin/sh', ['-euc', script], { env });
    expect(stdout).not.toContain('"error"');
  }

  const { body: order } = await desk.ask('GET', '/v1/orders/trim-1', { as: 'viewer' });
  expect(order.order).toMatchObject({ quantity: '0.5', author: 'trader' });
  const { body: orders } = await desk.ask('GET', '/v1/orders', { as: 'viewer' });
  expect(orders.rows).toHaveLength(1);
  const { body: overview } = await desk.ask('GET', '/v1/overview', { as: 'viewer' });
  expect(overview.trading).toMatchObject({ state: 'active', author: 'admin', reason: 'it was the feed' });
  expect(overview.trading.since).toBe(unixMillis(desk.now()));
  const { body: review } = await desk.ask('GET', `/v1/reviews/${desk.review}`, { as: 'viewer' });
  expect(review).toMatchObject({ status: 'Approved' });
});
