import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type ServedDesk, servedDesk } from '../testing/servedDesk.js';

/** Bodies that are sent to fill the memory of the keeper. */

const megabyte = 1_024 * 1_024;
const chunk = Buffer.concat([
  Buffer.from(`${megabyte.toString(16)}\r\n`),
  Buffer.alloc(megabyte, 0x20),
  Buffer.from('\r\n'),
]);

interface Sender {
  socket: Socket;
  /** Resolves with all that was said when something has come back. */
  answered: Promise<string>;
}

/** Opens a chunked import and does not end it. */
function send({ port }: ServedDesk, headers: readonly string[], megabytes: number): Sender {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
  });
  socket.on('error', () => {});
  const answered = new Promise<string>((resolve) => {
    socket.once('data', (data) => resolve(data.toString('latin1')));
    socket.once('close', () => resolve('closed'));
  });
  const head = ['POST /v1/imports HTTP/1.1', `Host: 127.0.0.1:${port}`, 'Transfer-Encoding: chunked', ...headers];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  for (let n = 0; n < megabytes; n++) socket.write(chunk);
  return { socket, answered };
}

test('bodies without end of nobody: 401 before any of it is read', async () => {
  const desk = await servedDesk(onTestFinished);
  const senders = Array.from({ length: 40 }, () => send(desk, ['Content-Type: text/csv'], 0));
  for (const answer of await Promise.all(senders.map(({ answered }) => answered)))
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
});

test('and what they send nevertheless is kept nowhere: the connection is closed', async () => {
  const desk = await servedDesk(onTestFinished);
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const look = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }, 5);
  onTestFinished(() => clearInterval(look));
  // The sender’s own pieces are one buffer.
  const senders = Array.from({ length: 20 }, () => send(desk, ['Content-Type: text/csv'], 24));
  await Promise.all(senders.map(({ socket }) => new Promise((resolve) => socket.once('close', resolve))));
  expect(most).toBeLessThan(20 * 6 * megabyte);
});

test('imports of one caller: as many at once as are taken, and the next is told when to come again', async () => {
  const desk = await servedDesk(onTestFinished);
  const as = (role: 'trader' | 'admin') => [`Authorization: Bearer ${desk.tokens[role]}`, 'Content-Type: text/csv'];
  const first = [send(desk, as('trader'), 1), send(desk, as('trader'), 1)];
  const third = send(desk, as('trader'), 1);
  // Whichever of the three comes last has no turn.
  const answer = await Promise.race([...first, third].map(({ answered }) => answered));
  expect(answer).toMatch(/^HTTP\/1\.1 429 /);
  expect(answer).toMatch(/retry-after: \d/i);
  expect(answer).toContain('imports');
  for (const { socket } of [...first, third]) socket.destroy();
  // Whoever hangs up has given the turn back.
  for (;;) {
    const { status } = await desk.ask('POST', '/v1/imports?dryRun=true', {
      ...{ as: 'trader', headers: { 'content-type': 'text/csv' }, body: 'clOrdId,book\n' },
    });
    if (status !== 429) break;
  }
});
