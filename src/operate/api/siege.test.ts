import { copyFileSync, renameSync } from 'node:fs';
import { connect } from 'node:net';
import SqliteClient from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { newId } from '../../record/id.js';
import { openLedger } from '../../record/ledger.js';
import { insertTick } from '../../record/statements/ticks.js';
import { sampleTick } from '../../record/testing/sample.js';
import { listenLive } from './testing/listenLive.js';
import { servedDesk } from './testing/servedDesk.js';

test('a flood of requests, slow clients and streams: the keeper commits as before, and whoever may is answered', async () => {
  // As many as a machine that others use too can stand; few enough are answered at once that some of them must wait.
  const desk = await servedDesk(onTestFinished, { pace: { atOnce: 40, perSecond: 1 } });
  const keeper = openLedger({ file: desk.ledger.file });
  onTestFinished(() => keeper.close());
  const streams = await Promise.all(
    Array.from({ length: 20 }, () => listenLive(desk, { authorization: `Bearer ${desk.tokens.viewer}` })),
  );
  onTestFinished(() => {
    for (const stream of streams) stream.close();
  });
  // Clients that never end what they ask.
  const hanging = Array.from({ length: 20 }, () => connect(desk.port, '127.0.0.1'));
  onTestFinished(() => {
    for (const socket of hanging) socket.destroy();
  });
  for (const socket of hanging) {
    // The server may end what is never said; that is no failure of the test.
    socket.on('error', () => {});
    socket.write('POST /session HTTP/1.1\r\nHost: 127.0.0.1\r\n');
  }

  let isOver = false;
  const statuses = new Map<number, number>();
  const attacker = async () => {
    while (!isOver) {
      const { status } = await desk.ask('GET', '/v1/positions', { as: 'viewer' });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  const attackers = Array.from({ length: 10 }, attacker);
  const commits = 50;
  for (let n = 0; n < commits; n++) {
    await keeper.commit(insertTick(sampleTick({ id: newId(desk.now()), at: desk.now() })));
    // A block comes, and everybody else has their turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await vi.waitFor(() => expect([...statuses.keys()].sort()).toEqual([200, 429]), { timeout: 30_000 });
  isOver = true;
  await Promise.all(attackers);

  // More than that is told to come again later, and whoever is somebody else is answered.
  expect([...statuses.keys()].sort()).toEqual([200, 429]);
  expect((await desk.ask('POST', '/v1/trading-state/halt', { as: 'operator', body: { text: 'fire' } })).status).toBe(
    200,
  );
  for (const stream of streams) expect((await stream.next('changed')).data.kinds).toContain('tick');
});

test('the ledger held by a backup: what is read is read, what would be written is 503 and may be tried again', async () => {
  const desk = await servedDesk(onTestFinished, { patienceMs: 10 });
  const holder = new SqliteClient(desk.ledger.file);
  onTestFinished(() => {
    holder.close();
  });
  holder.exec('begin immediate');
  const before = await desk.done();
  const halt = () =>
    desk.ask('POST', '/v1/trading-state/halt', {
      ...{ as: 'operator', headers: { 'idempotency-key': 'k1' }, body: { text: 'fire' } },
    });
  expect((await desk.ask('GET', '/v1/positions', { as: 'viewer' })).status).toBe(200);
  const refused = await halt();
  expect([refused.status, refused.body.error.code]).toEqual([503, 'ledger_busy']);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(refused.text).not.toContain(desk.ledger.file);
  expect(await desk.done()).toBe(before);
  holder.exec('rollback');
  // The very same question is done now: a failure is not remembered.
  expect((await halt()).body).toMatchObject({ state: 'halted', isNew: true });
});

test('another ledger put in the place of the one that is served: nothing is done to the old one, and nobody is shown it', async () => {
  const desk = await servedDesk(onTestFinished);
  const stream = await listenLive(desk, { authorization: `Bearer ${desk.tokens.viewer}` });
  await stream.next('hello');
  const before = await desk.done();
  renameSync(desk.ledger.file, `${desk.ledger.file}.before`);
  copyFileSync(`${desk.ledger.file}.before`, desk.ledger.file);
  const told = await desk.ask('POST', '/v1/trading-state/halt', { as: 'operator', body: { text: 'fire' } });
  expect([told.status, told.body.error.code]).toEqual([503, 'ledger_moved']);
  expect(told.body.error.mend).toContain('ballast halt');
  expect((await desk.ask('GET', '/v1/overview', { as: 'viewer' })).status).toBe(503);
  await stream.ended;
  expect(await desk.done()).toBe(before);
});
