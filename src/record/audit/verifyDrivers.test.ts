import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import SqliteClient from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../testing/sample.js';
import { copyLedger, filledLedger } from './testing/filledLedger.js';

const script = fileURLToPath(new URL('../../../audit/verify.mjs', import.meta.url));
const chooser = new URL('./testing/chooseSqlite.mjs', import.meta.url).href;

const folder = temporaryFolder(afterAll);
const file = join(folder, 'ballast.db');
const changed = join(folder, 'changed.db');
beforeAll(async () => {
  (await filledLedger(file)).close();
  const client = new SqliteClient(copyLedger(file, changed));
  client.exec("update orders set status = 'Filled'");
  client.close();
});

/** The verifier where the drivers are as told. */
function verified(drivers: 'whole' | 'early' | 'none', ledger: string) {
  const { status, stdout } = spawnSync(process.execPath, ['--import', chooser, script, ledger], {
    encoding: 'utf8',
    env: { ...process.env, NODE_SQLITE: drivers },
  });
  return { status, lines: stdout.trimEnd().split('\n') };
}

describe.each(['whole', 'early'] as const)(
  "behavior: with Node's own driver %s, the verifier says the same",
  (drivers) => {
    test('of what is as it was written', () => {
      expect(verified(drivers, file)).toMatchObject({ status: 0 });
    });

    test('of what was changed', () => {
      const { status, lines } = verified(drivers, changed);
      expect(status).toBe(1);
      expect(lines).toContain('orders ["row 1, 2 198.7 €"]: is not what the chain says');
    });
  },
);

test('behavior: with neither driver it says what it takes', () => {
  expect(verified('none', file)).toEqual({
    status: 1,
    lines: [
      `file ${file}: cannot be read: that takes Node 22.13 or later, or the package better-sqlite3`,
      'NOT as it was written',
    ],
  });
});

test('behavior: without a file it says how it is asked, and that is no finding', () => {
  for (const asked of [[], [join(folder, 'none.db')], [folder]]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...asked], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^no file: .*\nnode verify\.mjs FILE /);
  }
});
