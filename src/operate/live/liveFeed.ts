import { sql } from 'drizzle-orm';
import { shortMessageOf } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import { type Ledger, openLedger } from '../../record/ledger.js';
import { changedBetween, type LiveKind, type Marks, readMarks } from './changes.js';

/** That something changed, and how far the ledger is with it. */
export interface LiveChange {
  kinds: readonly LiveKind[];
  marks: Marks;
}

export interface LiveFeed {
  readonly listeners: number;
  /** How far the ledger is. For who listens. @throws LedgerError */
  marks(): Marks;
  /** What changed since somebody last heard. For who listens. @throws LedgerError */
  since(before: Marks): LiveChange;
  /** @returns the way to listen no more @throws LedgerError; then nobody listens who did not before */
  listen(hear: (change: LiveChange) => void): () => void;
  close(): void;
}

export interface LiveFeedOptions {
  /** The ledger's file. */
  file: string;
  log: Log;
  everyMs?: number;
}

/**
 * Tells everybody who listens as soon as somebody, in whichever process, has written to the ledger. SQLite counts the commits of others
 * for each connection, so that to look costs microseconds: one look every 25 ms for all who listen, and none while nobody does. The
 * connection only reads and is its own, for a connection does not count its own commits.
 */
export function createLiveFeed({ file, log, everyMs = 25 }: LiveFeedOptions): LiveFeed {
  const hearers = new Set<(change: LiveChange) => void>();
  let ledger: Ledger | null = null;
  let timer: NodeJS.Timeout | null = null;
  let version = -1;
  let marks: Marks | null = null;
  let isFailing = false;

  const open = (): Ledger => {
    ledger ??= openLedger({ file, readonly: true, patienceMs: 0 });
    return ledger;
  };
  const versionNow = (): number => open().db.get<{ data_version: number }>(sql`PRAGMA data_version`).data_version;

  function look(): void {
    try {
      const newest = versionNow();
      if (newest === version) return;
      version = newest;
      const { db } = open();
      const now = readMarks(db);
      const kinds = marks === null ? [] : changedBetween(db, marks, now);
      marks = now;
      isFailing = false;
      const change: LiveChange = { kinds: kinds.length > 0 ? kinds : ['samples'], marks: now };
      for (const hear of [...hearers]) hear(change);
    } catch (error) {
      // Looked at again in a moment; a page that hears nothing says so by itself.
      version = -1;
      if (!isFailing) log.warn({ at: 'live', error: shortMessageOf(error) }, 'the ledger cannot be looked at');
      isFailing = true;
    }
  }

  function begin(): void {
    try {
      version = versionNow();
      marks = readMarks(open().db);
    } catch (error) {
      rest();
      throw error;
    }
    timer = setInterval(look, everyMs);
    timer.unref();
  }

  function rest(): void {
    if (timer) clearInterval(timer);
    timer = null;
    ledger?.close();
    ledger = null;
  }

  return {
    get listeners() {
      return hearers.size;
    },
    marks: () => readMarks(open().db),
    since(before) {
      const { db } = open();
      const now = readMarks(db);
      return { kinds: changedBetween(db, before, now), marks: now };
    },
    listen(hear) {
      if (timer === null) begin();
      hearers.add(hear);
      return () => {
        if (hearers.delete(hear) && hearers.size === 0) rest();
      };
    },
    close() {
      hearers.clear();
      rest();
    },
  };
}
