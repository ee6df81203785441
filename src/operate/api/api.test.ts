import { asc } from 'drizzle-orm';
import { describe, expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { type Ledger, openLedger } from '../../record/ledger.js';
import { executionsOf } from '../../record/queries/executions.js';
import { parentOrders, parentsById } from '../../record/queries/parentOrders.js';
import { listReviews } from '../../record/queries/reviews.js';
import { recordEvents } from '../../record/statements/parentOrders.js';
import { openReview } from '../../record/statements/reviews.js';
import { operatorCommands } from '../../record/tables/runs.js';
import { sampleReview } from '../../record/testing/sampleReview.js';
import { seedBook } from '../orders/testing/deskLedger.js';
import { createApi } from './api.js';
import { readTokens } from './tokens.js';

const now = unixMillis(Date.UTC(2026, 5, 1));
const token = { ann: 'a'.repeat(64), bob: 'b'.repeat(64), eve: 'e'.repeat(64) };
const tokens = readTokens('tokens', `ann trade ${token.ann}\nbob review ${token.bob}\n`);

const silent = { debug() {}, info() {}, warn() {}, error() {} };

async function desk(options: { open?: boolean } = {}) {
  const ledger: Ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  await seedBook(ledger, 'eth-book', { at: now - 60_000 });
  const api = createApi({
    ...{ ledger, now: () => now, log: silent, tokens: options.open ? null : { now: async () => tokens } },
    settingsFile: 'ballast.yaml',
    knowledge: { env: {}, chainOf: () => undefined },
  });
  async function call(
    method: string,
    path: string,
    body?: unknown,
    who: keyof typeof token | null = 'ann',
    type?: string,
  ) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const isCsv = typeof body === 'string' && path.startsWith('/v1/imports');
    const headers = {
      host: '127.0.0.1:8420',
      'content-type': type ?? (isCsv ? 'text/csv' : 'application/json'),
      ...(who === null ? {} : { authorization: `Bearer ${token[who]}` }),
    };
    const response = await api.request(path, { method, headers, ...(body === undefined ? {} : { body: text }) });
    return { status: response.status, body: JSON.parse(await response.text()) };
  }
  return { ledger, api, call };
}

const sell = { clOrdId: 'a-1', book: 'eth-book', side: 'Sell', quantity: 2, instrument: 'perp-v2 ETH', price: 2410.5 };

describe('orders', () => {
  test('default: asked for by whose token it is, numbers exactly as they are written', async () => {
    const { ledger, call } = await desk();
    const body = JSON.stringify(sell).replace('2410.5', '2410.123456789012345678');
    const made = await call('POST', '/v1/orders', body);
    expect(made).toMatchObject({ status: 201, body: { isNew: true, order: { clOrdId: 'a-1', author: 'ann' } } });
    expect(made.body.order.terms.price).toBe('2410123456789012345678');
    const [order] = await parentOrders(ledger);
    expect(order?.id).toBe(made.body.order.id);
    const listed = await call('GET', '/v1/orders?open=true&strategy=eth-book');
    expect(listed.body.rows).toMatchObject([{ id: order?.id }]);
    expect((await call('GET', `/v1/orders/${order?.id.slice(0, 13)}`)).body).toMatchObject({
      order: { name: 'a-1', author: 'ann' },
      parts: [],
    });
    expect((await call('GET', '/v1/blotter')).body.rows).toMatchObject([
      { clOrdId: 'a-1', children: [], leavesQty: '2000000000000000000' },
    ]);
  });

  test('behavior: asked twice it is one order, and other terms are refused', async () => {
    const { ledger, call } = await desk();
    const first = await call('POST', '/v1/orders', sell);
    expect(await call('POST', '/v1/orders', sell)).toMatchObject({
      status: 200,
      body: { isNew: false, order: { id: first.body.order.id } },
    });
    expect(await call('POST', '/v1/orders', { ...sell, quantity: 3 })).toMatchObject({
      status: 422,
      body: { error: { code: 'refused', problems: [{ field: 'clOrdId' }] } },
    });
    expect(await parentOrders(ledger)).toHaveLength(1);
  });

  test('behavior: everything that is wrong is told, by field', async () => {
    const { call } = await desk();
    const { status, body } = await call('POST', '/v1/orders', { ...sell, quantity: 0, side: 'x', price: undefined });
    expect(status).toBe(422);
    expect(body.error.problems.map(({ field }: { field: string }) => field)).toEqual(['side', 'quantity']);
    expect(await call('POST', '/v1/orders', { ...sell, quantty: 1 })).toMatchObject({
      status: 422,
      body: { error: { problems: [{ mend: 'did you mean `quantity`?' }] } },
    });
    expect(await call('POST', '/v1/orders', '{')).toMatchObject({
      status: 400,
      body: { error: { code: 'bad_request' } },
    });
    expect(await call('POST', '/v1/orders', '[]')).toMatchObject({ status: 422 });
  });

  test('behavior: amend, pause, resume and cancel are asked for; the keeper answers', async () => {
    const { ledger, call } = await desk();
    const { order } = (await call('POST', '/v1/orders', sell)).body;
    const at = `/v1/orders/${order.id}`;
    expect(await call('POST', `${at}/pause`, { text: 'lunch' })).toMatchObject({
      status: 202,
      body: { order: { state: { isPaused: true } } },
    });
    expect(await call('POST', `${at}/pause`)).toMatchObject({
      status: 409,
      body: { error: { code: 'impossible_as_it_stands' } },
    });
    expect(await call('POST', `${at}/resume`)).toMatchObject({ status: 202 });
    expect(await call('POST', `${at}/amend`, { price: '2420' })).toMatchObject({
      status: 202,
      body: { order: { state: { status: 'PendingReplace' } } },
    });
    expect(await call('POST', `${at}/amend`, { side: 'Buy' })).toMatchObject({ status: 422 });
    expect(await call('POST', `${at}/cancel`)).toMatchObject({
      status: 202,
      body: { order: { state: { status: 'PendingCancel' } } },
    });
    const told = await executionsOf(ledger, order.id);
    expect(told.map(({ execType, author, text }) => [execType, author, text])).toEqual([
      ['Suspended', 'ann', 'lunch'],
      ['Restated', 'ann', ''],
      ['PendingReplace', 'ann', ''],
      ['PendingCancel', 'ann', ''],
    ]);
    // What was refused was not done.
    const commands = await ledger.db.select().from(operatorCommands).orderBy(asc(operatorCommands.id));
    expect(commands.map(({ verb, args, author }) => [verb, args, author])).toEqual([
      ['order new', [order.id], 'ann'],
      ['order pause', [order.id, 'lunch'], 'ann'],
      ['order resume', [order.id], 'ann'],
      ['order amend', [order.id], 'ann'],
      ['order cancel', [order.id], 'ann'],
    ]);
  });

  test('behavior: what is over cannot be canceled, and what is done not amended away', async () => {
    const { ledger, call } = await desk();
    const { order } = (await call('POST', '/v1/orders', sell)).body;
    const [parent] = await parentsById(ledger, [order.id]);
    if (!parent) throw new Error('no order');
    const trade = { kind: 'trade', child: 'c', fill: 'f', quantity: 10n ** 18n, price: 2_400n * 10n ** 18n } as never;
    const by = { author: 'keeper', at: now };
    await ledger.commit(
      recordEvents(
        parent,
        [
          { event: { kind: 'accept' }, text: '' },
          { event: trade, text: '' },
        ],
        by,
      ),
    );
    expect(await call('POST', `/v1/orders/a-1/amend`, { quantity: '0.5' })).toMatchObject({
      status: 422,
      body: { error: { problems: [{ field: 'quantity', message: '1 of it are done already, and 0.5 is less' }] } },
    });
    const [filling] = await parentsById(ledger, [order.id]);
    if (!filling) throw new Error('no order');
    await ledger.commit(recordEvents(filling, [{ event: { ...(trade as object), fill: 'g' } as never, text: '' }], by));
    for (const [verb, body] of [['amend', { quantity: 3 }], ['pause'], ['resume']] as const) {
      expect((await call('POST', `/v1/orders/a-1/${verb}`, body)).status).toBe(409);
    }
    expect(await call('POST', `/v1/orders/a-1/cancel`)).toMatchObject({
      status: 409,
      body: {
        error: {
          message: expect.stringContaining('nothing was written'),
          problems: [{ message: expect.stringMatching(/^it is Filled since/) }],
        },
      },
    });
  });

  test('behavior: an import is all or nothing, and twice the same is once', async () => {
    const { ledger, call } = await desk();
    const csv = 'clOrdId,side,quantity,instrument\na-1,Sell,2,perp-v2 ETH\na-2,Sell,1,perp-v2 ETH\n';
    expect(await call('POST', '/v1/imports', csv.replace('Sell,1', 'Sell,0'))).toMatchObject({
      status: 422,
      body: { error: { count: 1, problems: [{ line: 3, column: 10, field: 'quantity' }] } },
    });
    expect(await parentOrders(ledger)).toEqual([]);
    expect(await call('POST', '/v1/imports?list=june', csv)).toMatchObject({ status: 201, body: { written: 2 } });
    expect(await call('POST', '/v1/imports?list=june', csv)).toMatchObject({
      status: 200,
      body: { written: 0, known: 2 },
    });
    expect(await parentOrders(ledger, { list: 'june' })).toHaveLength(2);
  });
});

test('behavior: legs are told of as one, and closed with who and why', async () => {
  const { ledger, call } = await desk();
  const csv = 'clOrdId,side,quantity,instrument\na,Sell,2,perp-v2 ETH\nb,Buy,0.1,perp-v2 BTC\n';
  await call('POST', '/v1/imports?list=spread&legs=true', csv);
  expect((await call('GET', '/v1/lists/spread')).body).toMatchObject({
    ...{ status: 'Executing', gap: 0, allowed: 0.1, undoing: [] },
    list: { id: 'spread', count: 2, onFailure: 'hold' },
    legs: [
      { clOrdId: 'a', status: 'PendingNew', share: 0 },
      { clOrdId: 'b', status: 'PendingNew', share: 0 },
    ],
    next: [
      'no leg gets more than 10 % ahead of the one that is least done',
      'if one cannot be finished: no leg is worked on any more, until a person says so',
    ],
  });
  expect((await call('GET', '/v1/orders/a')).body.legs).toMatchObject({
    ...{ status: 'Executing', gap: 0, allowed: 0.1 },
    legs: [{ name: 'a' }, { name: 'b' }],
  });
  expect(await call('GET', '/v1/lists/other')).toMatchObject({ status: 404 });
  expect(await call('POST', '/v1/lists/spread/close', {}, 'bob')).toMatchObject({ status: 403 });
  expect(await call('POST', '/v1/lists/other/close', {})).toMatchObject({ status: 422 });
  expect(await call('POST', '/v1/lists/spread/close', { text: 'off' })).toMatchObject({
    status: 202,
    body: { status: 'Cancelling', orders: [{ clOrdId: 'a' }, { clOrdId: 'b' }] },
  });
  expect((await call('GET', '/v1/lists/spread')).body).toMatchObject({
    ...{ status: 'Cancelling', text: 'closed by ann: off' },
    next: ['a, b: canceled once nothing of it is in flight; what is done stays done'],
  });
  expect((await ledger.db.select().from(operatorCommands)).map(({ verb, author }) => [verb, author])).toEqual([
    ['order import', 'ann'],
    ['order close-list', 'ann'],
  ]);
});

test('behavior: legs are asked for one by one, or in a file with the rule for a leg that fails', async () => {
  const { ledger, call } = await desk();
  const leg = { ...sell, list: 'spread', legs: 2, imbalance: '25%', onFailure: 'unwind' };
  expect(await call('POST', '/v1/orders', leg)).toMatchObject({ status: 201 });
  const other = { ...leg, clOrdId: 'a-2', side: 'Buy', instrument: 'perp-v2 BTC', price: undefined };
  expect(await call('POST', '/v1/orders', { ...other, imbalance: '10%' })).toMatchObject({
    status: 422,
    body: { error: { problems: [{ field: 'list', message: expect.stringMatching(/was asked for as 2 legs/) }] } },
  });
  expect(await call('POST', '/v1/orders', { ...other, legs: 1, onFailure: 'pray' })).toMatchObject({
    status: 422,
    body: { error: { count: 2 } },
  });
  expect(await call('POST', '/v1/orders', other)).toMatchObject({ status: 201 });
  expect((await call('GET', '/v1/lists/spread')).body.list).toMatchObject({ imbalance: 0.25, onFailure: 'unwind' });
  const csv = 'clOrdId,side,quantity,instrument\nb,Sell,2,perp-v2 ETH\nc,Buy,0.1,perp-v2 BTC\n';
  expect(await call('POST', '/v1/imports?list=more&legs=true&imbalance=300%25', csv)).toMatchObject({ status: 422 });
  await call('POST', '/v1/imports?list=more&legs=true&onFailure=complete', csv);
  expect((await call('GET', '/v1/lists/more')).body.list).toMatchObject({ imbalance: 0.1, onFailure: 'complete' });
  expect(await parentOrders(ledger)).toHaveLength(4);
});

test('behavior: an import is JSON where it begins with a bracket, and neither a form nor anything else', async () => {
  const { ledger, call } = await desk();
  const json = JSON.stringify([{ ...sell, clOrdId: 'j-1' }]);
  expect(await call('POST', '/v1/imports', json, 'ann', 'text/csv; charset=utf-8')).toMatchObject({
    status: 201,
    body: { written: 1 },
  });
  for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data', 'application/zip']) {
    expect(await call('POST', '/v1/imports', json.replace('j-1', 'j-2'), 'ann', type)).toMatchObject({
      status: 415,
      body: { error: { code: 'unsupported_type' } },
    });
  }
  expect(await parentOrders(ledger)).toHaveLength(1);
});

test('behavior: reasons and names that steer a terminal are refused', async () => {
  const { ledger, call } = await desk();
  const text = '\u001b[2J\rbob approves';
  for (const wrong of [{ text }, { clOrdId: text }, { list: text }]) {
    expect(await call('POST', '/v1/orders', { ...sell, ...wrong })).toMatchObject({
      status: 422,
      body: { error: { problems: [{ field: Object.keys(wrong)[0] }] } },
    });
  }
  expect(await parentOrders(ledger)).toEqual([]);
  await call('POST', '/v1/orders', sell);
  expect(await call('POST', '/v1/orders/a-1/pause', { text })).toMatchObject({ status: 400 });
  expect(await call('POST', '/v1/orders/a-1/amend', { price: '2420', text })).toMatchObject({ status: 422 });
  expect(await call('POST', '/v1/reviews/0198f2c4/reject', { text }, 'bob')).toMatchObject({ status: 400 });
});

describe('who may do what', () => {
  test('behavior: no token, a wrong one, and one without the right', async () => {
    const { ledger, call } = await desk();
    expect(await call('GET', '/v1/orders', undefined, null)).toMatchObject({
      status: 401,
      body: { error: { code: 'unauthorized' } },
    });
    expect(await call('GET', '/v1/orders', undefined, 'eve')).toMatchObject({ status: 401 });
    expect(await call('POST', '/v1/orders', sell, 'bob')).toMatchObject({
      status: 403,
      body: { error: { message: 'bob may not trade' } },
    });
    expect(await call('GET', '/v1/orders', undefined, 'bob')).toMatchObject({ status: 200 });
    expect(await call('POST', '/v1/reviews/0198f2c4/approve', {}, 'ann')).toMatchObject({ status: 403 });
    expect(await call('POST', '/v1/reviews/0198f2c4/approve', {}, 'bob')).toMatchObject({
      status: 422,
      body: { error: { message: 'no review begins with 0198f2c4' } },
    });
    expect(await parentOrders(ledger)).toEqual([]);
  });

  test('behavior: without tokens this machine may look, and no page that points its name here', async () => {
    const { api, call } = await desk({ open: true });
    expect(await call('GET', '/v1/blotter', undefined, null)).toMatchObject({ status: 200 });
    expect(await call('POST', '/v1/orders', sell, null)).toMatchObject({ status: 403 });
    expect((await api.request('/v1/blotter', { headers: { host: 'evil.example' } })).status).toBe(403);
  });

  test('behavior: no answer has a token in it', async () => {
    const { api } = await desk();
    const response = await api.request('/v1/orders', { headers: { authorization: `Bearer ${token.eve}` } });
    expect(await response.text()).not.toContain(token.eve);
  });
});

test('behavior: no answer is taken to a question that is over', async () => {
  const { ledger, call } = await desk();
  const review = sampleReview({ expiresAt: unixMillis(now + 1) });
  await ledger.commit(openReview(review));
  const [asked] = await listReviews(ledger);
  const say = () => call('POST', `/v1/reviews/${asked?.id}/approve`, { text: 'fine' }, 'bob');
  expect(await say()).toMatchObject({ status: 200 });
  expect(await say()).toMatchObject({ status: 409, body: { error: { code: 'impossible_as_it_stands' } } });
});

test('behavior: what is too large, and what is not there', async () => {
  const { call } = await desk();
  expect(await call('POST', '/v1/orders', { ...sell, text: 'x'.repeat(70_000) })).toMatchObject({ status: 413 });
  expect(await call('GET', '/v1/nothing')).toMatchObject({ status: 404 });
  expect(await call('GET', '/v1/orders/ffffffff')).toMatchObject({ status: 404 });
  expect(await call('GET', '/v1/blotter?statsu=New')).toMatchObject({ status: 400 });
  expect(await call('GET', '/v1/alerts?sate=all')).toMatchObject({ status: 400 });
});
