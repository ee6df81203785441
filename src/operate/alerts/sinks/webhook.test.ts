import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../../record/testing/sample.js';
import { sampleMessage, sampleTold } from '../testing/sampleMessage.js';
import { startWebStandIn } from '../testing/webStandIn.js';
import type { Message } from './sink.js';
import { createWebhookSink } from './webhook.js';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/alerting.md'), 'utf8');
const at = 1_768_046_400_000;
const secret = 'a secret of both';

/** The code that docs/alerting.md gives to whoever writes the receiver. */
async function documented() {
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
  const file = join(temporaryFolder(onTestFinished), 'verify.mjs');
  writeFileSync(file, code);
  const { verify } = (await import(pathToFileURL(file).href)) as {
    verify(headers: object, rawBody: string, key: string, now?: number): boolean;
  };
  return verify;
}

async function sent(message: Message = sampleMessage()) {
  const server = await startWebStandIn();
  onTestFinished(() => server.close());
  const sink = createWebhookSink('own', { url: `${server.url}/hook`, secret, timeoutMs: 5_000, now: () => at });
  expect(await sink.send(message, new AbortController().signal)).toMatchObject({ kind: 'sent' });
  return server.received(1);
}

test('behavior: the code of the page takes what is ours and new, and nothing else', async () => {
  const verify = await documented();
  const { headers, body } = await sent();
  expect(verify(headers, body, secret, at)).toBe(true);
  expect(verify(headers, body, secret, at + 299_000)).toBe(true);
  expect(verify(headers, body, secret, at - 299_000)).toBe(true);
  expect(verify(headers, body, secret, at + 302_000)).toBe(false);
  expect(verify(headers, body, secret)).toBe(false);
  expect(verify(headers, body, 'another', at)).toBe(false);
  expect(verify(headers, body.replace('2.41', '2.42'), secret, at)).toBe(false);
  const newer = { ...headers, 'x-ballast-timestamp': String(at / 1_000 + 600) };
  expect(verify(newer, body, secret, at + 600_000)).toBe(false);
  expect(verify({ ...headers, 'x-ballast-signature': 'v1=' }, body, secret, at)).toBe(false);
  expect(verify({}, body, secret, at)).toBe(false);
});

test('behavior: the body is as the page shows it', async () => {
  const [, shown = '{}'] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  const told = sampleTold();
  const { body } = await sent(sampleMessage());
  const [theirs, ours] = [JSON.parse(shown), JSON.parse(body)];
  expect(Object.keys(ours)).toEqual(Object.keys(theirs));
  expect(Object.keys(ours.alerts[0]).sort()).toEqual(Object.keys(theirs.alerts[0]).sort());
  expect(ours).toMatchObject({ kind: 'alert', place: 'vps-1', count: 1, alerts: [{ code: told.code }] });
});

test('behavior: of a flood it has the gravest, and the number of all', async () => {
  const many = Array.from({ length: 10_000 }, (_, i) => sampleTold({ subject: `e${i}`, text: 'x'.repeat(600) }));
  const { body } = await sent({ ...sampleMessage(), kind: 'digest', alerts: many });
  expect(JSON.parse(body)).toMatchObject({ count: 10_000 });
  expect(JSON.parse(body).alerts).toHaveLength(200);
  expect(body.length).toBeLessThan(1_000_000);
});
