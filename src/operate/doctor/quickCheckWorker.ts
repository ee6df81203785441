import { parentPort, workerData } from 'node:worker_threads';
import SqliteClient from 'better-sqlite3';

// The body of a thread of the doctor: SQLite reads one database from end to end, and says what it finds.

const client = new SqliteClient(String(workerData), { readonly: true });
try {
  const said = client.pragma('quick_check(3)', { simple: true });
  parentPort?.postMessage(said === 'ok' ? null : `SQLite finds it damaged: ${String(said)}`);
} finally {
  client.close();
}
