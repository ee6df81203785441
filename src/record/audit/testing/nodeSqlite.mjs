// What Node 22.13 has as `node:sqlite`, as far as the verifier takes it, for a Node that has none: rows without a prototype, blobs
// as plain bytes, big integers where they are asked for. Whatever else is asked of it is not there.
import SqliteClient from 'better-sqlite3';

export class StatementSync {
  #query;
  constructor(query) {
    this.#query = query;
  }
  setReadBigInts(enabled) {
    this.#query.safeIntegers(enabled);
  }
  *iterate() {
    for (const row of this.#query.iterate()) {
      const values = Object.entries(row).map(([name, value]) => [
        name,
        Buffer.isBuffer(value) ? new Uint8Array(value) : value,
      ]);
      yield Object.assign(Object.create(null), Object.fromEntries(values));
    }
  }
}

export class DatabaseSync {
  #client;
  constructor(file, { readOnly }) {
    if (readOnly !== true) throw new Error('it must be opened for reading');
    this.#client = new SqliteClient(file, { readonly: true });
  }
  exec(sql) {
    this.#client.exec(sql);
  }
  prepare(sql) {
    return new StatementSync(this.#client.prepare(sql));
  }
}

// Node 22.5 to 22.12 cannot read row by row.
if (process.env.NODE_SQLITE === 'early') delete StatementSync.prototype.iterate;
