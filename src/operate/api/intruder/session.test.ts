import { describe, expect, onTestFinished, test } from 'vitest';
import { type LoggedIn, type ServedDesk, servedDesk } from '../testing/servedDesk.js';
import { makeToken } from '../tokens.js';

/** Somebody who has a cookie, had one, or lets another's browser send it. */

const hour = 3_600_000;

async function arrive() {
  const desk = await servedDesk(onTestFinished);
  const admin = await desk.logIn('admin');
  const before = await desk.done();
  const halt = (headers: Record<string, string>, body: unknown = { text: 'mine now' }) =>
    desk.ask('POST', '/v1/trading-state/halt', { headers, body });
  const isIn = async ({ cookie }: LoggedIn) =>
    (await desk.ask('GET', '/session', { headers: { cookie } })).status === 200;
  return { desk, admin, halt, isIn, nothingWasDone: async () => expect(await desk.done()).toBe(before) };
}

const own = (desk: ServedDesk) => ({ origin: desk.url, 'sec-fetch-site': 'same-origin' });

test('what the page itself does, works: else the refusals below would show nothing', async () => {
  const { desk, admin, halt } = await arrive();
  const { cookie, csrf } = admin;
  expect((await halt({ cookie, 'x-ballast-csrf': csrf, ...own(desk) })).body).toMatchObject({
    ...{ state: 'halted', author: 'admin', isNew: true },
  });
});

test('the cookie: out of reach of scripts, of other sites and of other paths, and never the same twice', async () => {
  const { desk } = await arrive();
  const cookies = [];
  for (let n = 0; n < 2; n++) {
    const { headers, text } = await desk.ask('POST', '/session', { body: { token: desk.tokens.viewer } });
    const [cookie = ''] = headers.getSetCookie();
    const [, port, id] = /^ballast-(\d+)=([\w-]{43}); Path=\/; HttpOnly; SameSite=Strict$/.exec(cookie) ?? [];
    expect([port, text]).toEqual([String(desk.port), expect.not.stringContaining(id ?? text)]);
    expect(text).not.toContain(desk.tokens.viewer);
    cookies.push(cookie);
  }
  expect(cookies[0]).not.toBe(cookies[1]);
});

test('over TLS the cookie is `__Host-` and Secure, and the one without is not taken', async () => {
  const desk = await servedDesk(onTestFinished, { hosts: { publicUrls: [new URL('https://ballast.example.com')] } });
  const host = 'Host: ballast.example.com\r\nConnection: close\r\n';
  const body = JSON.stringify({ token: desk.tokens.viewer });
  const told = await desk.raw(
    `POST /session HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  const id = /set-cookie: __Host-ballast=([\w-]{43}); Path=\/; HttpOnly; Secure; SameSite=Strict/i.exec(told)?.[1];
  expect(told).toMatch(/strict-transport-security: max-age=31536000/i);
  const who = (name: string) => desk.raw(`GET /session HTTP/1.1\r\n${host}Cookie: ${name}=${id}\r\n\r\n`);
  expect(await who('__Host-ballast')).toMatch(/^HTTP\/1\.1 200 /);
  expect(await who('ballast')).toMatch(/^HTTP\/1\.1 401 /);
});

test('two consoles under one name, each at its port: who logs in or out at one stays in at the other', async () => {
  const [one, other] = [await servedDesk(onTestFinished), await servedDesk(onTestFinished)];
  // A browser sends both to both.
  const cookies = [await one.logIn('viewer'), await other.logIn('admin')].map(({ cookie }) => cookie);
  const headers = { cookie: cookies.join('; ') };
  const who = async ({ ask }: ServedDesk) => (await ask('GET', '/session', { headers })).body.name;
  expect([await who(one), await who(other)]).toEqual(['viewer', 'admin']);
  const { csrf } = (await one.ask('GET', '/session', { headers })).body;
  const out = await one.ask('DELETE', '/session', { headers: { ...headers, 'x-ballast-csrf': csrf, ...own(one) } });
  expect(out.headers.getSetCookie()).toEqual([expect.stringMatching(`^ballast-${one.port}=;`)]);
  expect([await who(one), await who(other)]).toEqual([undefined, 'admin']);
});

test('fixation: an id that was put into the browser before is not the one that is logged in', async () => {
  const { desk } = await arrive();
  const planted = { cookie: `ballast-${desk.port}=${'A'.repeat(43)}` };
  const { headers } = await desk.ask('POST', '/session', { headers: planted, body: { token: desk.tokens.admin } });
  expect(headers.getSetCookie()[0]).not.toContain('A'.repeat(43));
  expect((await desk.ask('GET', '/session', { headers: planted })).status).toBe(401);
});

test('replay after log-out: the cookie is worth nothing any more', async () => {
  const { desk, admin, halt, isIn, nothingWasDone } = await arrive();
  const { cookie, csrf } = admin;
  const out = await desk.ask('DELETE', '/session', { headers: { cookie, 'x-ballast-csrf': csrf, ...own(desk) } });
  expect(out.status).toBe(200);
  expect(await isIn(admin)).toBe(false);
  expect((await halt({ cookie, 'x-ballast-csrf': csrf })).status).toBe(401);
  await nothingWasDone();
});

test('a session ends by itself: unused after half an hour, used after twelve', async () => {
  const { desk, admin, isIn } = await arrive();
  const idle = await desk.logIn('viewer');
  for (let minutes = 0; minutes < 12 * 60; minutes += 20) {
    expect(await isIn(admin)).toBe(true);
    desk.pass(20 * 60_000);
  }
  expect(await isIn(admin)).toBe(false);
  expect(await isIn(idle)).toBe(false);
});

test('who loses the token loses the session, and who loses a right loses it in the session too', async () => {
  const { desk, admin, halt, isIn, nothingWasDone } = await arrive();
  const { line, token } = makeToken('eve', 'admin');
  desk.setTokens(line);
  expect(await isIn(admin)).toBe(false);
  const { headers, body } = await desk.ask('POST', '/session', { body: { token } });
  const cookie = headers.getSetCookie()[0]?.split(';')[0] ?? '';
  desk.setTokens(line.replace(' admin ', ' viewer '));
  expect((await halt({ cookie, 'x-ballast-csrf': body.csrf })).status).toBe(403);
  desk.pass(13 * hour);
  await nothingWasDone();
});

test('hoarding: one token has eight sessions at most, and the oldest goes', async () => {
  const { desk, isIn } = await arrive();
  const all: LoggedIn[] = [];
  for (let n = 0; n < 9; n++) all.push(await desk.logIn('viewer'));
  expect(await Promise.all(all.map(isIn))).toEqual([false, ...Array(8).fill(true)]);
});

describe('a page of somebody else sends what the browser adds the cookie to', () => {
  test.each<[string, number, (desk: ServedDesk, csrf: string, other: string) => Record<string, string>]>([
    ['without the header', 403, () => ({})],
    ['with a header that was made up', 403, () => ({ 'x-ballast-csrf': 'A'.repeat(43) })],
    ['with that of another session', 403, (_, __, other) => ({ 'x-ballast-csrf': other })],
    [
      'from another site, as the browser says',
      403,
      (_, csrf) => ({ 'x-ballast-csrf': csrf, 'sec-fetch-site': 'cross-site' }),
    ],
    [
      'from another name of the same site',
      403,
      (_, csrf) => ({ 'x-ballast-csrf': csrf, 'sec-fetch-site': 'same-site' }),
    ],
    ['from another origin', 403, (_, csrf) => ({ 'x-ballast-csrf': csrf, origin: 'https://evil.example' })],
    ['from another port of this machine', 403, (_, csrf) => ({ 'x-ballast-csrf': csrf, origin: 'http://127.0.0.1:1' })],
    ['from nowhere: a frame that hides where it is', 403, (_, csrf) => ({ 'x-ballast-csrf': csrf, origin: 'null' })],
    ['as a form', 415, (_, csrf) => ({ 'x-ballast-csrf': csrf, 'content-type': 'application/x-www-form-urlencoded' })],
    [
      'as a form with files',
      415,
      (_, csrf) => ({ 'x-ballast-csrf': csrf, 'content-type': 'multipart/form-data; boundary=x' }),
    ],
    [
      'as plain text, which needs no leave',
      415,
      (_, csrf) => ({ 'x-ballast-csrf': csrf, 'content-type': 'text/plain' }),
    ],
  ])('%s: %i, and nothing happens', async (_, status, headersOf) => {
    const { desk, admin, halt, nothingWasDone } = await arrive();
    const other = await desk.logIn('admin');
    expect((await halt({ cookie: admin.cookie, ...headersOf(desk, admin.csrf, other.csrf) })).status).toBe(status);
    await nothingWasDone();
  });

  test('to log somebody in as somebody else, or out: refused', async () => {
    const { desk, admin, isIn } = await arrive();
    const body = { token: desk.tokens.viewer };
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }] as Record<
      string,
      string
    >[]) {
      const told = await desk.ask('POST', '/session', { headers, body });
      expect([told.status, told.headers.getSetCookie()]).toEqual([403, []]);
    }
    expect((await desk.ask('DELETE', '/session', { headers: { cookie: admin.cookie } })).status).toBe(403);
    expect(await isIn(admin)).toBe(true);
  });

  test('to read: no other origin is ever named as allowed', async () => {
    const { desk, admin } = await arrive();
    const headers = { cookie: admin.cookie, origin: 'https://evil.example' };
    const read = await desk.ask('GET', '/v1/positions', { headers });
    const asked = await desk.ask('OPTIONS', '/v1/trading-state/halt', {
      headers: { ...headers, 'access-control-request-method': 'POST' },
    });
    expect(asked.status).toBe(405);
    for (const { headers: told } of [read, asked])
      expect([...told.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(read.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });
});
