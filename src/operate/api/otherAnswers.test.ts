import SqliteClient from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openApi } from './openApi.js';
import { otherAnswers } from './otherAnswers.js';
import { routes } from './routes/routes.js';
import { servedDesk } from './testing/servedDesk.js';

// That nothing refuses with another status is the compiler's to see: ApiError takes none.
test('invariant: a method, a name of the server and a fault that nobody foresaw are refused with statuses that the document lists', async () => {
  const desk = await servedDesk(onTestFinished);
  const document = (await openApi(routes)) as {
    paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
    components: { responses: Record<string, unknown> };
  };
  const listed = Object.keys(document.paths['/v1/overview']?.['get']?.responses ?? {});
  const method = await desk.ask('PUT', '/v1/overview', { as: 'viewer' });
  expect([method.status, method.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, DELETE']);

  const name = await desk.raw('GET /v1/overview HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n');
  expect(name).toMatch(/^HTTP\/1\.1 421 /);
  expect(listed).toContain('421');

  const other = new SqliteClient(desk.ledger.file);
  other.exec('drop table alerts');
  other.close();
  expect((await desk.ask('GET', '/v1/overview', { as: 'viewer' })).status).toBe(500);
  expect(listed).toContain('500');
  expect(Object.keys(document.components.responses)).toEqual(Object.keys(otherAnswers).map((one) => `Refused${one}`));
});
