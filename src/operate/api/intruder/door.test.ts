import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createGuesses } from '../guesses.js';
import { type ServedDesk, servedDesk } from '../testing/servedDesk.js';
import { keyOf, makeToken } from '../tokens.js';

/** Somebody who has no token, a wrong one, or one that was good once. */

let desk: ServedDesk;
let before: string;
const arrive = async (...options: Parameters<typeof servedDesk> extends [unknown, ...infer Rest] ? Rest : never) => {
  desk = await servedDesk(onTestFinished, ...options);
  before = await desk.done();
};
const nothingWasDone = async () => expect(await desk.done()).toBe(before);

const halt = (headers: Record<string, string>) =>
  desk.ask('POST', '/v1/trading-state/halt', { headers, body: { text: 'mine now' } });

describe('tokens that are not', () => {
  test.each<[string, (good: string) => Record<string, string>]>([
    ['none at all', () => ({})],
    ['an empty one', () => ({ authorization: 'Bearer ' })],
    ['one that was made up', () => ({ authorization: `Bearer blst_${'A'.repeat(43)}` })],
    ['the beginning of a good one', (good) => ({ authorization: `Bearer ${good.slice(0, -1)}` })],
    ['a good one and one sign more', (good) => ({ authorization: `Bearer ${good}x` })],
    ['a good one in other case', (good) => ({ authorization: `Bearer ${good.toUpperCase()}` })],
    ['the hash that stands in the file', (good) => ({ authorization: `Bearer ${keyOf(good)}` })],
    ['the whole word that stands in the file', (good) => ({ authorization: `Bearer sha256:${keyOf(good)}` })],
    ['a good one by another scheme', (good) => ({ authorization: `Basic ${btoa(`admin:${good}`)}` })],
    ['a good one where none is read', (good) => ({ 'x-api-key': good, cookie: `ballast=${good}` })],
    ['names of the prototype', () => ({ authorization: 'Bearer __proto__' })],
  ])('%s: 401, and nothing happens', async (_, headersOf) => {
    await arrive();
    const { status, body, text } = await halt(headersOf(desk.tokens.admin));
    expect([status, body.error.code]).toEqual([401, 'unauthorized']);
    expect(text).not.toContain(desk.tokens.admin);
    await nothingWasDone();
  });

  test('one in the address is not read: addresses are logged', async () => {
    await arrive();
    const { status } = await desk.ask(
      'GET',
      `/v1/positions?token=${desk.tokens.admin}&access_token=${desk.tokens.admin}`,
    );
    expect(status).toBe(401);
  });

  test('one whose last day is over: 401, from the next day on', async () => {
    await arrive();
    const { token, line } = makeToken('temp', 'admin', '2026-06-01');
    desk.setTokens(line);
    const ask = () => desk.ask('GET', '/v1/positions', { headers: { authorization: `Bearer ${token}` } });
    expect((await ask()).status).toBe(200);
    desk.pass(86_400_000);
    expect((await ask()).status).toBe(401);
  });

  test.each<[string, string, number]>([
    ['was taken out of the file', '', 401],
    ['says another role', 'viewer', 403],
  ])('one whose line %s while the body of what they ask is on its way: refused', async (_, role, status) => {
    await arrive();
    const { token, line } = makeToken('temp', 'admin');
    desk.setTokens(line);
    const body = JSON.stringify({ text: 'mine now' });
    const slow = connect(desk.port, '127.0.0.1');
    onTestFinished(() => void slow.destroy());
    let answer = '';
    slow.on('data', (data: Buffer) => {
      answer += data.toString('latin1');
    });
    slow.write(
      `POST /v1/trading-state/halt HTTP/1.1\r\nHost: 127.0.0.1:${desk.port}\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n${body.slice(0, 4)}`,
    );
    // Said as the request is begun with.
    await once(slow, 'data');
    desk.setTokens(role === '' ? makeToken('other', 'admin').line : line.replace('admin', role));
    slow.write(body.slice(4));
    await once(slow, 'close');
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 100 [^]*\nHTTP/1\\.1 ${status} `));
    await nothingWasDone();
  });

  test('one whose line was taken out of the file: 401 at once', async () => {
    await arrive();
    expect((await desk.ask('GET', '/v1/positions', { as: 'viewer' })).status).toBe(200);
    desk.setTokens(makeToken('other', 'viewer').line);
    expect((await desk.ask('GET', '/v1/positions', { as: 'viewer' })).status).toBe(401);
  });
});

test('guessing: after five wrong ones an address waits, ever longer; no guess is answered then', async () => {
  await arrive();
  const plain = 'p'.repeat(40);
  desk.setTokens(`ann admin ${plain}`);
  const guess = (token: string, headers = {}) => desk.ask('POST', '/session', { body: { token }, headers });
  for (let n = 1; n <= 6; n++) expect((await guess(`guess-${n}`)).status).toBe(401);
  // A token that somebody thought of might have been guessed; one that looks like ours is still nobody's.
  for (const token of [plain, `blst_${'x'.repeat(43)}`]) {
    const refused = await guess(token);
    expect([refused.status, refused.body.error.code, refused.headers.get('retry-after')]).toEqual([
      429,
      'too_often',
      '1',
    ]);
    expect(refused.headers.getSetCookie()).toEqual([]);
  }
  // Nor may it say that it is somebody else: nobody stands between.
  const spoofed = await guess('guess-7', { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' });
  expect(spoofed.status).toBe(429);
  await nothingWasDone();
});

test('a program with an old token keeps nobody out who comes the same way with one that was made here', async () => {
  await arrive();
  for (let n = 1; n <= 8; n++)
    await desk.ask('GET', '/v1/alerts', { headers: { authorization: `Bearer blst_${'y'.repeat(43)}` } });
  expect((await desk.ask('GET', '/v1/alerts', { as: 'viewer' })).status).toBe(200);
  expect((await desk.ask('POST', '/session', { body: { token: desk.tokens.admin } })).status).toBe(200);
});

test('who tries tokens is in the log, by address and without the token; a flood of them is no flood of lines', async () => {
  const lines: object[] = [];
  const [log, quiet] = [(facts: object) => void lines.push(facts), () => {}];
  await arrive({ log: { debug: quiet, info: quiet, warn: log, error: quiet } });
  for (let n = 1; n <= 4; n++) await desk.ask('GET', '/v1/alerts', { headers: { authorization: 'Bearer guess-1' } });
  expect(lines).toEqual([1, 2, 3, 4].map((inARow) => ({ at: 'api', address: '127.0.0.1', inARow })));

  const guesses = createGuesses(() => 0);
  const told = Array.from({ length: 1_000 }, () => guesses.wrong('198.51.100.7')).filter(({ isTold }) => isTold);
  expect(told.length).toBeLessThan(15);
});

test('a long word at the door is not even read', async () => {
  await arrive();
  const { status } = await desk.ask('POST', '/session', { body: { token: 'x'.repeat(5_000) } });
  expect(status).toBe(413);
  expect((await desk.ask('POST', '/session', { body: { token: 'x'.repeat(600) } })).status).toBe(400);
});

test('guessing does not log anybody out who is in', async () => {
  await arrive();
  const { cookie } = await desk.logIn('viewer');
  for (let n = 1; n <= 8; n++) await desk.ask('POST', '/session', { body: { token: `guess-${n}` } });
  expect((await desk.ask('GET', '/session', { headers: { cookie } })).status).toBe(200);
});

test('asking for more than anybody needs: 429 with when to come again, for this caller alone', async () => {
  await arrive({ pace: { atOnce: 5, perSecond: 0.1 } });
  const statuses: number[] = [];
  for (let n = 0; n < 7; n++) statuses.push((await desk.ask('GET', '/v1/positions', { as: 'viewer' })).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
  expect((await desk.ask('GET', '/v1/positions', { as: 'operator' })).status).toBe(200);
});

describe('names that are not ours: a page elsewhere may have made its name point here', () => {
  test.each(['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:8420', '10.0.0.5', '', '[::2]'])(
    'host `%s` is shown nothing, logged in or not',
    async (host) => {
      await arrive();
      const { cookie } = await desk.logIn('admin');
      const told = await desk.raw(
        `GET /session HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
      );
      expect(told).toMatch(/^HTTP\/1\.1 (421|400) /);
      const logIn = await desk.raw(
        `POST /session HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
      );
      expect(logIn).toMatch(/^HTTP\/1\.1 (421|400) /);
      expect(told + logIn).not.toMatch(/set-cookie/i);
    },
  );

  test('without tokens there is only to look, on this machine, under its own name', async () => {
    await arrive({ isOpen: true });
    expect((await desk.ask('GET', '/v1/positions')).status).toBe(200);
    expect((await halt({})).body.error.code).toBe('forbidden');
    expect((await desk.ask('POST', '/session', { body: { token: 'x'.repeat(40) } })).status).toBe(403);
    const told = await desk.raw('GET /v1/positions HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');
    expect(told).toMatch(/^HTTP\/1\.1 403 /);
    await nothingWasDone();
  });
});
