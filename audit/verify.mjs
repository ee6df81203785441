#!/usr/bin/env node
// Verifies the audit chain of a ledger of ballast, or of an export of one. It shares no code with ballast: docs/audit.md says what is
// held to what. It needs Node 20.19 and, before Node 22.13, the public package better-sqlite3. Exit code 1: something is wrong; 2: no FILE.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { openSync, readFileSync, readSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';

const problems = [];
const tell = (table, key, problem) => problems.push(`${table} ${key}: ${problem}`);
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

// As SQLite keeps a value: integer as bigint, real as number, text as string, blob as bytes, or as { sha256 } in an export.
const bits = (value) => new BigUint64Array(new Float64Array([value]).buffer)[0].toString(16).padStart(16, '0');
const fromBits = (hex) => Buffer.from(hex, 'hex').readDoubleBE();
const contents = { bigint: String, number: bits, string: String, object: (value) => value.sha256 ?? sha256(value) };
const kinds = { bigint: 'i', number: 'r', string: 't', object: 'b' };
const keyOf = (row, names) => JSON.stringify(names.map((c) => (typeof row[c] === 'bigint' ? Number(row[c]) : row[c])));

function rowHash(table, row, without = []) {
  const parts = [`${table}\n`];
  for (const name of Object.keys(row).sort()) {
    if (row[name] === null || without.includes(name)) continue;
    const content = contents[typeof row[name]](row[name]);
    parts.push(`${name} ${kinds[typeof row[name]]}${Buffer.byteLength(content)}:${content}\n`);
  }
  return sha256(...parts);
}

// What is hashed of an entry. Where text was turned into bytes, it is not what it was.
const lines = (...values) => values.map((value) => (typeof value === 'object' ? 'no text' : value)).join('\n');

function isSigned(publicKey, { hash, signature }) {
  if (!/^[0-9a-f]{64}$/.test(publicKey) || !/^[0-9a-f]{128}$/.test(signature)) return false;
  const key = Buffer.from(`302a300506032b6570032100${publicKey}`, 'hex');
  const text = Buffer.from(`ballast audit entry\n${hash}`);
  return verify(null, text, createPublicKey({ key, format: 'der', type: 'spki' }), Buffer.from(signature, 'hex'));
}

// The chain: nothing missing, nothing changed, each entry signed by its holder's key, or vouched for. Returns each row's newest hash.
function checkChain({ start, entries }, { keys, expect }) {
  const said = { ...start, state: new Map(), by: new Set(), unsigned: new Map() };
  const signers = new Map(Object.entries(start.signers));
  let [number, previous] = [Number(start.number), start.hash];
  for (const entry of entries) {
    const { holder, at, rows, hash } = entry;
    const [here, own] = [Number(entry.number), []];
    const tellHere = (problem) => tell('audit', `[${here}]`, problem);
    if (++number < here) tell('audit', `[${number}]`, `is missing, and all before ${here}`);
    number = Math.max(number, here);
    if (sha256(lines(previous, entry.number, holder, at, rows)) !== hash) tellHere('is not what its hash says');
    if (expect?.[0] === `${here}` && expect[1] !== hash) tellHere('is not the expected one');
    previous = hash;
    for (const [table, key, done, what] of JSON.parse(rows)) {
      if (!said.state.has(table)) said.state.set(table, new Map());
      if (done === 'delete') said.state.get(table).delete(JSON.stringify(key));
      else if (done !== 'declare') said.state.get(table).set(JSON.stringify(key), what);
      else {
        signers.set(holder, what.key);
        own.push(...what.vouches);
        Object.assign(said, { sealed: what.sealed, loose: what.loose });
      }
    }
    const key = signers.get(holder) ?? null;
    if (key === null && entry.signature === null) said.unsigned.set(here, holder);
    else if (!isSigned(key, entry)) tellHere('has no valid signature');
    else if (said.by.add(key) && keys && !keys.includes(key)) tellHere('is signed by another key than is wanted');
    else for (const one of own) if (said.unsigned.get(one) === holder) said.unsigned.delete(one);
  }
  if (Number(expect?.[0]) > number) tell('audit', `[${expect[0]}]`, 'is expected and missing');
  if (keys) for (const one of said.unsigned.keys()) tell('audit', `[${one}]`, 'is not signed');
  return { ...said, number, hash: previous };
}

// Every row is what the chain or its checksum says; then nothing may be left of either.
function checkRows({ rows, seals }, { state, sealed, loose }) {
  for (const [table, key, row] of rows) {
    const [kept, seal] = [state.get(table)?.get(key), seals?.get(`${table} ${key}`)];
    const isSealed = sealed.includes(table) && kept === undefined;
    if (!isSealed && row && kept !== rowHash(table, row, loose[table])) tell(table, key, 'is not what the chain says');
    const isRight = !seals || seal === (isSealed || loose[table] ? rowHash(table, row) : undefined);
    if (!isRight) tell(table, key, 'is not what its checksum says');
    state.get(table)?.delete(key);
    seals?.delete(`${table} ${key}`);
  }
  for (const [table, keys] of state) for (const key of keys.keys()) tell(table, key, 'is missing');
  for (const id of seals?.keys() ?? []) problems.push(`${id}: is missing, and its checksum is there`);
}

async function readLedger(file) {
  const lite = await import('node:sqlite').then((m) => m.StatementSync.prototype.iterate && m).catch(() => null);
  const Database = lite?.DatabaseSync ?? (await import('better-sqlite3').catch(() => null))?.default;
  if (!Database) throw new Error('that takes Node 22.13 or later, or the package better-sqlite3');
  const db = new Database(file, lite ? { readOnly: true } : { readonly: true });
  const ask = (sql) => {
    const query = db.prepare(sql);
    query[lite ? 'setReadBigInts' : 'safeIntegers'](true);
    return query.iterate();
  };
  db.exec('begin');
  if ([...ask('pragma application_id')][0].application_id !== 0x626c7374n) tell('file', file, 'is no ledger');
  for (const { integrity_check: said } of ask('pragma integrity_check')) if (said !== 'ok') tell('file', file, said);
  // Text is read as bytes: some drivers end it at its first zero byte.
  function* all(table, end = 'not indexed', names = columnsOf(table)) {
    const asked = names.map((c) => `"${c}", iif(typeof("${c}") = 'text', cast("${c}" as blob), null) as "${c} "`);
    for (const row of ask(`select ${asked} from "${table}" ${end}`))
      yield Object.fromEntries(names.map((c) => [c, row[`${c} `] ? Buffer.from(row[`${c} `]).toString() : row[c]]));
  }
  const columnsOf = (t, end = '') => [...ask(`select name from pragma_table_info('${t}') ${end}`)].map((c) => c.name);
  function* rows() {
    const described = [...all('sqlite_schema', "where name not glob 'sqlite_*'", ['name', 'sql', 'tbl_name', 'type'])];
    for (const row of described) yield ['sqlite_schema', keyOf(row, ['type', 'name']), row];
    for (const { name: table, type } of described) {
      if (type !== 'table' || ['audit', 'seals'].includes(table)) continue;
      const key = table === '__drizzle_migrations' ? ['created_at'] : columnsOf(table, 'where pk > 0 order by pk');
      for (const row of all(table)) yield [table, keyOf(row, key), row];
    }
  }
  const seals = new Map([...all('seals')].map(({ of, key, hash }) => [`${of} ${key}`, hash]));
  const start = { number: 0, hash: '0'.repeat(64), signers: {}, sealed: [], loose: {} };
  return { start, entries: all('audit', 'order by number'), seals, rows: rows() };
}

// One JSON value a line. An integer is a number, a real { real: its bits as hex }.
function readExport(file) {
  const found = { start: [], entries: [], rows: [] };
  const asKept = (_, value) => (typeof value === 'number' ? BigInt(value) : value?.real ? fromBits(value.real) : value);
  const told = readFileSync(file, 'utf8').trimEnd().split('\n');
  for (const [what, value] of told.map((line) => JSON.parse(line, asKept))) found[what].push(value);
  return { ...found, start: found.start[0] };
}

const options = { key: { type: 'string', multiple: true }, expect: { type: 'string' } };
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const file = positionals[0] ?? '';
const isThere = statSync(file, { throwIfNoEntry: false })?.isFile();
if (!isThere) console.error(`no file: ${file}\nnode verify.mjs FILE [--key PUBLIC_KEY]... [--expect NUMBER:HASH]`);
if (!isThere) process.exit(2);
try {
  const first = Buffer.alloc(1);
  readSync(openSync(file), first);
  const found = first.toString() === '[' ? readExport(file) : await readLedger(file);
  const chain = checkChain(found, { keys: values.key, expect: values.expect?.split(':') });
  checkRows(found, chain);
  console.log(`newest ${chain.number}:${chain.hash}\n${chain.unsigned.size} entries unsigned, signed by`, ...chain.by);
} catch (error) {
  tell('file', file, `cannot be read: ${error.message}`);
}
console.log([...problems, problems.length > 0 ? 'NOT as it was written' : 'all is as it was written'].join('\n'));
process.exitCode = problems.length > 0 ? 1 : 0;
