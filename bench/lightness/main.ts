import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type BookFiles, writeBook } from '../../test/book.js';
import { type OnLab, onLab } from '../onLab.js';
import { sideSettings, startDaemon } from './daemon.js';
import { heldBy, median, mib } from './machine.js';

/**
 * `npm run bench -- lightness`: the command line as it is installed, on a local chain. How long `status` takes, how long it is from the
 * start of the daemon to the first tick on disk, and what the daemon holds when it has been idle for a while, without and with the operator's side.
 * Ends with 1 where a limit is broken.
 */
const { values } = parseArgs({
  options: {
    main: { type: 'string', default: fileURLToPath(new URL('../../bundle/ballast.js', import.meta.url)) },
    repeats: { type: 'string', default: '9' },
    idle: { type: 'string', default: '60' },
  },
});
const limits = { statusMs: 300, firstTickMs: 1_000, idleBytes: 80 * 1024 * 1024 };
const main = resolve(values.main);
const repeats = Number(values.repeats);

await onLab(run);

async function run({ lab, account, onFinished }: OnLab): Promise<number> {
  const rules = [{ hedge: 'ETH', when: 'abs(delta) > 200', to: 0, on: 'perp-v2 ETH' }];
  const files = writeBook(lab, { account: account.address, mode: 'shadow', rules }, onFinished);

  const starts: number[] = [];
  for (let i = 0; i < Math.ceil(repeats / 2); i++) {
    await lab.advance(1);
    const daemon = await startDaemon(main, files, onFinished);
    starts.push(daemon.firstTickMs);
    await daemon.stop();
  }
  const verb = (...args: string[]) => median(Array.from({ length: repeats }, () => timeOf(files, args)));
  const statusMs = verb('status');
  const versionMs = verb('--version');

  const idle = async () => {
    await lab.advance(1);
    const daemon = await startDaemon(main, files, onFinished);
    const readings: number[] = [];
    let held = heldBy(daemon.pid);
    for (let second = 0; second < Number(values.idle); second++) {
      await lab.advance(2);
      await after(1_000);
      held = heldBy(daemon.pid);
      readings.push(held.rss);
    }
    await daemon.stop();
    return { rss: median(readings.slice(-10)), own: held.private, most: Math.max(...readings) };
  };
  const alone = await idle();
  appendFileSync(files.settings, sideSettings);
  const served = await idle();
  const firstTickMs = median(starts);
  const rows = [
    ['ballast --version', `${versionMs.toFixed(0)} ms`, ''],
    ['ballast status', `${statusMs.toFixed(0)} ms`, said(statusMs <= limits.statusMs, `${limits.statusMs} ms`)],
    [
      'start to first tick',
      `${firstTickMs.toFixed(0)} ms`,
      said(firstTickMs <= limits.firstTickMs, `${limits.firstTickMs} ms`),
    ],
    ['idle, RSS', mib(alone.rss), said(alone.rss <= limits.idleBytes, mib(limits.idleBytes))],
    ['idle, its own', mib(alone.own), ''],
    ['most, RSS', mib(alone.most), ''],
    ['with console and metrics, idle, RSS', mib(served.rss), ''],
    ['with console and metrics, most, RSS', mib(served.most), ''],
  ];
  for (const [what = '', figure = '', met = ''] of rows) {
    process.stdout.write(`${what.padEnd(36)}${figure.padStart(12)}  ${met}\n`);
  }
  return rows.some(([, , met]) => met?.startsWith('broken')) ? 1 : 0;
}

function said(isMet: boolean, limit: string): string {
  return `${isMet ? 'met' : 'broken'}: at most ${limit}`;
}

function timeOf({ ledger }: BookFiles, args: readonly string[]): number {
  const before = performance.now();
  const { status } = spawnSync(main, [...args, ...(args[0] === 'status' ? ['--db', ledger] : [])], { stdio: 'ignore' });
  if (status !== 0) throw new Error(`ballast ${args.join(' ')} ended with ${status}`);
  return performance.now() - before;
}
