import { describe, expect, onTestFinished, test } from 'vitest';
import { servedDesk } from '../testing/servedDesk.js';

/** Somebody who sends one thing and means another. */

const secret = 'what nobody may hear';

async function arrive() {
  const desk = await servedDesk(onTestFinished);
  const before = await desk.done();
  const host = `Host: 127.0.0.1:${desk.port}\r\n`;
  const token = `Authorization: Bearer ${desk.tokens.admin}\r\n`;
  return { desk, host, token, nothingWasDone: async () => expect(await desk.done()).toBe(before) };
}

describe('what should mean something else than it says', () => {
  test('a length and pieces at once, two lengths, and half a line end: 400 before anybody reads them', async () => {
    const { desk, host, token, nothingWasDone } = await arrive();
    const hidden = `POST /v1/trading-state/halt HTTP/1.1\r\n${host}${token}Content-Length: 0\r\n\r\n`;
    const began = `POST /session HTTP/1.1\r\n${host}Content-Type: application/json\r\n`;
    for (const framing of [
      `Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      `Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n`,
      `Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
      `Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`,
    ]) {
      expect(await desk.raw(`${began}${framing}${hidden}`)).toMatch(/^HTTP\/1\.1 400 /);
    }
    await nothingWasDone();
  });

  test('a line end in a header or a name: it never gets into an answer', async () => {
    const { desk } = await arrive();
    const { text, headers } = await desk.ask('GET', '/v1/orders/a%0d%0aset-cookie:%20ballast=x', { as: 'viewer' });
    expect(headers.getSetCookie()).toEqual([]);
    expect(text).not.toContain('\r\n');
    const key = await desk.ask('GET', '/v1/lists/%0d%0ax-a:%20b', { as: 'viewer' });
    expect([key.status, key.headers.get('x-a')]).toEqual([404, null]);
  });

  test('another method in a header or a field: it is the method that counts', async () => {
    const { desk, nothingWasDone } = await arrive();
    const headers = { 'x-http-method-override': 'POST', 'x-method-override': 'POST', 'x-http-method': 'POST' };
    const { status } = await desk.ask('GET', '/v1/trading-state/halt?_method=POST', { as: 'admin', headers });
    expect(status).toBe(404);
    await nothingWasDone();
  });

  test('another path in a header: it is the path that counts', async () => {
    const { desk, nothingWasDone } = await arrive();
    const headers = { 'x-original-url': '/v1/trading-state/halt', 'x-rewrite-url': '/v1/trading-state/halt' };
    expect((await desk.ask('POST', '/v1/nothing', { as: 'admin', headers, body: {} })).status).toBe(404);
    await nothingWasDone();
  });

  test.each(['TRACE', 'PUT', 'PATCH', 'OPTIONS', 'CONNECT', 'PROPFIND'])('%s: does nothing', async (method) => {
    const { desk, host, token, nothingWasDone } = await arrive();
    const told = await desk.raw(
      `${method} /v1/trading-state/halt HTTP/1.1\r\n${host}${token}X-Secret: ${secret}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    );
    expect(told).not.toMatch(/^HTTP\/1\.1 2/);
    expect(told).not.toContain(secret);
    await nothingWasDone();
  });

  test('a switch to another protocol: none is spoken', async () => {
    const { desk, host, token } = await arrive();
    for (const protocol of ['websocket', 'h2c']) {
      const told = await desk.raw(
        `GET /v1/positions HTTP/1.1\r\n${host}${token}Connection: Upgrade, close\r\nUpgrade: ${protocol}\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      );
      expect(told).not.toMatch(/ 101 /);
    }
  });

  test('a place to be sent on to: nobody is ever sent anywhere', async () => {
    const { desk } = await arrive();
    for (const path of [
      '//evil.example',
      '/\\evil.example',
      '/?next=https://evil.example',
      '/session/?to=//evil.example',
      '/v1/',
    ]) {
      const { status, headers } = await desk.ask('GET', path);
      expect([path, Math.floor(status / 100) === 3, headers.get('location')]).toEqual([path, false, null]);
    }
  });

  test('names of the prototype: they are words like others, and refused', async () => {
    const { desk, nothingWasDone } = await arrive();
    for (const body of ['{"__proto__":{"rights":["resume"]},"text":"x"}', '{"constructor":{"prototype":{"x":1}}}']) {
      expect((await desk.ask('POST', '/v1/trading-state/halt', { as: 'admin', body })).status).toBe(400);
    }
    expect((await desk.ask('GET', '/v1/orders?__proto__[x]=1&constructor=1', { as: 'viewer' })).status).toBe(400);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    await nothingWasDone();
  });

  test('a thing said twice: refused, for nobody can tell which is meant', async () => {
    const { desk, nothingWasDone } = await arrive();
    expect((await desk.ask('GET', '/v1/orders?limit=1&limit=500', { as: 'viewer' })).status).toBe(400);
    const body = '{"text":"a","text":"b"}';
    expect((await desk.ask('POST', '/v1/trading-state/halt', { as: 'admin', body })).status).toBe(400);
    await nothingWasDone();
  });

  test.each([
    `/v1/orders?strategy=' or 1=1 --`,
    `/v1/orders?before=0' union select token`,
    `/v1/decisions?strategy=eth-book'; drop table decisions; --`,
    `/v1/series?book=x") or ("1"="1&columns=';delete from series`,
    `/v1/orders/' or '1'='1`,
    `/v1/reviews/%25`,
    `/v1/lists/'; update trading_state set state='active' --`,
  ])('SQL: %s', async (path) => {
    const { desk, nothingWasDone } = await arrive();
    const { status, text } = await desk.ask('GET', path.replaceAll(' ', '%20'), { as: 'viewer' });
    expect(status).toBeLessThan(500);
    expect(text).not.toMatch(/SQLITE|syntax error|sqlite_master|at \w+ \(/);
    if (status === 200) expect(text).not.toContain('"id"');
    expect((await desk.ask('GET', '/v1/positions', { as: 'viewer' })).status).toBe(200);
    await nothingWasDone();
  });
});
