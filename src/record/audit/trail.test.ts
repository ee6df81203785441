import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteClient from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { milliseconds, unixMillis } from '../../model/units.js';
import { LedgerError } from '../errors.js';
import { type Ledger, openLedger } from '../ledger.js';
import { prune } from '../prune.js';
import { packSnapshot } from '../snapshotCodec.js';
import { raiseAlert } from '../statements/alerts.js';
import { updateOrder } from '../statements/orders.js';
import { beat, startRun } from '../statements/runs.js';
import { insertPositions, insertSnapshot, insertTick } from '../statements/ticks.js';
import { oldLedger } from '../testing/oldLedger.js';
import { sampleOrder, samplePosition, sampleTick, temporaryFolder, workOf } from '../testing/sample.js';
import { auditedTables } from './auditedTables.js';
import { auditKeyFile, openAuditKey } from './auditKey.js';
import { type Entry, entryHash, signedText } from './entryHash.js';
import { exportAudit } from './exportAudit.js';
import { rowHash, type StoredValue } from './rowHash.js';
import { copyLedger, filledLedger } from './testing/filledLedger.js';
import { standaloneFindings } from './testing/standalone.js';
import { verifyLedger } from './verifyLedger.js';

const at = unixMillis(1_700_000_000_000);
const DAY = 86_400_000;
const newFile = () => join(temporaryFolder(onTestFinished), 'ballast.db');

function open(file: string): Ledger {
  const ledger = openLedger({ file });
  onTestFinished(() => ledger.close());
  return ledger;
}

/** Both find nothing. @returns how many entries there are */
function intact(file: string): number {
  const { findings, entries } = verifyLedger(file);
  expect(findings).toEqual([]);
  expect(standaloneFindings(file)).toEqual([]);
  return entries;
}

test('default: one entry a unit of work that wrote what is chained, none for samples and heartbeats', async () => {
  const file = newFile();
  const ledger = open(file);
  const order = sampleOrder();
  await ledger.commit(startRun({ version: '0.1.0', at }));
  await ledger.commit(workOf(order));
  const before = verifyLedger(file).entries;
  const raised = raiseAlert({ code: 'ORDER_UNKNOWN', subject: order.id, text: 'nobody can say', at });
  await ledger.commit(raised);
  expect(verifyLedger(file).entries).toBe(before + 1);
  const tick = sampleTick();
  await ledger.commit([insertTick(tick), insertPositions(tick.id, [samplePosition])]);
  await ledger.commit(beat({ at: unixMillis(at + 5_000) }));
  // The same again: how often is not the chain's business.
  await ledger.commit(raised);
  await ledger.commit(updateOrder(order.id, { status: 'PendingNew', text: '', at }));
  expect(intact(file)).toBe(before + 2);
});

test('invariant: a unit of work that is refused leaves nothing in the chain', async () => {
  const file = newFile();
  const ledger = open(file);
  const order = sampleOrder();
  await expect(ledger.commit([workOf(order), updateOrder('none', { status: 'New', text: '', at })])).rejects.toThrow();
  expect(intact(file)).toBe(1);
  await ledger.commit(workOf(order));
  expect(intact(file)).toBe(2);
});

test('behavior: two processes write one chain', async () => {
  const file = newFile();
  const [daemon, operator] = [open(file), open(file)];
  for (const ledger of [daemon, operator, daemon, operator]) await ledger.commit(workOf(sampleOrder()));
  operator.close();
  await daemon.commit(workOf(sampleOrder()));
  daemon.close();
  expect(intact(file)).toBe(6);
  expect(verifyLedger(file)).toMatchObject({ signedTo: 6, unsigned: 0, keys: [openAuditKey(file).publicKey] });
});

test('behavior: what retention drops goes with its checksum; what a decision stood on is in the chain, and so is its end', async () => {
  const file = newFile();
  const ledger = open(file);
  const quiet = sampleTick({ at: unixMillis(at - 2 * DAY) });
  await ledger.commit([insertTick(quiet), insertPositions(quiet.id, [samplePosition])]);
  const decided = sampleTick({ at: unixMillis(at - 3 * DAY) });
  const order = sampleOrder({ createdAt: decided.at });
  const work = workOf(order);
  await ledger.commit(work);
  const [{ tick } = { tick: '' }] = (await ledger.db.all('select tick from decisions')) as { tick: string }[];
  await ledger.commit([insertSnapshot(tick, packSnapshot({ block: 1n })), insertPositions(tick, [samplePosition])]);
  // A book's newest sample is kept, with its own.
  await ledger.commit(insertTick(sampleTick({ at })));
  const before = intact(file);
  await prune(ledger, { keep: milliseconds(DAY), keepDecided: milliseconds(DAY), now: at });
  expect(await ledger.db.all('select "of" from seals where "of" <> \'__drizzle_migrations\'')).toEqual([
    { of: 'ticks' },
  ]);
  expect(intact(file)).toBe(before);
  const client = new SqliteClient(file);
  client.exec(`update ticks set summary = summary || ' ' where id = '${tick}'`);
  client.close();
  expect(verifyLedger(file).findings).toMatchObject([{ table: 'ticks', key: `["${tick}"]` }]);
});

test('behavior: what a killed process has left is valid and signed, and the next one goes on', async () => {
  const folder = temporaryFolder(onTestFinished);
  const ledger = open(join(folder, 'ballast.db'));
  await ledger.commit(workOf(sampleOrder()));
  const killed = copyLedger(ledger.file, join(folder, 'killed.db'));
  expect(intact(killed)).toBe(2);
  expect(verifyLedger(killed).signedTo).toBe(2);
  const next = open(killed);
  await next.commit(workOf(sampleOrder()));
  next.close();
  expect(intact(killed)).toBe(3);
  expect(verifyLedger(killed).signedTo).toBe(3);
});

test('behavior: a VACUUM leaves it valid', async () => {
  const folder = temporaryFolder(onTestFinished);
  const ledger = await filledLedger(join(folder, 'ballast.db'));
  onTestFinished(() => ledger.close());
  const copied = copyLedger(ledger.file, join(folder, 'copied.db'));
  const client = new SqliteClient(copied);
  client.exec('delete from prices; delete from seals where "of" = \'prices\'; vacuum');
  client.close();
  expect(intact(copied)).toBe(3);
});

/** A ledger with the migrations before the one that brought the chain, and one run. */
function beforeTheChain(file: string): void {
  const client = oldLedger(file, 7);
  client.exec("insert into runs (id, version, started_at, seen_at) values ('old', '0.0.1', 1, 1)");
  client.close();
}

test('behavior: a ledger from before there was a chain is taken in as it stands', async () => {
  const file = newFile();
  beforeTheChain(file);
  const again = open(file);
  expect(intact(file)).toBe(1);
  await again.commit(workOf(sampleOrder()));
  expect(intact(file)).toBe(2);
  const client = new SqliteClient(file);
  client.exec("update runs set version = '0.0.2' where id = 'old'");
  client.close();
  const old = { table: 'runs', key: '["old"]' };
  expect(verifyLedger(file).findings).toMatchObject([old, old]);
});

test('invariant: nothing that is changed behind its back is taken in by opening it, whatever was done to checksums or the chain', async () => {
  for (const change of [
    'delete from seals',
    `delete from seals where "of" = '__drizzle_migrations'`,
    'delete from audit',
    'delete from audit; delete from seals',
  ]) {
    const file = newFile();
    const order = sampleOrder();
    const first = openLedger({ file });
    await first.commit(workOf(order));
    first.close();
    const client = new SqliteClient(file);
    client.exec(`${change}; update orders set status = 'Filled'`);
    client.close();
    const next = openLedger({ file });
    await next.commit(workOf(sampleOrder()));
    next.close();
    const { findings } = verifyLedger(file);
    expect(findings, change).toContainEqual(expect.objectContaining({ table: 'orders', key: `["${order.id}"]` }));
    expect(standaloneFindings(file).join(), change).toContain(`orders ["${order.id}"]`);
  }
});

test('invariant: what was wrong before the schema is brought up to date stays wrong, and a failure in between takes nothing in', async () => {
  const file = newFile();
  const order = sampleOrder();
  const first = openLedger({ file });
  await first.commit(workOf(order));
  first.close();
  const client = new SqliteClient(file);
  // As if a schema that is newer by one had to be applied, and it cannot be: its tables are there already.
  client.exec(`delete from __drizzle_migrations where created_at = (select max(created_at) from __drizzle_migrations);
    update orders set status = 'Filled'`);
  const count = () => client.prepare('select count(*) from audit').pluck().get();
  const before = count();
  expect(() => openLedger({ file })).toThrow(LedgerError);
  expect(count()).toBe(before);
  client.close();
  const { findings } = verifyLedger(file);
  expect(findings).toContainEqual(expect.objectContaining({ table: 'orders', key: `["${order.id}"]` }));
});

/** Puts an entry at the end that fits all but its signature, with a change of a row that it tells. */
function appendUnkeyed(
  file: string,
  holder: string,
  extra: readonly unknown[] = [],
  sign?: (text: string) => string,
): number {
  const client = new SqliteClient(file);
  const last = client.prepare('select number, hash, at from audit order by number desc limit 1').get() as Entry;
  client.exec("update alerts set text = 'harmless'");
  const table = auditedTables(client).find(({ name }) => name === 'alerts');
  const columns = table?.chained ?? [];
  const row = client
    .prepare(`select ${columns.join(', ')} from alerts`)
    .raw()
    .safeIntegers()
    .get() as StoredValue[];
  const key = [row[columns.indexOf('id')]];
  const rows = JSON.stringify([...extra, ['alerts', key, 'update', rowHash('alerts', columns, row)]]);
  const entry = { number: last.number + 1, holder, at: last.at, rows };
  const hash = entryHash(last.hash, entry);
  client
    .prepare('insert into audit (number, holder, "rows", hash, signature, at) values (?, ?, ?, ?, ?, ?)')
    .run(entry.number, holder, rows, hash, sign?.(signedText(hash)) ?? null, entry.at);
  const all = client.prepare('select * from alerts').raw().safeIntegers();
  const names = all.columns().map(({ name }) => name);
  const sorted = [...names].sort();
  const values = all.get() as StoredValue[];
  const whole = rowHash(
    'alerts',
    sorted,
    sorted.map((name) => values[names.indexOf(name)] ?? null),
  );
  client.prepare('update seals set hash = ? where "of" = \'alerts\'').run(whole);
  client.close();
  return entry.number;
}

test('invariant: who has no key cannot append in anybody’s name, and ballast signs nothing that it did not write', async () => {
  const file = newFile();
  const ledger = openLedger({ file });
  const { publicKey } = openAuditKey(file);
  await ledger.commit(raiseAlert({ code: 'ORDER_UNKNOWN', subject: 'x', text: 'nobody can say', at }));
  const { holder } = ledger;
  const declared = (key: string) => ['audit', [], 'declare', { sealed: [], loose: {}, key, vouches: [] }];
  const said = (...rest: [extra?: readonly unknown[], sign?: (text: string) => string]) => {
    const changed = copyLedger(file, join(temporaryFolder(onTestFinished), 'ballast.db'));
    const as = rest[0] === undefined ? holder : 'somebody';
    const number = appendUnkeyed(changed, as, ...rest);
    copyFileSync(auditKeyFile(file), auditKeyFile(changed));
    return { changed, number };
  };
  const { signing, none, other } = { signing: said(), none: said([]), other: openAuditKey(':memory:') };
  const keyed = said([declared(other.publicKey)], other.sign);
  expect(verifyLedger(signing.changed).findings).toMatchObject([{ table: 'audit', key: `[${signing.number}]` }]);
  expect(standaloneFindings(signing.changed)).toEqual([`audit [${signing.number}]: has no valid signature`]);
  for (const { changed, number } of [none, keyed]) {
    // Ballast goes on after it.
    const next = openLedger({ file: changed });
    await next.commit(workOf(sampleOrder()));
    next.close();
    expect(verifyLedger(changed, { keys: [publicKey] }).findings).toMatchObject([
      { table: 'audit', key: `[${number}]` },
    ]);
    expect(standaloneFindings(changed, '--key', publicKey)).toMatchObject([
      expect.stringContaining(`audit [${number}]`),
    ]);
  }
  // Without the pinned key it is told as well, if not as a fault.
  expect(verifyLedger(none.changed)).toMatchObject({ findings: [], unsigned: 1, keys: [publicKey] });
  expect(verifyLedger(keyed.changed)).toMatchObject({ findings: [], unsigned: 0, keys: [publicKey, other.publicKey] });
  ledger.close();
});

test('behavior: with a pinned key, a ledger that nobody has signed is not believed, by either', async () => {
  const file = newFile();
  writeFileSync(auditKeyFile(file), 'spoiled');
  const ledger = open(file);
  await ledger.commit(workOf(sampleOrder()));
  const { publicKey } = openAuditKey(':memory:');
  expect(verifyLedger(file)).toMatchObject({ findings: [], unsigned: 2, keys: [] });
  expect(verifyLedger(file, { keys: [publicKey] }).findings).toEqual([
    { table: 'audit', key: '[1]', problem: 'to 2 are not signed' },
  ]);
  expect(standaloneFindings(file, '--key', publicKey)).toHaveLength(2);
});

test('behavior: the key is its owner’s alone; a ledger goes on without one it cannot use, and vouches for its own once it can', async () => {
  const file = newFile();
  const first = openLedger({ file });
  expect(first.auditProblem?.()).toBe(null);
  first.close();
  expect(statSync(auditKeyFile(file)).mode & 0o777).toBe(0o600);
  const { publicKey } = openAuditKey(file);
  const good = readFileSync(auditKeyFile(file));
  writeFileSync(auditKeyFile(file), 'spoiled');
  const ledger = open(file);
  const other = openLedger({ file });
  for (const one of [ledger, other, ledger]) await one.commit(workOf(sampleOrder()));
  other.close();
  expect(ledger.auditProblem?.()).toMatch(/cannot be used.*audit-key/);
  expect(verifyLedger(file)).toMatchObject({ findings: [], entries: 4, signedTo: 1, unsigned: 3 });
  writeFileSync(auditKeyFile(file), good);
  await ledger.commit(workOf(sampleOrder()));
  expect(ledger.auditProblem?.()).toBe(null);
  // Of the other process’s entry it knows nothing.
  expect(verifyLedger(file)).toMatchObject({ findings: [], entries: 5, signedTo: 5, unsigned: 1 });
  expect(verifyLedger(file, { keys: [publicKey] }).findings).toEqual([
    { table: 'audit', key: '[3]', problem: 'is not signed' },
  ]);
  expect(standaloneFindings(file, '--key', publicKey)).toEqual(['audit [3]: is not signed']);
});

test('behavior: an export is verified alone, with the key that signed it', async () => {
  const folder = temporaryFolder(onTestFinished);
  const file = join(folder, 'ballast.db');
  (await filledLedger(file)).close();
  const again = new SqliteClient(file);
  const since = Number(again.prepare('select at from audit where number = 2').pluck().get());
  again.close();
  const all = join(folder, 'all.jsonl');
  expect(exportAudit({ file, to: all, since: 0, until: Date.now() + 1 })).toMatchObject({
    first: 1,
    last: 3,
    signedTo: 3,
  });
  expect(standaloneFindings(all)).toEqual([]);
  expect(() => exportAudit({ file, to: all, since, until: Date.now() })).toThrow(/is there already/);
  expect(() => exportAudit({ file, to: join(folder, 'none'), since: 0, until: 1 })).toThrow(/no entry/);
  const text = readFileSync(all, 'utf8');
  const spoil = (from: string | RegExp, to: string): string[] => {
    const spoiled = join(folder, 'spoiled.jsonl');
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    writeFileSync(spoiled, changed);
    return standaloneFindings(spoiled);
  };
  expect(spoil(/(\["rows",\["fills".*)2 198.7/, '$12 198.8')).toMatchObject([expect.stringMatching(/^fills /)]);
  expect(spoil(/\["rows",\["fills".*\n/, '')).toMatchObject([expect.stringMatching(/^fills .*is missing/)]);
  expect(spoil('"insert', '"update')).toMatchObject([expect.stringMatching(/^audit \[1\]|^audit \[2\]/)]);
});
