import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../src/model/units.js';
import { seedBook } from '../../src/operate/orders/testing/deskLedger.js';
import { openLedger } from '../../src/record/ledger.js';
import { parentOrders, parentsNamed } from '../../src/record/queries/parentOrders.js';
import { recordEvents } from '../../src/record/statements/parentOrders.js';
import { ballast, newFolder, start } from './ballast.js';

async function desk() {
  const cwd = newFolder(onTestFinished);
  const file = join(cwd, 'ballast.db');
  const ledger = openLedger({ file });
  onTestFinished(() => ledger.close());
  await seedBook(ledger, 'eth-book', { at: Date.now() - 60_000 });
  return { cwd, ledger, say: (...args: string[]) => ballast(args, { cwd }) };
}

test('default: an order is asked for, amended, paused, resumed and canceled, and its story is told', async () => {
  const { say } = await desk();
  const made = await say(
    'order',
    'new',
    'sell',
    '2',
    'perp-v2',
    'ETH',
    '--limit',
    '2_410',
    '--algo',
    'twap',
    '--over',
    '30m',
    '--id',
    'a-1',
    '--because',
    'month end',
  );
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(made.stdout).toMatch(
    /^order [0-9a-f-]{13} \(ClOrdID a-1\) {2}PendingNew {2}sell 2 perp-v2 ETH, limit 2 410\.00, twap over 30 min in 10 {2}for eth-book\n/,
  );
  expect(made.stdout).toMatch(
    /no daemon runs on .*: it waits for the next start of `ballast run`\nfollow it: ballast order show [0-9a-f-]{13}$/m,
  );
  const again = await say(
    'order',
    'new',
    'sell',
    '2',
    'perp-v2 ETH',
    '--limit',
    '2410',
    '--algo',
    'twap',
    '--over',
    '30m',
    '--id',
    'a-1',
  );
  expect(again).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('it is the same order, and nothing was written'),
  });
  expect(await say('order', 'pause', 'a-1', '--because', 'lunch')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('paused'),
  });
  expect(await say('order', 'resume', 'a-1')).toMatchObject({ code: 0 });
  expect(await say('order', 'amend', 'a-1', '--limit', '2_420', '--over', '1h')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('PendingReplace  to be: sell 2 perp-v2 ETH, limit 2 420.00, twap over 1 h in 10'),
  });
  expect(await say('order', 'cancel', 'a-1', '--because', 'changed my mind')).toMatchObject({ code: 0 });
  const { stdout } = await say('order', 'show', 'a-1');
  for (const line of [
    /asked by +\S+: month end/,
    /done +0 of 2, 2 left/,
    /Suspended +lunch/,
    /PendingReplace/,
    /PendingCancel +changed my mind/,
  ])
    expect(stdout).toMatch(line);
  const { id } = JSON.parse((await say('orders', '--json')).stdout)[0];
  expect((await say('why', id)).stdout).toBe(stdout);
});

test('behavior: everything that is wrong is told at once, and nothing is written', async () => {
  const { say, ledger } = await desk();
  const said = await say('order', 'new', 'sel', '0', 'perp-v2 ETX', '--tif', 'GTD');
  expect(said).toMatchObject({ code: 2, stdout: '' });
  expect(said.stderr).toMatch(/^4 problems in the order; nothing was written\n/);
  expect(said.stderr.match(/mend: /g)).toHaveLength(4);
  expect(await say('order', 'new', 'sell', '-2', 'perp-v2 ETH')).toMatchObject({ code: 2, stdout: '' });
  expect(await say('order', 'cancel', 'a-9')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no order `a-9`'),
  });
  expect(await say('order', 'cancel')).toMatchObject({ code: 2, stderr: expect.stringContaining('is not said') });
  expect(await parentOrders(ledger)).toEqual([]);
});

test('args: --wait ends with the keeper’s answer, with 1 where it is a no; the blotter says why', async () => {
  const { cwd, ledger, say } = await desk();
  const asking = ballast(['order', 'new', 'sell', '2', 'perp-v2 ETH', '--id', 'a-1', '--wait', '60s', '--json'], {
    cwd,
  });
  for (let isAnswered = false; !isAnswered; ) {
    const [order] = await parentsNamed(ledger, 'a-1');
    isAnswered = order !== undefined;
    if (!order) await new Promise((resolve) => setImmediate(resolve));
    else
      await ledger.commit(
        recordEvents(order, [{ event: { kind: 'reject' }, text: 'too large' }], {
          author: 'keeper',
          at: unixMillis(Date.now()),
        }),
      );
  }
  const { code, stdout } = await asking;
  expect([code, JSON.parse(stdout)]).toMatchObject([
    1,
    { clOrdId: 'a-1', isAnswered: true, state: { status: 'Rejected' } },
  ]);
  expect((await say('orders')).stdout).toMatch(/a-1 .* Rejected {2}too large\n/);
});

test('args: --wait without an answer in time ends with 0, and says so', async () => {
  const { say } = await desk();
  const said = await say('order', 'new', 'sell', '2', 'perp-v2 ETH', '--wait', '1s');
  expect(said).toMatchObject({ code: 0, stdout: expect.stringContaining('no answer within 1s: it goes on waiting') });
});

test('behavior: legs are closed by their name, with who and why; what is no list of legs is told', async () => {
  const { say, ledger } = await desk();
  const leg = (id: string, side: string, instrument: string) =>
    say('order', 'new', side, '1', instrument, '--id', id, '--list', 'spread', '--legs', '2');
  expect([(await leg('a', 'sell', 'perp-v2 ETH')).code, (await leg('b', 'buy', 'perp-v2 BTC')).code]).toEqual([0, 0]);
  expect((await say('order', 'show', 'a')).stdout).not.toContain('0 of 0 passed');
  const closed = await say('order', 'close-list', 'spread', '--because', 'the client trades the rest');
  expect(closed).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(/\(ClOrdID a\) {2}PendingCancel/),
  });
  expect((await parentOrders(ledger)).map(({ state }) => state.status)).toEqual(['PendingCancel', 'PendingCancel']);
  expect((await say('order', 'show', 'a')).stdout).toContain('the client trades the rest');
  expect(await say('order', 'close-list', 'july')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('july'),
  });
});

describe('import', () => {
  const titles = 'clOrdId,book,side,quantity,instrument';
  const lines = ['a-1,eth-book,Sell,2,perp-v2 ETH', 'a-2,eth-book,Sell,1,perp-v2 ETH'];

  test('default: a file, once; then the blotter has its list', async () => {
    const { cwd, say } = await desk();
    writeFileSync(join(cwd, 'orders.csv'), `${[titles, ...lines].join('\r\n')}\r\n`);
    expect(await say('order', 'import', 'orders.csv', '--list', 'june', '--dry-run')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('2 orders of orders.csv are in order; nothing was written'),
    });
    expect(await say('order', 'import', 'orders.csv', '--list', 'june')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('2 orders of orders.csv are written: 1 book, list june'),
    });
    expect(await say('order', 'import', 'orders.csv', '--list', 'june')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('all 2 orders of orders.csv are in the ledger already; nothing was written'),
    });
    const rows = JSON.parse((await say('orders', '--list', 'june', '--open', '--side', 'sell', '--json')).stdout);
    expect(rows.map(({ clOrdId }: { clOrdId: string }) => clOrdId)).toEqual(['a-2', 'a-1']);
    expect(await say('orders', '--status', 'Filled')).toMatchObject({ code: 0, stdout: 'no such orders\n' });
    expect(await say('order', 'cancel', '--list', 'june')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/PendingCancel.*\n.*PendingCancel/),
    });
    expect(await say('order', 'cancel', '--all')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('nothing is open'),
    });
  });

  test('behavior: a bad row is told with its place, as JSON as well', async () => {
    const { cwd, say, ledger } = await desk();
    const rows = [0, 1].map(
      (i) => `{"clOrdId": "a-${i}", "side": "Sell", "quantity": ${i}, "instrument": "perp-v2 ETH"}`,
    );
    writeFileSync(join(cwd, 'orders.json'), `[\n${rows.join(',\n')}\n]\n`);
    const said = await say('order', 'import', 'orders.json');
    expect(said).toMatchObject({ code: 2, stdout: '' });
    expect(said.stderr).toMatch(/line 2:36 {2}quantity: `0` is zero\n +mend: /);
    const { code, stdout } = await say('order', 'import', 'orders.json', '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([
      2,
      { count: 1, problems: [{ line: 2, column: 36, field: 'quantity' }] },
    ]);
    expect(await say('order', 'import', 'none.csv')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^none\.csv cannot be read.*\n +mend: /),
    });
    expect(await say('order', 'import', '.')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^\. is a folder\n +mend: /),
    });
    expect(await parentOrders(ledger)).toEqual([]);
  });
});

test('behavior: what is watched is told line by line where nobody looks at a screen', async () => {
  const { cwd, say } = await desk();
  await say('order', 'new', 'sell', '2', 'perp-v2 ETH', '--id', 'a-1');
  const watching = start(['orders', '--watch'], onTestFinished, { cwd });
  const heard = (text: string) => expect.poll(() => watching.said.stdout, { timeout: 20_000 }).toContain(text);
  await heard('a-1  PendingNew');
  await say('order', 'cancel', 'a-1');
  await heard('a-1  PendingCancel');
  watching.signal('SIGTERM');
  expect(await watching.ended).toMatchObject({ code: 0, stderr: '' });
  expect(watching.said.stdout.trimEnd().split('\n')).toHaveLength(2);
});

test('behavior: `serve` listens on this machine, and nowhere else without tokens', async () => {
  const { cwd, say } = await desk();
  expect(await say('serve', '--listen', '0.0.0.0:0')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there are no tokens'),
  });
  writeFileSync(join(cwd, 'tokens'), `ann trade ${'a'.repeat(64)}\n`, { mode: 0o644 });
  expect(await say('serve', '--listen', '127.0.0.1:0', '--tokens', 'tokens')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('chmod 600'),
  });
  const serving = start(['serve', '--listen', '127.0.0.1:0'], onTestFinished, { cwd });
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(await serving.line('http://')) ?? [''];
  expect(await (await fetch(`${url[0]}/v1/blotter`)).json()).toEqual({ rows: [] });
  // A port that is taken is told with what names another, where it was asked for.
  expect(await say('serve', '--listen', new URL(url[0]).host)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/is taken by another process\n.*name another: `--listen`\n/),
  });
  serving.signal('SIGTERM');
  expect(await serving.ended).toMatchObject({ code: 0 });
});
