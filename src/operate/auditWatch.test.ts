import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { Alarms } from '../model/alert.js';
import { watchAudit } from './auditWatch.js';

/** A watch whose reader does this. @returns alerts as they are raised or resolved, one a call */
function watching(reads: string, problems: (string | null)[] = [null], keyEveryMs = 60_000) {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-audit-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'reader.mjs');
  writeFileSync(file, reads);
  const waiting: ((said: string) => void)[] = [];
  const said: string[] = [];
  const say = (text: string) => {
    const next = waiting.shift();
    if (next) next(text);
    else said.push(text);
  };
  const alarms: Alarms = {
    raise: async ({ code, text }) => say(`${code} ${text}`),
    resolve: async ({ code }) => say(`${code} is over`),
  };
  const auditProblem = () => (problems.length > 1 ? problems.shift() : problems[0]) ?? null;
  const end = watchAudit({
    ledger: { file: 'none', auditProblem },
    alarms,
    log: pino({ level: 'silent' }),
    keyEveryMs,
    reader: pathToFileURL(file),
  });
  onTestFinished(end);
  return (): Promise<string> =>
    new Promise((resolve) => {
      const before = said.shift();
      if (before === undefined) waiting.push(resolve);
      else resolve(before);
    });
}

const posts = (said: object) => `process.send(${JSON.stringify(said)})`;

test('default: what is found is an alert, and nothing found ends it', async () => {
  const broken = watching(posts({ findings: ['orders ["a"] is missing'], count: 3, entries: 4, unsigned: 0 }));
  expect([await broken(), await broken()]).toEqual([
    'AUDIT_UNSIGNED is over',
    'AUDIT_BROKEN orders ["a"] is missing, and 2 more',
  ]);
  const whole = watching(posts({ findings: [], count: 0, entries: 4, unsigned: 2 }));
  expect([await whole(), await whole()]).toEqual([
    'AUDIT_UNSIGNED entries that nobody has signed: 2',
    'AUDIT_BROKEN is over',
  ]);
});

test('behavior: a reading that fails, runs out of memory or says nothing is an alert as well', async () => {
  expect(await watching(`throw new Error('no such thing')`)()).toMatch(/^AUDIT_BROKEN .*verified: no such thing/);
  expect(await watching('process.exit(3)')()).toMatch(/^AUDIT_BROKEN .*ended with 3/);
  // As the engine says it; it then aborts, which could leave a core file here.
  const says = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
  const dies = `import { writeSync } from 'node:fs';
    writeSync(2, '\\n${says}\\n----- Native stack trace -----\\n');
    process.kill(process.pid, 'SIGKILL')`;
  expect(await watching(dies)()).toMatch(/^AUDIT_BROKEN .*verified: Reached heap limit .* out of memory$/);
});

test('behavior: a key that cannot be used is an alert, until it can', async () => {
  const next = watching('setInterval(() => {}, 1000)', ['the key is gone', null], 1);
  expect([await next(), await next()]).toEqual(['AUDIT_UNSIGNED the key is gone', 'AUDIT_UNSIGNED is over']);
});

test('behavior: however the keeper ends, its reader ends with it', async () => {
  const known = process.listeners('exit');
  const next = watching('setInterval(() => {}, 1000)');
  const added = process.listeners('exit').filter((listener) => !known.includes(listener));
  expect(added).toHaveLength(1);
  for (const listener of added) listener(1);
  expect(await next()).toMatch(/^AUDIT_BROKEN .*ended with SIGKILL/);
  expect(process.listeners('exit')).toEqual(known);
});
