import { appendFileSync, chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startWebStandIn, type WebAnswer, type WebStandIn } from '../../src/operate/alerts/testing/webStandIn.js';
import { keepWallTime } from '../keepWallTime.js';
import { useLab } from '../lab.js';
import { startRpcProxy } from '../rpcProxy.js';
import { createLongAccount, hedge, run, shadowBook, verb } from './longBook.js';

const lab = useLab();
keepWallTime(lab);
const token = '123456789:AAF-secret_token_of_the_bot_0123456';

async function standIn(answer?: WebAnswer): Promise<WebStandIn> {
  const server = await startWebStandIn();
  onTestFinished(() => server.close());
  if (answer !== undefined) server.answer(answer);
  return server;
}

/** A book in shadow, and who is told of what becomes of it. */
async function setUp({ size = 0, rules = [hedge] as readonly object[] } = {}) {
  const account = await createLongAccount(lab(), size);
  const proxy = await startRpcProxy(lab(), onTestFinished);
  const [discord, telegram, watch] = [
    await standIn({ status: 204 }),
    await standIn({ status: 200, body: '{"ok":true,"result":{"message_id":7}}' }),
    await standIn({ status: 200, body: 'OK' }),
  ];
  const endpoints = [lab().wsUrl, proxy.url];
  const files = shadowBook(lab(), account, { rules: rules as never, endpoints });
  const tokenFile = join(files.folder, 'bot.token');
  writeFileSync(tokenFile, token);
  chmodSync(tokenFile, 0o600);
  appendFileSync(
    files.settings,
    [
      'alerts:',
      '  name: lab-1',
      '  sinks:',
      `    team: { discord: "${discord.url}/api/webhooks/1/verysecrettoken" }`,
      `    phone: { telegram: -100, tokenFile: bot.token, apiRoot: "${telegram.url}" }`,
      `  heartbeat: { url: "${watch.url}/ping/secret-of-the-watch", every: 10s }`,
      '',
    ].join('\n'),
  );
  return { proxy, discord, telegram, watch, files };
}

interface Told {
  id: string;
  code: string;
}

/** Mines, so that the daemon has something to look at, until a request is as wanted. */
async function heard(server: WebStandIn, wanted: RegExp): Promise<string> {
  await expect
    .poll(
      async () => {
        await lab().testClient.mine({ blocks: 1 });
        return server.requests.some(({ body }) => wanted.test(body));
      },
      { timeout: 90_000, interval: 500 },
    )
    .toBe(true);
  return server.requests.find(({ body }) => wanted.test(body))?.body ?? '';
}

const about = (server: WebStandIn, code: string) => server.requests.filter(({ body }) => body.includes(code));

test('default: a real cause is told once to each, taken on by a person, and told when it is over; a watch outside is called', async () => {
  const { proxy, discord, telegram, watch, files } = await setUp();
  expect(await verb(files, 'alerts', 'test')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/team +arrived/),
  });
  expect(discord.requests).toHaveLength(1);
  expect(telegram.requests[0]?.path).toBe(`/bot${token}/sendMessage`);

  const daemon = run(files);
  await daemon.line('would have traded');
  const call = await watch.received(1);
  expect(`${call.method} ${call.path}`).toBe('GET /ping/secret-of-the-watch');

  proxy.down();
  const opened = await heard(discord, /ENDPOINT_SILENT/);
  await heard(telegram, /ENDPOINT_SILENT/);
  expect(opened).toContain('lab-1');
  expect(opened).toContain('uses the others');
  const { alerts } = JSON.parse((await verb(files, 'alerts', '--json')).stdout) as { alerts: Told[] };
  // On a machine that is busy a chain may have been silent too.
  const silent = alerts.filter(({ code }) => code === 'ENDPOINT_SILENT');
  expect(silent).toHaveLength(1);
  const id = silent[0]?.id ?? '';
  const acked = await verb(files, 'ack', id.slice(0, 13), 'calling the provider');
  expect(acked).toMatchObject({ code: 0, stdout: expect.stringContaining('is yours') });
  expect((await verb(files, 'alerts')).stdout).toMatch(/acknowledged ENDPOINT_SILENT[\s\S]*calling the provider/);

  proxy.up();
  const over = /ENDPOINT_SILENT[\s\S]*over after|over after[\s\S]*ENDPOINT_SILENT/;
  await heard(discord, over);
  await heard(telegram, over);
  for (const server of [discord, telegram]) expect(about(server, 'ENDPOINT_SILENT')).toHaveLength(2);
  expect((await verb(files, 'alerts', '--all')).stdout).toMatch(/resolved ENDPOINT_SILENT[\s\S]*told phone, team/);
  const deliveries = (await verb(files, 'alerts', 'deliveries')).stdout;
  expect(deliveries.match(/ENDPOINT_SILENT.*Sent/g)).toHaveLength(4);

  daemon.signal('SIGTERM');
  const { code, stderr } = await daemon.ended;
  expect(code).toBe(0);
  expect(stderr + deliveries).not.toMatch(/verysecrettoken|secret_token|secret-of-the-watch/);

  // Another start says nothing of it again.
  const again = run(files);
  await again.line('would have traded');
  await watch.received(watch.requests.length + 1);
  for (const server of [discord, telegram]) expect(about(server, 'ENDPOINT_SILENT')).toHaveLength(2);
}, 300_000);

test('behavior: an account that is far below its rule calls a person, and says that nothing is sent in shadow', async () => {
  const topUp = { topUp: 'perp-v2 *', when: 'health < 100', to: 120, from: 'wallet USDC' };
  const { discord, files } = await setUp({ size: -1, rules: [topUp] });
  run(files);
  const told = await heard(discord, /HEALTH_URGENT/);
  expect(told).toMatch(/book perp-v2 cross/);
  expect(told).toMatch(
    /health [\d.]+, and 1 is liquidatable; rule topUp perp-v2 \* acts below 100\.00; .*in shadow: nothing is sent/,
  );
}, 300_000);

test('behavior: what is wrong keeps the daemon from starting, and is said with its mend', async () => {
  const { files } = await setUp();
  chmodSync(join(files.folder, 'bot.token'), 0o644);
  const { code, stderr } = await run(files).ended;
  expect(code).toBe(2);
  expect(stderr).toMatch(/bot\.token/);
  expect(stderr).toMatch(/chmod 600/);
  const tried = await verb(files, 'alerts', 'test', 'phone');
  expect(tried.code).not.toBe(0);
  expect(tried.stderr).toMatch(/chmod 600/);
}, 300_000);

test('behavior: a receiver that does not take a message is said, and the verb ends with 1', async () => {
  const { files, discord } = await setUp();
  discord.answer({ status: 404, body: '{"message":"Unknown Webhook"}' });
  const { code, stdout } = await verb(files, 'alerts', 'test');
  expect(code).toBe(1);
  expect(stdout).toMatch(/team +is not let in: see to its address or token +404 .*Unknown Webhook/);
  expect(stdout).toMatch(/phone +arrived/);
  expect((await verb(files, 'alerts', 'test', 'nobody')).stderr).toMatch(/no receiver is called `nobody`/);
}, 300_000);
