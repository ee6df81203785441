import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { openLedger } from '../../record/ledger.js';
import { raiseAlert } from '../../record/statements/alerts.js';
import { replacePulse } from '../../record/statements/pulses.js';
import { insertTick } from '../../record/statements/ticks.js';
import { sampleTick } from '../../record/testing/sample.js';
import { type LiveClient, listenLive } from '../api/testing/listenLive.js';
import { type ServedDesk, servedDesk } from '../api/testing/servedDesk.js';
import { keyOf } from '../api/tokens.js';
import { samplePulse } from '../views/testing/keptLedger.js';

async function arrive(options: Parameters<typeof servedDesk>[1] = {}) {
  const desk = await servedDesk(onTestFinished, options);
  const live = async (headers: Record<string, string> = bearer(desk)): Promise<LiveClient> => {
    const client = await listenLive(desk, headers);
    onTestFinished(() => client.close());
    return client;
  };
  return { desk, live };
}

const bearer = (desk: ServedDesk) => ({ authorization: `Bearer ${desk.tokens.viewer}` });

test('default: greeted with the time, and told what changes by whoever writes it', async () => {
  const { desk, live } = await arrive();
  const client = await live();
  expect((await client.next('hello')).data).toMatchObject({ now: desk.now(), version: expect.any(String) });

  await desk.ledger.commit(insertTick(sampleTick({ at: desk.now() })));
  expect((await client.next('changed')).data.kinds).toEqual(expect.arrayContaining(['tick']));
  await desk.ledger.commit(raiseAlert({ code: 'CHAIN_SILENT', subject: 'other', text: 'x', at: desk.now() }));
  expect((await client.next('changed')).data.kinds).toEqual(['alerts']);
  // A keeper writes what pictures are made of with its pulse.
  await desk.ledger.commit(replacePulse(samplePulse({ writtenAt: unixMillis(desk.now() + 1) })));
  expect((await client.next('changed')).data.kinds.sort()).toEqual(['pulses', 'series']);
  await desk.ask('POST', '/v1/trading-state/pause', { as: 'operator', body: { text: 'lunch' } });
  expect((await client.next('changed')).data.kinds.sort()).toEqual(['commands', 'state']);

  // As another process would.
  const other = openLedger({ file: desk.ledger.file });
  onTestFinished(() => other.close());
  await other.commit(insertTick(sampleTick({ at: unixMillis(desk.now() + 1) })));
  expect((await client.next('changed')).data.kinds).toEqual(expect.arrayContaining(['tick']));
});

test('behavior: a chain that was kept by a clock ahead of ours hides no pulse of another', async () => {
  const { desk, live } = await arrive();
  const pulseAt = (chainId: number, at: number) => replacePulse(samplePulse({ chainId, writtenAt: unixMillis(at) }));
  await desk.ledger.commit(pulseAt(10, desk.now() + 3_600_000));
  const client = await live();
  await client.next('hello');
  await desk.ledger.commit(pulseAt(1, desk.now()));
  expect((await client.next('changed')).data.kinds).toContain('pulses');
  await desk.ledger.commit(pulseAt(1, desk.now() + 1_000));
  expect((await client.next('changed')).data.kinds).toContain('pulses');
});

test('behavior: who comes again hears at once what was missed, and nothing where nothing was', async () => {
  const { desk, live } = await arrive();
  const first = await live();
  const { id } = await first.next('hello');
  first.close();
  await desk.ledger.commit(raiseAlert({ code: 'CHAIN_SILENT', subject: 'other', text: 'x', at: desk.now() }));
  const again = await live({ ...bearer(desk), 'last-event-id': id });
  const missed = await again.next('changed');
  expect(missed.data.kinds).toEqual(['alerts']);

  const third = await live({ ...bearer(desk), 'last-event-id': missed.id });
  await third.next('hello');
  await desk.ask('POST', '/v1/trading-state/pause', { as: 'operator', body: {} });
  expect((await third.next('changed')).data.kinds).toContain('state');
});

test.each(['x', '1-2', '-1--1--1', `${'9'.repeat(400)}-1-1`, '0-0-0'])(
  'args: `%s` as the last id does no harm',
  async (id) => {
    const { desk, live } = await arrive();
    const client = await live({ ...bearer(desk), 'last-event-id': id });
    expect((await client.next('hello')).data.now).toBe(desk.now());
  },
);

test('behavior: nobody listens without leave, nor on when it is withdrawn', async () => {
  const { desk, live } = await arrive({ beatMs: 20 });
  expect((await live({})).status).toBe(401);
  const { cookie, csrf } = await desk.logIn('viewer');
  const client = await live({ cookie });
  await client.next('heartbeat');
  await desk.ask('DELETE', '/session', { headers: { cookie, 'x-ballast-csrf': csrf } });
  await client.ended;
  const byToken = await live();
  await byToken.next('heartbeat');
  desk.setTokens(`other viewer ${'x'.repeat(40)}`);
  await byToken.ended;
});

test('behavior: who listens is told what they may do, and when that is something else', async () => {
  const { desk, live } = await arrive();
  const { cookie } = await desk.logIn('viewer');
  const clients = [await live({ cookie }), await live()];
  for (const client of clients) expect((await client.next('hello')).data.rights).toEqual(['view']);
  desk.setTokens(`viewer operator sha256:${keyOf(desk.tokens.viewer)}`);
  for (const client of clients)
    expect((await client.next('rights')).data).toEqual({ rights: ['view', 'trade', 'operate'], now: desk.now() });
  desk.setTokens(`viewer viewer sha256:${keyOf(desk.tokens.viewer)}`);
  for (const client of clients) expect((await client.next('rights')).data.rights).toEqual(['view']);
});

test('behavior: one caller has so many streams at most, and a place is free again when one goes', async () => {
  const { live } = await arrive();
  const clients = await Promise.all(Array.from({ length: 24 }, () => live()));
  expect(new Set(clients.map(({ status }) => status))).toEqual(new Set([200]));
  expect((await live()).status).toBe(429);
  for (const client of clients.slice(0, 12)) client.close();
  await expect.poll(async () => (await live()).status).toBe(200);
});
