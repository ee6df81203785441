import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Role, roleNames, roles } from '../../../model/rights.js';
import { errorView } from '../errorView.js';
import { openApi } from '../openApi.js';
import type { Route } from '../route.js';
import { type Said, type ServedDesk, servedDesk } from '../testing/servedDesk.js';
import { routes } from './routes.js';

const order = { book: 'eth-book', side: 'Sell', quantity: 2, instrument: 'perp-v2 ETH', price: 2410.5 };
const csv = 'clOrdId,side,quantity,instrument\ni-1,Sell,2,perp-v2 ETH\ni-2,Buy,0.1,perp-v2 BTC\n';

/** What each route is asked so that it does what it is for. */
const examples: Readonly<Record<string, { path?: string; body?: unknown; status?: number; type?: string }>> = {
  'POST /v1/orders': { body: { ...order, clOrdId: 'o-9' }, status: 201 },
  'POST /v1/orders/:id/pause': { path: '/v1/orders/o-1/pause', body: { text: 'lunch' }, status: 202 },
  'POST /v1/orders/:id/resume': { path: '/v1/orders/o-2/resume', status: 202 },
  'POST /v1/orders/:id/amend': { path: '/v1/orders/o-3/amend', body: { price: '2420' }, status: 202 },
  'POST /v1/orders/:id/cancel': { path: '/v1/orders/o-4/cancel', status: 202 },
  'GET /v1/orders/:id': { path: '/v1/orders/o-1' },
  'GET /v1/lists/:id': { path: '/v1/lists/spread' },
  'POST /v1/lists/:id/close': { path: '/v1/lists/spread/close', body: { text: 'off' }, status: 202 },
  'POST /v1/imports': {
    path: '/v1/imports?list=june',
    body: csv.replaceAll('i-', 'j-'),
    status: 201,
    type: 'text/csv',
  },
  'POST /v1/trading-state/pause': { body: { text: 'lunch', seen: null } },
  'POST /v1/trading-state/halt': { body: { text: 'fire' } },
  'POST /v1/trading-state/resume': {},
};

/** Needs what this desk has not: tried by name only. */
const elsewhere = ['/v1/decisions/:id', '/v1/proposals/draft', '/v1/proposals/:id/confirm', '/v1/proposals/:id/reject'];
const isElsewhere = ({ method, path }: Route) =>
  elsewhere.includes(path) || (path === '/v1/proposals' && method === 'POST');

async function fullDesk(): Promise<ServedDesk> {
  const desk = await servedDesk(onTestFinished);
  for (const n of [1, 2, 3, 4])
    await desk.ask('POST', '/v1/orders', { as: 'trader', body: { ...order, clOrdId: `o-${n}` } });
  await desk.ask('POST', '/v1/orders/o-2/pause', { as: 'trader' });
  const headers = { 'content-type': 'text/csv' };
  await desk.ask('POST', '/v1/imports?list=spread&legs=true', { as: 'trader', headers, body: csv });
  return desk;
}

function ask(desk: ServedDesk, route: Route, as: Role): Promise<Said> {
  const { path, body, type } = examples[`${route.method} ${route.path}`] ?? {};
  const id = route.path.includes('/reviews/') ? desk.review : route.path.includes('/alerts/') ? desk.alert : '00000000';
  const at = path ?? route.path.replace(':id', id);
  const isPost = route.method === 'POST';
  return desk.ask(route.method, at, {
    as,
    ...(isPost ? { body: body ?? {} } : {}),
    ...(type === undefined ? {} : { headers: { 'content-type': type } }),
  });
}

test('default: every route answers as its schema says', async () => {
  const desk = await fullDesk();
  for (const route of routes.filter((one) => !isElsewhere(one))) {
    const name = `${route.method} ${route.path}`;
    // A question is answered once.
    if (name.endsWith('/reject')) continue;
    const { status, body } = await ask(desk, route, 'admin');
    expect([name, status, status >= 400 ? body : null]).toEqual([name, examples[name]?.status ?? 200, null]);
    const { answers } = await route.load();
    const schema = answers[status as 200];
    expect(schema, name).toBeDefined();
    const parsed = schema?.safeParse(body);
    expect(parsed?.error?.issues ?? [], name).toEqual([]);
  }
});

test('behavior: every route refuses whoever has not its right, and does nothing then', async () => {
  const desk = await fullDesk();
  const before = await desk.done();
  for (const route of routes) {
    for (const role of roleNames.filter((one) => !(roles[one] as readonly string[]).includes(route.right))) {
      const { status, body } = await ask(desk, route, role);
      expect([route.path, role, status]).toEqual([route.path, role, 403]);
      expect(errorView.parse(body).error.message).toBe(`${role} may not ${route.right}`);
    }
  }
  expect(await desk.done()).toBe(before);
});

describe('the document', () => {
  // biome-ignore lint/suspicious/noExplicitAny: a document is looked into by path.
  let document: any;
  beforeAll(async () => {
    document = await openApi(routes);
  });

  test('behavior: it has every route, with its right, and answers for what goes wrong', () => {
    for (const { method, path, right } of routes) {
      const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
      expect(operation?.description, path).toContain(`\`${right}\``);
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['401', '403', '429', '503']));
    }
    const ids = Object.values<Record<string, { operationId: string }>>(document.paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('behavior: whatever it points at is in it', () => {
    const pointers = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, pointer]) => pointer ?? '');
    expect(pointers.length).toBeGreaterThan(10);
    for (const pointer of new Set(pointers)) {
      const found = pointer
        .slice(2)
        .split('/')
        // biome-ignore lint/suspicious/noExplicitAny: as above.
        .reduce((part: any, name) => part?.[name], document);
      expect(found, pointer).toBeDefined();
    }
    expect(pointers.filter((pointer) => !/^#\/components\/(schemas|responses)\//.test(pointer))).toEqual([]);
  });

  test('behavior: a path names its parameters, and no parameter stands twice', () => {
    for (const [path, operations] of Object.entries<Record<string, { parameters?: { name: string; in: string }[] }>>(
      document.paths,
    )) {
      for (const { parameters = [] } of Object.values(operations)) {
        const names = parameters.map((one) => `${one.in} ${one.name}`);
        expect(new Set(names).size).toBe(names.length);
        for (const [, name] of path.matchAll(/\{(\w+)\}/g)) expect(names).toContain(`path ${name}`);
      }
    }
  });
});
