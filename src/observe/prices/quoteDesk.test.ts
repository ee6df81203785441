import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { BallastError } from '../../model/error.js';
import type { Quote, QuoteSheet, QuoteSource } from '../../model/quotes.js';
import { unixMillis, unixSeconds } from '../../model/units.js';
import { packSnapshot, unpackSnapshot } from '../../record/snapshotCodec.js';
import { gmxTickers } from '../../venues/gmx-v2/prices/tickers.js';
import { createQuoteDesk, type QuoteDeskOptions } from './quoteDesk.js';

const token = '0x82aF49447D8a07e3bd95BD0d56f35241523fBab1';
const other = '0xaf88d065e77c8cC2239327C5EDb3A432268e5831';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const json =
  (body: unknown): Answer =>
  (_, response) =>
    void response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
const text =
  (body: string, status = 200): Answer =>
  (_, response) =>
    void response.writeHead(status).end(body);
const silence: Answer = () => {};

/** A server that answers as `answer` says at the time; counts what it is asked. */
async function serve(answer: Answer) {
  const served = { answer, asked: 0, url: '' };
  const server = createServer((request, response) => {
    served.asked++;
    served.answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((closed) => server.close(() => closed()));
  });
  served.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/s3cret?key=s3cret`;
  return served;
}

/** A port where nobody listens. */
async function nowhere(): Promise<string> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((closed) => server.close(() => closed()));
  return `http://127.0.0.1:${port}/s3cret`;
}

const row = (price: number, updatedAt = 1_700_000_000) => ({ token, price, updatedAt });

function sourceOf(urls: readonly string[], more: Partial<QuoteSource> = {}): QuoteSource {
  return {
    id: 'test quotes',
    urls,
    tokens: null,
    parse(body): Quote[] {
      if (!Array.isArray(body)) throw new BallastError('the answer is not a list');
      return body.map((one: ReturnType<typeof row>) => ({
        token: one.token as Quote['token'],
        min: BigInt(one.price),
        max: BigInt(one.price) + 1n,
        updatedAt: unixSeconds(one.updatedAt),
      }));
    },
    ...more,
  };
}

/** A desk whose time passes only when told. */
function deskOf(sources: readonly QuoteSource[], options: Partial<QuoteDeskOptions> = {}) {
  let elapsed = 0;
  const lines: { level: string; facts: object; message: string }[] = [];
  const write = (level: string) => (facts: object, message: string) => void lines.push({ level, facts, message });
  const log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const desk = createQuoteDesk({
    sources,
    log,
    signal: ending.signal,
    now: () => unixMillis(1_700_000_000_000 + elapsed),
    clock: () => elapsed,
    budgetMs: 30_000,
    timeoutMs: 10_000,
    ...options,
  });
  return {
    desk,
    lines,
    end: () => ending.abort(),
    pass: (ms: number) => {
      elapsed += ms;
    },
    sheet: (id = 'test quotes'): QuoteSheet => {
      const sheet = desk.sheets().get(id);
      if (!sheet) throw new Error(`there is no sheet of ${id}`);
      return sheet;
    },
    warnings: () => lines.filter(({ level }) => level === 'warn').length,
  };
}

const priced = (price: number) => ({ ok: true, quotes: [{ token, min: BigInt(price), max: BigInt(price + 1) }] });

test('default: what the server states is on the sheet, and comes back from a recording', async () => {
  const server = await serve(json([row(2_000)]));
  const { desk, sheet } = deskOf([sourceOf([server.url])]);
  expect(sheet()).toEqual({
    source: 'test quotes',
    ok: false,
    error: 'not asked yet',
    receivedAt: 1_700_000_000_000,
  });
  await desk.refresh();
  expect(sheet()).toEqual({
    source: 'test quotes',
    ok: true,
    url: new URL(server.url).origin,
    receivedAt: 1_700_000_000_000,
    quotes: [{ token, min: 2_000n, max: 2_001n, updatedAt: 1_700_000_000 }],
  });
  expect(unpackSnapshot(packSnapshot({ quotes: desk.sheets() }))).toStrictEqual({ quotes: desk.sheets() });
});

test('behavior: a sheet of a failing source comes back from a recording too', async () => {
  const server = await serve(json([row(2_000)]));
  const { desk, pass } = deskOf([sourceOf([server.url])]);
  await desk.refresh();
  server.answer = text('', 500);
  for (const later of [2_000, 10 * 60_000]) {
    pass(later);
    await desk.refresh();
    expect(unpackSnapshot(packSnapshot(desk.sheets()))).toStrictEqual(desk.sheets());
  }
});

test.each<[string, Answer, RegExp]>([
  ['HTTP 500', text('/v1/s3cret is broken', 500), /HTTP status 500/],
  ['a redirect', (_, response) => void response.writeHead(302, { location: '/s3cret' }).end(), /HTTP status 302/],
  ['nonsense', text('s3cret {'), /not JSON/],
  ['nothing', text(''), /not JSON/],
  ['a web page', text('<!doctype html><p>s3cret'), /a web page/],
  ['JSON of something else', json({ quotes: 's3cret' }), /the answer is not a list/],
  ['a body that says it is huge', text('x'.repeat(5_000)), /more than 4096 bytes/],
  [
    'a body that does not say how huge it is',
    (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(1_000)));
      };
      response.on('drain', more);
      more();
    },
    /more than 4096 bytes/,
  ],
  ['a lost connection', (request) => void request.socket.destroy(), /^http:\/\/127\.0\.0\.1:\d+: ./],
])('behavior: %s is a failure in a sentence, without what is secret in the URL', async (_, answer, said) => {
  const server = await serve(answer);
  const { desk, sheet, lines } = deskOf([sourceOf([server.url])], { maxBytes: 4_096 });
  await desk.refresh();
  expect(sheet()).toMatchObject({ ok: false, error: expect.stringMatching(said), since: 1_700_000_000_000 });
  expect(JSON.stringify([sheet(), lines])).not.toContain('s3cret');
});

test('behavior: a refused connection is told as one', async () => {
  const { desk, sheet } = deskOf([sourceOf([await nowhere()])]);
  await desk.refresh();
  expect(sheet()).toMatchObject({ ok: false, error: expect.stringMatching(/ECONNREFUSED/) });
  expect(JSON.stringify(sheet())).not.toContain('s3cret');
});

test('behavior: what the transport says of a URL is told without it', async () => {
  const server = await serve(json([row(2_000)]));
  const { desk, sheet, lines } = deskOf([sourceOf([server.url.replace('http://', 'http://user:s3cret@')])]);
  await desk.refresh(); // fetch takes no user and password in a URL, and quotes both
  expect(sheet()).toMatchObject({ ok: false, error: expect.stringMatching(/credentials/) });
  expect(JSON.stringify([sheet(), lines])).not.toContain('s3cret');
});

test('behavior: a server that never answers is left after the timeout', async () => {
  const server = await serve(silence);
  const { desk, sheet } = deskOf([sourceOf([server.url])], { timeoutMs: 20 });
  await desk.refresh();
  expect(sheet()).toMatchObject({ ok: false, error: expect.stringMatching(/no whole answer within 20 ms/) });
});

test('behavior: a server that stops in the middle of its answer is left after the timeout', async () => {
  const server = await serve((_, response) => void response.write('['));
  const { desk, sheet } = deskOf([sourceOf([server.url])], { timeoutMs: 100 });
  await desk.refresh();
  expect(sheet()).toMatchObject({ ok: false, error: expect.stringMatching(/no whole answer within 100 ms/) });
});

test('behavior: a tick waits no longer than the budget, and the answer is on a later sheet', async () => {
  let answer = () => {};
  const server = await serve((request, response) => {
    answer = () => json([row(2_000)])(request, response);
  });
  const { desk, sheet, pass } = deskOf([sourceOf([server.url])], { budgetMs: 50 });
  await desk.refresh();
  expect(sheet()).toMatchObject({ ok: false, error: 'not asked yet' });
  pass(50);
  await desk.refresh(); // the budget of this asking is spent: nothing holds this tick up
  pass(10_000);
  await desk.refresh(); // nor is it asked once more while it has not answered
  expect(server.asked).toBe(1);
  answer();
  await expect.poll(sheet).toMatchObject(priced(2_000));
});

test('behavior: a source is asked once in its interval, and what is in flight is shared', async () => {
  const server = await serve(json([row(2_000)]));
  const { desk, pass } = deskOf([sourceOf([server.url])]);
  await Promise.all([desk.refresh(), desk.refresh()]);
  pass(1_999);
  await desk.refresh();
  expect(server.asked).toBe(1);
  pass(1);
  await desk.refresh();
  expect(server.asked).toBe(2);
});

test('behavior: the next URL takes over, and the preferred one comes back once it works', async () => {
  const preferred = await serve(text('', 503));
  const fallback = await serve(json([row(2_000)]));
  const { desk, sheet, pass, lines } = deskOf([sourceOf([preferred.url, fallback.url])]);
  await desk.refresh();
  expect(sheet()).toMatchObject({ ...priced(2_000), url: new URL(fallback.url).origin });
  expect(sheet()).not.toHaveProperty('failing');
  expect([preferred.asked, fallback.asked]).toEqual([1, 1]);
  preferred.answer = json([row(3_000)]);
  pass(2_000);
  await desk.refresh(); // the working one is asked first; the other is tried beside it
  await expect.poll(sheet).toMatchObject(priced(3_000));
  pass(2_000);
  await desk.refresh();
  expect(sheet()).toMatchObject({ ...priced(3_000), url: new URL(preferred.url).origin });
  expect([preferred.asked, fallback.asked]).toEqual([3, 2]);
  expect(lines.map(({ level, message }) => `${level}: ${message}`)).toEqual([
    'warn: a source of quotes fails',
    'info: a source of quotes answers again',
  ]);
});

test('behavior: a preferred URL that hangs holds nobody up while another one works', async () => {
  const preferred = await serve(text('', 500));
  const fallback = await serve(json([row(2_000)]));
  const long = { timeoutMs: 600_000, budgetMs: 600_000 };
  const { desk, sheet, pass } = deskOf([sourceOf([preferred.url, fallback.url])], long);
  await desk.refresh();
  preferred.answer = silence;
  fallback.answer = json([row(2_500)]);
  pass(2_000);
  await desk.refresh();
  expect(sheet()).toMatchObject(priced(2_500));
  await expect.poll(() => preferred.asked).toBe(2);
  fallback.answer = json([row(2_600)]);
  pass(2_000);
  await desk.refresh();
  expect(sheet()).toMatchObject(priced(2_600));
  expect(preferred.asked).toBe(2);
});

test('behavior: a failing source shows its last good quotes for five minutes, and since when it fails', async () => {
  const server = await serve(json([row(2_000)]));
  const { desk, sheet, pass, warnings } = deskOf([sourceOf([server.url])]);
  await desk.refresh();
  server.answer = text('', 500);
  pass(2_000);
  await desk.refresh();
  const since = 1_700_000_002_000;
  const error = expect.stringMatching(/HTTP status 500/);
  expect(sheet()).toMatchObject({ ...priced(2_000), receivedAt: 1_700_000_000_000, failing: { since, error } });
  pass(298_000);
  await desk.refresh();
  expect(sheet()).toMatchObject({ ...priced(2_000), failing: { since, error } });
  pass(1);
  expect(sheet()).toMatchObject({ ok: false, since, error });
  expect(warnings()).toBe(2); // the URL, and the source: each once
  server.answer = json([row(2_100)]);
  pass(20_000);
  await desk.refresh();
  expect(sheet()).toMatchObject(priced(2_100));
  expect(sheet()).not.toHaveProperty('failing');
});

test('behavior: a failing URL rests, ever longer and no longer than 15 s', async () => {
  const server = await serve(text('', 500));
  const { desk, pass, sheet } = deskOf([sourceOf([server.url])], { everyMs: 0 });
  const asked: number[] = [];
  for (let second = 0; second < 60; second++) {
    const before = server.asked;
    await desk.refresh();
    if (server.asked > before) asked.push(second);
    expect(sheet()).toMatchObject({ since: 1_700_000_000_000, error: expect.stringMatching(/HTTP status 500/) });
    pass(1_000);
  }
  // Pauses of 0.25, 0.5, 1, 2, 4, 8, 15, 15 s, seen once a second.
  expect(asked).toEqual([0, 1, 2, 3, 5, 9, 17, 32, 47]);
});

test('behavior: old quotes are taken only when no URL has newer ones', async () => {
  const stuck = await serve(json([row(1_000, 1_699_999_900)]));
  const fresh = await serve(json([row(2_000, 1_699_999_990)]));
  const { desk, sheet, pass } = deskOf([sourceOf([stuck.url, fresh.url], { freshFor: 30 })]);
  await desk.refresh();
  expect(sheet()).toMatchObject(priced(2_000));
  fresh.answer = json([row(1_100, 1_699_999_950)]);
  pass(2_000);
  await desk.refresh();
  expect(sheet()).toMatchObject(priced(1_100));
});

test.each([1_699_999_990, 1_699_999_990_500])("behavior: GMX's tickers, updated at %d", async (updatedAt) => {
  const server = await serve((request, response) => {
    const row = { tokenAddress: token, minPrice: '2231500000000000', maxPrice: '2231900000000000', updatedAt };
    json(request.url === '/prices/tickers' ? [row] : [])(request, response);
  });
  const { desk, sheet } = deskOf([gmxTickers([new URL(server.url).origin], [token])]);
  await desk.refresh();
  expect(sheet('gmx-v2 tickers')).toMatchObject({
    ok: true,
    quotes: [{ token, min: 2_231_500_000_000_000n, max: 2_231_900_000_000_000n, updatedAt: 1_699_999_990 }],
  });
});

test('behavior: sources fail and answer each for itself, and keep only their tokens', async () => {
  const server = await serve(json([row(2_000), { ...row(1), token: other }]));
  const lower = token.toLowerCase() as Quote['token'];
  const { desk, sheet } = deskOf([
    sourceOf([server.url], { id: 'one', tokens: [lower] }),
    sourceOf([await nowhere()], { id: 'two' }),
  ]);
  await desk.refresh();
  expect(sheet('one')).toMatchObject({ ok: true, quotes: [{ token }] });
  expect(sheet('one')).toHaveProperty('quotes.length', 1);
  expect(sheet('two').ok).toBe(false);
});

test('behavior: the end of the process ends what is in flight, and nobody is asked afterwards', async () => {
  const server = await serve(silence);
  const { desk, sheet, end, pass, lines } = deskOf([sourceOf([server.url])]);
  const refreshed = desk.refresh();
  await expect.poll(() => server.asked).toBe(1);
  end();
  await refreshed;
  pass(60_000);
  await desk.refresh();
  expect(server.asked).toBe(1);
  expect(sheet().ok).toBe(false);
  expect(lines).toEqual([]);
});

test('args: sources that cannot be asked are refused at once, without what is secret in the URL', () => {
  const refused = [
    [sourceOf([])],
    [sourceOf(['file:///s3cret'])],
    [sourceOf(['s3cret'])],
    [sourceOf(['http://a.example/']), sourceOf(['http://b.example/'])],
  ];
  for (const sources of refused) {
    expect(() => deskOf(sources)).toThrow(BallastError);
    expect(() => deskOf(sources)).not.toThrow(/s3cret/);
  }
});

test('args: the same source of two accounts is asked once', async () => {
  const server = await serve(json([row(2_000)]));
  const { desk } = deskOf([sourceOf([server.url]), sourceOf([server.url])]);
  await desk.refresh();
  expect(server.asked).toBe(1);
  expect(desk.sheets().size).toBe(1);
});
