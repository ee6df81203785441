import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteClient from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { milliseconds, unixMillis } from '../../model/units.js';
import { type Ledger, openLedger } from '../ledger.js';
import { prune } from '../prune.js';
import { packSnapshot } from '../snapshotCodec.js';
import { raiseAlert } from '../statements/alerts.js';
import { updateOrder } from '../statements/orders.js';
import { beat, startRun } from '../statements/runs.js';
import { insertPositions, insertSnapshot, insertTick } from '../statements/ticks.js';
import { sampleOrder, samplePosition, sampleTick, temporaryFolder, workOf } from '../testing/sample.js';
import { auditKeyFile, openAuditKey } from './auditKey.js';
import { checkpointText } from './entryHash.js';
import { exportAudit } from './exportAudit.js';
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
  expect(verifyLedger(file)).toMatchObject({ checkpoints: 2, signedTo: 6, keys: [openAuditKey(file).publicKey] });
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
  const before = intact(file);
  await prune(ledger, { keep: milliseconds(DAY), keepDecided: milliseconds(DAY), now: at });
  expect(await ledger.db.all('select "of" from seals where "of" <> \'__drizzle_migrations\'')).toEqual([]);
  expect(intact(file)).toBe(before);
  const client = new SqliteClient(file);
  client.exec("update ticks set summary = summary || ' '");
  client.close();
  expect(verifyLedger(file).findings).toMatchObject([{ table: 'ticks', key: `["${tick}"]` }]);
});

test('behavior: what a killed process has left is valid, and the next one signs it', async () => {
  const folder = temporaryFolder(onTestFinished);
  const ledger = open(join(folder, 'ballast.db'));
  await ledger.commit(workOf(sampleOrder()));
  const killed = copyLedger(ledger.file, join(folder, 'killed.db'));
  expect(intact(killed)).toBe(2);
  expect(verifyLedger(killed).signedTo).toBe(0);
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

test('behavior: a ledger from before there was a chain is taken in as it stands', async () => {
  const file = newFile();
  const first = openLedger({ file });
  const order = sampleOrder();
  await first.commit([startRun({ version: '0.1.0', at }), workOf(order)]);
  first.close();
  const client = new SqliteClient(file);
  client.exec('delete from audit; delete from checkpoints; delete from seals');
  client.close();
  expect(verifyLedger(file).findings).toContainEqual(
    expect.objectContaining({ table: 'orders', key: `["${order.id}"]` }),
  );
  const again = open(file);
  expect(intact(file)).toBe(1);
  await again.commit(updateOrder(order.id, { status: 'Filled', text: '', at }));
  expect(intact(file)).toBe(2);
});

test('behavior: a checkpoint comes with every 1 000th entry; one that is forged or of another key is named', async () => {
  const file = newFile();
  const ledger = open(file);
  const order = sampleOrder();
  // Not synced to the disk each time: a thousand would take long.
  await ledger.db.run('pragma synchronous = off');
  await ledger.commit(workOf(order));
  for (let i = 0; i < 1_000; i++) await ledger.commit(updateOrder(order.id, { status: 'New', text: `${i}`, at }));
  expect(verifyLedger(file)).toMatchObject({ findings: [], checkpoints: 1, signedTo: 1_000 });
  ledger.close();
  const other = openAuditKey(':memory:');
  const client = new SqliteClient(file);
  const row = client.prepare('select number, hash, holder, at from checkpoints where number = 1002').get() as {
    number: number;
    hash: string;
    holder: string;
    at: number;
  };
  const signature = other.sign(checkpointText({ ...row, publicKey: other.publicKey }));
  client
    .prepare('update checkpoints set public_key = ?, signature = ? where number = 1002')
    .run(other.publicKey, signature);
  client.close();
  expect(verifyLedger(file).findings).toMatchObject([{ table: 'checkpoints', key: '[1002]' }]);
  expect(standaloneFindings(file)).toMatchObject([expect.stringMatching(/^checkpoints \[1002\]: is signed by a key/)]);
  // Who pins that key believes it, and no other.
  expect(verifyLedger(file, { keys: [other.publicKey] }).findings).toMatchObject([{ key: '[1000]' }]);
});

test('behavior: the key is its owner’s alone, and a ledger goes on without one it cannot use', async () => {
  const file = newFile();
  const first = openLedger({ file });
  expect(first.auditProblem?.()).toBe(null);
  first.close();
  expect(statSync(auditKeyFile(file)).mode & 0o777).toBe(0o600);
  writeFileSync(auditKeyFile(file), 'spoiled');
  const ledger = open(file);
  await ledger.commit(workOf(sampleOrder()));
  expect(ledger.auditProblem?.()).toMatch(/cannot be used.*audit-key/);
  ledger.close();
  expect(verifyLedger(file)).toMatchObject({ findings: [], entries: 2, signedTo: 1 });
});

test('behavior: an export is verified alone, by what was signed before and after the period', async () => {
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
