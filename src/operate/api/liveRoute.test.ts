import { join } from 'node:path';
import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';
import type { Right } from '../../model/rights.js';
import { unixMillis } from '../../model/units.js';
import { openLedger } from '../../record/ledger.js';
import { temporaryFolder } from '../../record/testing/sample.js';
import { createLiveFeed } from '../live/liveFeed.js';
import { answerError } from './answers.js';
import { addLiveRoute } from './liveRoute.js';

const log = { debug() {}, info() {}, warn() {}, error() {} };

test('behavior: a stream that could not begin keeps no place: who was refused may listen once the ledger can be read', async () => {
  const file = join(temporaryFolder(onTestFinished), 'ballast.db');
  const feed = createLiveFeed({ file, log });
  onTestFinished(() => feed.close());
  const api = new Hono();
  addLiveRoute(api, {
    ...{ feed, now: () => unixMillis(1_800_000_000_000), callerNow: async ({ caller }) => caller },
    known: async () => ({ caller: { name: 'ann', rights: new Set<Right>(['view']) } }),
  });
  api.onError((error, context) => answerError(context, error));

  for (let i = 0; i < 200; i++) expect((await api.request('/v1/live')).status).toBe(503);
  expect(feed.listeners).toBe(0);

  openLedger({ file }).close();
  const answer = await api.request('/v1/live');
  expect(answer.status).toBe(200);
  expect(feed.listeners).toBe(1);
  await answer.body?.cancel();
  expect(feed.listeners).toBe(0);
});
