import SqliteClient from 'better-sqlite3';

/** Makes a database that nobody else has open one file again: nothing of it is in a log beside it then. */
export function makeOneFile(file: string): void {
  const client = new SqliteClient(file, { fileMustExist: true });
  try {
    client.pragma('journal_mode = DELETE');
  } finally {
    client.close();
  }
}
