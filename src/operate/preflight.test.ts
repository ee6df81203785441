import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../config/loadConfig.js';
import { temporaryFolder } from '../record/testing/sample.js';
import { preflight } from './preflight.js';

/** An endpoint on this machine that does with requests what it is told. */
async function endpointThat(answers: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answers).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Says which chain it serves, and knows nothing else. */
const serving = (chainId: number) =>
  endpointThat(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const asked = JSON.parse(Buffer.concat(chunks).toString());
    const answer = ({ id, method }: { id: number; method: string }) =>
      method === 'eth_chainId'
        ? { jsonrpc: '2.0', id, result: `0x${chainId.toString(16)}` }
        : { jsonrpc: '2.0', id, error: { code: -32_000, message: 'not ready' } };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(Array.isArray(asked) ? asked.map(answer) : answer(asked)));
  });

function configOf(endpoints: readonly string[]) {
  const folder = temporaryFolder(onTestFinished);
  const settingsFile = join(folder, 'ballast.yaml');
  const strategy = join(folder, 'book.yaml');
  const token = '{ address: "0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0", decimals: 6 }';
  writeFileSync(
    settingsFile,
    `chains:\n  lab:\n    id: 31337\n    endpoints: [${endpoints.join(', ')}]\n    tokens: { USDC: ${token} }\n    venues: {}\n`,
  );
  const limits = '{ order: 1 usd, day: { turnover: 1 usd, gas: 0.01 eth } }';
  writeFileSync(
    strategy,
    `name: book\nchain: lab\naccount: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"\nmode: shadow\nwatch:\n  - wallet: [USDC]\nrules: []\nlimits: ${limits}\n`,
  );
  return loadConfig({ settingsFile, strategyFiles: [strategy], env: {} });
}

test('behavior: a daemon does not wait for an endpoint that says nothing once another serves the chain', async () => {
  let isGivenUp = false;
  const silent = await endpointThat((request) => request.socket.once('close', () => (isGivenUp = true)));
  expect(await preflight(configOf([silent, await serving(31_337)]), { unreachable: 'pass' })).toEqual([]);
  expect(isGivenUp).toBe(false);
});

test('default: an endpoint of another chain is a problem, though another serves the right one', async () => {
  const config = configOf([await serving(31_337), await serving(1)]);
  const problems = await preflight(config, { unreachable: 'pass' });
  expect(problems.map(({ message }) => message)).toEqual(['this endpoint serves chain 1, not 31337']);
});

test('default: who checks is told of each that cannot be read', async () => {
  const cut = await endpointThat((request) => request.socket.destroy());
  const config = configOf([cut, await serving(31_337)]);
  const problems = await preflight(config, { unreachable: 'problem' });
  expect(problems).toHaveLength(2);
  expect(problems[0]?.message).toContain(cut);
});
