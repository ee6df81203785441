import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../../record/testing/sample.js';
import { readPageFiles } from '../../console/pageFiles.js';
import { errorView } from '../errorView.js';
import { servedDesk } from '../testing/servedDesk.js';

/** Somebody who sends what no client of ours would. */

const secret = 'the keystore of the book';

/** A page, and beside its folder what must never be served. */
function pageFiles() {
  const folder = temporaryFolder(onTestFinished);
  const page = join(folder, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.json'), secret);
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>ballast</title>');
  writeFileSync(join(page, 'assets/main-1.js'), 'export {};');
  writeFileSync(join(page, '.env.json'), secret);
  writeFileSync(join(page, 'main.js.map'), secret);
  const files = readPageFiles(page);
  if (!files) throw new Error('no page');
  return files;
}

async function arrive(options: Parameters<typeof servedDesk>[1] = {}) {
  const desk = await servedDesk(onTestFinished, { page: pageFiles(), ...options });
  const before = await desk.done();
  const host = `Host: 127.0.0.1:${desk.port}\r\n`;
  const token = `Authorization: Bearer ${desk.tokens.admin}\r\n`;
  return { desk, host, token, nothingWasDone: async () => expect(await desk.done()).toBe(before) };
}

describe('files that are none of the page’s', () => {
  test.each([
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/%2e%2e%2fsecret.json',
    '/%252e%252e%252fsecret.json',
    '/assets/..%2f..%2fsecret.json',
    '/..\\secret.json',
    '/%5c..%5csecret.json',
    '/..%00/secret.json',
    '/index.html%00.js',
    '//secret.json',
    '/./.env.json',
    '/.env.json',
    '/main.js.map',
    '/assets',
    '/assets/',
    '/etc/passwd',
    '/proc/self/environ',
    'file:///etc/passwd',
  ])('%s', async (path) => {
    const { desk, host } = await arrive();
    const told = await desk.raw(`GET ${path} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
    expect(told).not.toContain(secret);
    expect(told).not.toContain('root:');
    // What looks like a page of the console is answered with the page: there is nothing else to answer with.
    expect(told).toMatch(/^HTTP\/1\.1 (400|404) |<title>ballast<\/title>/);
  });

  test('behavior: a link to a page works, and is kept from frames and from scripts of others', async () => {
    const { desk } = await arrive();
    for (const path of ['/', '/orders/0198f2c4', '/system']) {
      const { status, headers, text } = await desk.ask('GET', path);
      expect([status, text]).toEqual([200, expect.stringContaining('<title>ballast</title>')]);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
    const { headers } = await desk.ask('GET', '/assets/main-1.js');
    expect(headers.get('cache-control')).toContain('immutable');
    const again = await desk.ask('GET', '/assets/main-1.js', {
      headers: { 'if-none-match': headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });
});

describe('too much', () => {
  test('a body that is too large: 413', async () => {
    const { desk, nothingWasDone } = await arrive();
    const body = { text: 'x'.repeat(70_000) };
    expect((await desk.ask('POST', '/v1/trading-state/halt', { as: 'admin', body })).status).toBe(413);
    expect((await desk.ask('POST', '/session', { body: { token: 'x'.repeat(70_000) } })).status).toBe(413);
    await nothingWasDone();
  });

  test('a body in pieces that says no length and does not end: cut off', async () => {
    const { desk, host, token, nothingWasDone } = await arrive();
    const piece = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    const told = await desk.raw([
      `POST /v1/trading-state/halt HTTP/1.1\r\n${host}${token}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
      ...Array(16).fill(piece),
    ]);
    expect(told).toMatch(/^HTTP\/1\.1 413 /);
    await nothingWasDone();
  });

  test('headers that are too large: 431', async () => {
    const { desk, host } = await arrive();
    const told = await desk.raw(`GET / HTTP/1.1\r\n${host}X: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(told).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('a client that never gets to the end of its headers, or of its body: let go', async () => {
    const limits = { headersTimeout: 150, requestTimeout: 300, connectionsCheckingInterval: 50 };
    const { desk, host, token, nothingWasDone } = await arrive({ limits });
    const began = `POST /v1/trading-state/halt HTTP/1.1\r\n${host}${token}`;
    const [headers, body] = await Promise.all([
      desk.raw(began, 30_000),
      desk.raw(`${began}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"text":"`, 30_000),
    ]);
    // Both have come back because the other side has closed.
    expect(headers).toMatch(/^HTTP\/1\.1 408 /);
    expect(body).toMatch(/^(HTTP\/1\.1 408 .*)?/);
    await nothingWasDone();
  });

  test('JSON that is nested without end: 400, and the server lives', async () => {
    const { desk, nothingWasDone } = await arrive();
    for (const body of ['['.repeat(60_000), `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`]) {
      expect((await desk.ask('POST', '/v1/trading-state/halt', { as: 'admin', body })).status).toBe(400);
      expect([400, 422]).toContain((await desk.ask('POST', '/v1/orders', { as: 'admin', body })).status);
    }
    expect((await desk.ask('GET', '/session', { as: 'viewer' })).status).toBe(200);
    await nothingWasDone();
  });

  // One that goes back over 8 000 signs again and again would take longer than a test may.
  test('words that make a careless pattern think for ever: answered', async () => {
    const { desk } = await arrive();
    const long = `${'a'.repeat(8_000)}!`;
    const tries = [
      `/v1/orders?instrument=${long}`,
      `/v1/orders?before=${'0-'.repeat(4_000)}`,
      `/v1/execution?since=${'1'.repeat(8_000)}`,
      `/v1/execution?since=${'1h'.repeat(3_000)}x`,
      `/v1/blotter?since=${'2026-01-01T00:00:00'.repeat(300)}`,
    ];
    for (const path of tries) expect((await desk.ask('GET', path, { as: 'viewer' })).status).toBe(400);
  });
});

test('answers are of one shape whatever went wrong, kept nowhere, and say nothing of the inside', async () => {
  const { desk } = await arrive();
  const wrong = await Promise.all([
    desk.ask('GET', '/v1/positions'),
    desk.ask('GET', '/v1/nothing', { as: 'admin' }),
    desk.ask('PUT', '/v1/orders', { as: 'admin', body: {} }),
    desk.ask('POST', '/v1/orders', { as: 'viewer', body: {} }),
    desk.ask('POST', '/v1/orders', { as: 'admin', body: '{' }),
    desk.ask('GET', '/v1/orders?limit=x', { as: 'admin' }),
  ]);
  expect(wrong.map(({ status }) => status)).toEqual([401, 404, 405, 403, 400, 400]);
  for (const { body, text, headers } of wrong) {
    errorView.parse(body);
    expect(text).not.toMatch(/\/work\/|node_modules|\.ts:|\.js:/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
  }
});
