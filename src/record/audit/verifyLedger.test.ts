import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteClient from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../testing/sample.js';
import { auditedTables, quoted, schemaTable } from './auditedTables.js';
import type { StoredValue } from './rowHash.js';
import { copyLedger, filledLedger, statement } from './testing/filledLedger.js';
import { standaloneFindings, standaloneFindingsOf } from './testing/standalone.js';
import { verifyLedger } from './verifyLedger.js';

/** A ledger with rows in every table, closed and signed. Made once: no test changes it, but copies of it. */
const folder = temporaryFolder(afterAll);
const file = join(folder, 'ballast.db');
beforeAll(async () => {
  const ledger = await filledLedger(file);
  await ledger.commit(statement("update orders set status = 'Filled'"));
  ledger.close();
});

let copies = 0;
function copy(): string {
  copies += 1;
  return copyLedger(file, join(folder, `copy${copies}.db`));
}

/** A copy that something was done to. */
function after(change: (client: SqliteClient.Database) => void): string {
  const changed = copy();
  const client = new SqliteClient(changed);
  client.pragma('foreign_keys = OFF');
  client.pragma('synchronous = OFF');
  change(client);
  client.close();
  return changed;
}

/** What each of the two says of each file, as `table key`. */
function saidOf(files: readonly string[]): (readonly [ours: string[], theirs: string[]])[] {
  const theirs = standaloneFindingsOf(files);
  return files.map((file, index) => [
    verifyLedger(file).findings.map(({ table, key }) => `${table} ${key}`),
    (theirs[index] ?? []).map((line) => line.split(': ')[0] ?? ''),
  ]);
}

function flipped(value: StoredValue, bit: number): StoredValue {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value ^ (1n << BigInt(bit % 64)));
  const bytes = typeof value === 'number' ? Buffer.alloc(8) : Buffer.from(value ?? '');
  if (typeof value === 'number') bytes.writeDoubleBE(value);
  // The lowest bits of a real are in its last bytes; the highest would make it no number.
  const at = typeof value === 'number' ? 16 + (bit % 48) : bit % (bytes.length * 8);
  bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
  return typeof value === 'number' ? bytes.readDoubleBE() : bytes;
}

/** One bit of one value. @returns the table and the key that must be named: of before, or of after where the key itself was flipped */
function flip(
  client: SqliteClient.Database,
  table: string,
  column: string,
  key: readonly string[],
  bit: number,
  skip = 0,
): string {
  const t = quoted(table);
  const c = quoted(column);
  const row = client
    .prepare<[], { id: bigint; kind: string; value: StoredValue }>(
      `select rowid as id, typeof(${c}) as kind, ${c} as value from ${t} order by rowid limit 1 offset ${skip}`,
    )
    .safeIntegers()
    .get();
  if (!row) throw new Error(`${table} has no row`);
  const named = client
    .prepare<[bigint], string>(`select json_array(${key.map(quoted)}) from ${t} where rowid = ?`)
    .pluck()
    .get(row.id);
  const to = row.kind === 'text' ? 'cast(? as text)' : '?';
  const { changes } = client
    .prepare(`update ${t} set ${c} = ${to} where rowid = ?`)
    .run(flipped(row.value, bit), row.id);
  expect(changes).toBe(1);
  return `${table} ${named}`;
}

test('default: what ballast wrote is as it was written, and both verifiers say so', () => {
  const { findings, entries, rows, signedTo, newest, keys } = verifyLedger(file);
  expect({ findings, entries, signedTo, number: newest?.number }).toEqual({
    findings: [],
    entries: 4,
    signedTo: 4,
    number: 4,
  });
  expect(rows).toBeGreaterThan(100);
  expect(standaloneFindings(file, '--key', keys[0] ?? '', '--expect', `4:${newest?.hash}`)).toEqual([]);
});

test('invariant: a flipped bit of any value of any table is found by both verifiers, and named', () => {
  const client = new SqliteClient(file, { readonly: true });
  const tables = auditedTables(client);
  client.close();
  const widest = Math.max(...tables.map(({ columns }) => columns.length));
  let bits = 0;
  const changes: { changed: string; named: string[] }[] = [];
  const bit = fc.sample(fc.nat({ max: 1_000_000 }), { numRuns: 1_000 });
  // One column of the first row of every table at a time, and the next one of its second row.
  for (let i = 0; i < widest; i += 2) {
    const named: string[] = [];
    const changed = after((open) => {
      for (const { name, columns, key } of tables) {
        for (const [row, column] of columns.slice(i, i + 2).entries()) {
          named.push(flip(open, name, column, key, bit[bits++] ?? 0, row));
        }
      }
    });
    changes.push({ changed, named });
  }
  const said = saidOf(changes.map(({ changed }) => changed));
  for (const [index, { named }] of changes.entries()) {
    expect(said[index]).toHaveLength(2);
    for (const findings of said[index] ?? []) expect(findings).toEqual(expect.arrayContaining(named));
  }
  expect(bits).toBeGreaterThan(200);
});

test('invariant: so is one of the chain itself, low or high, and of a checksum', () => {
  const columns = {
    audit: ['number', 'holder', 'rows', 'hash', 'signature', 'at'],
    seals: ['of', 'key', 'hash'],
  };
  const bits = Object.entries(columns).flatMap(([table, all]) =>
    all.flatMap((column) =>
      (['number', 'at'].includes(column) ? [3, 40, 52, 62, 63] : [3]).map((bit) => ({
        ...{ table, column, bit, what: `${table}.${column} bit ${bit}` },
        changed: after((client) => flip(client, table, column, [all[0] ?? ''], bit)),
      })),
    ),
  );
  const said = saidOf(bits.map(({ changed }) => changed));
  for (const [index, { table, column, what }] of bits.entries()) {
    expect(said[index]).toHaveLength(2);
    for (const findings of said[index] ?? []) {
      expect(findings.length, what).toBeGreaterThan(0);
      // A gap is one finding, however wide.
      if (column === 'number') expect(findings.length, what).toBeLessThan(20);
      if (table !== 'seals' && column !== 'number') {
        expect(
          findings.some((finding) => finding.startsWith(`${table} [`)),
          what,
        ).toBe(true);
      }
    }
  }
});

test('behavior: a row that is taken away, or put in, or an index, is named', () => {
  const key = '["row 2, 2 198.7 €"]';
  const cases: [change: string, finding: string][] = [
    [`delete from fills where id like 'row 2%'`, `fills ${key}`],
    [`delete from reviews where id like 'row 2%'`, `reviews ${key}`],
    [
      `insert into alerts select 'x' || id, ${'holder, code, subject, text, times, opened_at, seen_at, resolved_at'} from alerts limit 1`,
      'alerts ["xrow 1, 2 198.7 €"]',
    ],
    ['drop index orders_status', `${schemaTable.name} ["index","orders_status"]`],
    ['create table extra (id text primary key)', `${schemaTable.name} ["table","extra"]`],
    ['delete from seals where "of" = \'prices\'', 'prices ["row 1, 2 198.7 €",1700000001]'],
    ['delete from prices', 'prices ["row 1, 2 198.7 €",1700000001]'],
  ];
  const said = saidOf(cases.map(([change]) => after((client) => client.exec(change))));
  for (const [index, [change, finding]] of cases.entries()) {
    expect(said[index]).toHaveLength(2);
    for (const findings of said[index] ?? []) expect(findings, change).toContain(finding);
  }
});

test('behavior: entries that are swapped, taken away or rewritten are named', () => {
  const newest = verifyLedger(file).newest;
  const swap = `update audit set number = -3 where number = 3; update audit set number = 3 where number = 2; update audit set number = 2 where number = -3`;
  const cases: [change: string, finding: string][] = [
    [swap, 'audit [2]'],
    ['delete from audit where number = 2', 'audit [2]'],
    ['update audit set signature = null where number = 3', 'audit [3]'],
    ["update audit set rows = replace(rows, 'Filled', 'Filled') || ' ' where number = 3", 'audit [3]'],
  ];
  const said = saidOf(cases.map(([change]) => after((client) => client.exec(change))));
  for (const [index, [change, finding]] of cases.entries()) {
    expect(said[index]).toHaveLength(2);
    for (const findings of said[index] ?? []) expect(findings, change).toContain(finding);
  }
  // With all that the tail speaks of made undone, only what was kept elsewhere tells.
  const cut = after((client) => {
    client.exec('delete from audit where number = 4');
    client.exec('update orders set status = id');
  });
  expect(verifyLedger(cut).findings).toEqual([]);
  expect(verifyLedger(cut, { expect: { number: 4, hash: newest?.hash ?? '' } }).findings).toMatchObject([
    { key: '[4]' },
  ]);
  expect(standaloneFindings(cut)).toEqual([]);
  expect(standaloneFindings(cut, '--expect', `4:${newest?.hash}`)).toEqual(['audit [4]: is expected and missing']);
  expect(verifyLedger(file, { expect: { number: 3, hash: '0'.repeat(64) } }).findings).toMatchObject([{ key: '[3]' }]);
});

test('behavior: a text is what it is to its end, whatever reads it as ending before', () => {
  const changed = after((client) => {
    client.prepare('update orders set status = ?').run('Filled\0junk');
    client.prepare('update audit set holder = holder || ? where number = 2').run('\0junk');
  });
  const [said] = saidOf([changed]);
  expect(said).toHaveLength(2);
  for (const findings of said ?? []) {
    expect(findings).toContain('orders ["row 1, 2 198.7 €"]');
    expect(findings).toContain('audit [2]');
  }
  const script = readFileSync(new URL('../../../audit/verify.mjs', import.meta.url), 'utf8');
  expect(script.split('\n').length - 1).toBeLessThan(150);
});

test('invariant: flip a bit of the file: both complain, or every row still reads the same', () => {
  const everything = (path: string): string => {
    const client = new SqliteClient(path, { readonly: true });
    try {
      const names = client
        .prepare<[], string>("select name from sqlite_schema where type = 'table' order by name")
        .pluck()
        .all();
      return names
        .map((name) =>
          client
            .prepare(`select * from ${quoted(name)}`)
            .raw()
            .safeIntegers()
            .all(),
        )
        .map((rows) =>
          rows.map((row) => (row as StoredValue[]).map((value) => `${typeof value} ${value}`).join('|')).join('\n'),
        )
        .join('\n\n');
    } finally {
      client.close();
    }
  };
  const before = everything(file);
  const size = readFileSync(file).length;
  const complains = (say: () => readonly unknown[]): boolean => {
    try {
      return say().length > 0;
    } catch {
      return true;
    }
  };
  const tried = fc.sample(fc.nat({ max: size * 8 - 1 }), { numRuns: 8 }).map((bit) => {
    const changed = copy();
    const bytes = readFileSync(changed);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    writeFileSync(changed, bytes);
    return { bit, changed };
  });
  const theirs = standaloneFindingsOf(tried.map(({ changed }) => changed));
  let complaints = 0;
  for (const [index, { bit, changed }] of tried.entries()) {
    const found = [complains(() => verifyLedger(changed).findings), complains(() => theirs[index] ?? [])];
    if (found.includes(false)) expect(everything(changed), `bit ${bit}`).toBe(before);
    else complaints += 1;
  }
  expect(complaints).toBeGreaterThan(0);
});
