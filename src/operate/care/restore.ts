import { chmodSync, copyFileSync, existsSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sayRefused } from '../../model/refusedBySystem.js';
import type { TradingState } from '../../model/tradingState.js';
import type { UnixMillis } from '../../model/units.js';
import { auditKeyFile } from '../../record/audit/auditKey.js';
import { lastShared } from '../../record/copy/lastShared.js';
import { type LedgerFacts, readLedgerFacts } from '../../record/copy/ledgerFacts.js';
import { makeOneFile } from '../../record/copy/oneFile.js';
import { lackOfRoom } from '../../record/copy/room.js';
import { newestSchema } from '../../record/knownMigrations.js';
import { openLedger } from '../../record/ledger.js';
import { renameThrough, sync } from '../../record/onDisk.js';
import { currentTradingState } from '../../record/queries/currentTradingState.js';
import { latestRun } from '../../record/queries/latestRun.js';
import { leaveRun } from '../../record/statements/runs.js';
import { changeTradingState } from '../changeTradingState.js';
import { takeDaemonLock } from '../daemonLock.js';
import { CareError } from './careError.js';
import { ledgerCopy, type Manifest, readManifest, sha256Of, spoiltFiles } from './manifest.js';

export interface RestoreOptions {
  /** Of the backup. */
  folder: string;
  /** Where the ledger is to be. */
  ledger: string;
  /** Ids of the chains that ballast.yaml declares; null where it is not to be asked. */
  chainIds: readonly number[] | null;
  /** Over a ledger that holds more than the backup, or just what it holds, and over one of other chains; beside files that are spoilt. */
  force?: boolean;
  author: string;
  at: UnixMillis;
}

export interface Restored {
  manifest: Manifest;
  /** Where the ledger that was there is now; null where there was none. */
  before: string | null;
  /** That one could not be read from end to end. */
  wasDamaged: boolean;
  /** Files of the backup beside its ledger that are not, to the bit, what was written; none unless `force` was said. */
  spoilt: readonly string[];
  /** Entries of the audit chain that the ledger that was there had beyond the backup. */
  lost: number;
  /** The state of trading from now on: at most what lowers risk is sent. */
  trading: TradingState;
}

/**
 * Puts a backup in the place of the ledger, which is kept beside it. The backup is read from end to end first, and what goes wrong
 * before its copy has its name leaves everything as it was.
 *
 * Trading is paused then, or halted where it was: the ledger knows nothing of what was sent since, so that what waits there could be sent
 * once more. Somebody who has looked lets it go on.
 * @throws CareError, LedgerError, DaemonLockError where a daemon keeps the ledger
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const { folder, chainIds, force = false } = options;
  const ledger = existsSync(options.ledger) ? realpathSync(options.ledger) : options.ledger;
  const manifest = readManifest(folder);
  await verify(folder, manifest);
  const spoilt = await spoiltFiles(folder, manifest);
  if (spoilt.length > 0 && !force) {
    throw new CareError(
      `${folder} is damaged: ${spoilt.join(', ')} ${spoilt.length === 1 ? 'is' : 'are'} not what was backed up`,
      {
        mend: 'take another backup; or say --force where its ledger, which is whole, is all that is wanted',
      },
    );
  }
  const unknown = chainIds === null ? [] : manifest.ledger.chainIds.filter((id) => !chainIds.includes(id));
  if (unknown.length > 0 && !force) {
    throw new CareError(`the backup is of chain ${unknown.join(', ')}, which ballast.yaml does not declare`, {
      mend: 'run this where the right ballast.yaml is; or say --force',
    });
  }
  const lock = takeDaemonLock(ledger);
  try {
    const there = factsThere(ledger);
    const wasDamaged = existsSync(ledger) && isDamaged(ledger);
    if (there !== null && !force && !wasDamaged) refuseSame(manifest, ledger, there);
    const lost =
      there === null ? 0 : lostBy(manifest, ledger, there, { copy: join(folder, ledgerCopy), wasDamaged, force });
    requireRoom(manifest, ledger);
    const making = `${ledger}.restoring`;
    const discard = () => {
      for (const part of ['', ...besides, '.audit-key']) rmSync(`${making}${part}`, { force: true });
    };
    // The log of one that was killed would be read into this copy, as if it were its own.
    discard();
    try {
      copyFileSync(join(folder, ledgerCopy), making);
      chmodSync(making, 0o600);
      if ((await sha256Of(making)) !== manifest.ledger.sha256)
        throw new CareError('the copy is not what was copied', { mend: 'check the disk, then try again' });
      await pauseTrading(making, ledger, there?.trading === 'halted', options);
      const trading = tradingOf(making);
      sync(making);
      const before = putAside(ledger);
      renameThrough(making, ledger);
      return { manifest, before, wasDamaged, spoilt, lost, trading };
    } catch (error) {
      discard();
      throw sayRefused(ledger, error);
    }
  } finally {
    lock.release();
  }
}

/** A backup that was made while trading was halted stays halted. A run that it was made of does not go on in it, and has not died. */
async function pauseTrading(
  copy: string,
  original: string,
  wasHalted: boolean,
  { author, at }: Pick<RestoreOptions, 'author' | 'at'>,
): Promise<void> {
  const key = auditKeyFile(copy);
  // Signed as all that is in it.
  if (existsSync(auditKeyFile(original))) copyFileSync(auditKeyFile(original), key);
  const ledger = openLedger({ file: copy, isSpare: true });
  try {
    const run = await latestRun(ledger);
    if (run?.endedAt === null) await ledger.commit(leaveRun({ id: run.id, at }));
    const { state } = await currentTradingState(ledger);
    if (state === 'halted') return;
    const reason = wasHalted
      ? 'a backup was restored, and trading was halted'
      : 'a backup was restored: what was sent since is not in it';
    const verb = wasHalted ? 'halt' : 'pause';
    await changeTradingState(ledger, { verb, reason, author, at });
  } finally {
    ledger.close();
    rmSync(key, { force: true });
  }
}

/** What the file says by itself, as it gets its name. @throws CareError where a part of it is elsewhere, or more than what lowers risk would be sent */
function tradingOf(copy: string): TradingState {
  makeOneFile(copy);
  const { trading } = readLedgerFacts(copy);
  if (besides.some((part) => existsSync(`${copy}${part}`)) || trading === null || trading === 'active')
    throw new CareError('the copy does not hold that trading is paused', {
      mend: 'end what has it open, then try again',
    });
  return trading;
}

/** @throws CareError where the backup is not, to the bit, what was written */
async function verify(folder: string, { ledger: said }: Manifest): Promise<void> {
  const copy = join(folder, ledgerCopy);
  const mend = 'take another backup; `ls` shows them by their time';
  if (!existsSync(copy)) throw new CareError(`${folder} has no ${ledgerCopy}`, { mend });
  const { size } = statSync(copy);
  if (size !== said.bytes)
    throw new CareError(`${copy} is cut short: ${size} of ${said.bytes} bytes are there`, { mend });
  if ((await sha256Of(copy)) !== said.sha256)
    throw new CareError(`${copy} is damaged: it is not what was backed up`, { mend });
  if (said.schema > newestSchema()) {
    throw new CareError('the backup was made by a newer ballast', {
      mend: 'update ballast, then restore it',
    });
  }
  const found = readLedgerFacts(copy, { deeply: true });
  if (JSON.stringify(found.audit) !== JSON.stringify(said.audit))
    throw new CareError(`${copy} does not end where its manifest says`, { mend });
}

/** null where there is no ledger, or none that can be read: that is what backups are for. @throws CareError over another program's database */
function factsThere(ledger: string): LedgerFacts | null {
  if (!existsSync(ledger)) return null;
  let facts: LedgerFacts;
  try {
    facts = readLedgerFacts(ledger);
  } catch {
    return null;
  }
  if (!facts.isLedger) throw new CareError(`${ledger} is a database of another program`, { mend: 'give another --db' });
  return facts;
}

/** Not every page of it is as SQLite wrote it: what its newest entries say of it is then no reason to keep it. */
function isDamaged(ledger: string): boolean {
  try {
    readLedgerFacts(ledger, { deeply: true });
    return false;
  } catch {
    return true;
  }
}

/** @throws CareError where the ledger is the backup, as far as the audit chain tells: a tick of which nothing came is not in that */
function refuseSame({ ledger: said }: Manifest, ledger: string, { audit }: LedgerFacts): void {
  if ((said.audit?.number ?? 0) !== (audit?.number ?? 0) || said.audit?.hash !== audit?.hash) return;
  throw new CareError(`${ledger} holds nothing that the backup does not`, {
    mend: 'there is nothing to restore; say --force to put it there all the same',
  });
}

/**
 * How many entries would be lost: those that the backup does not hold, by number and hash, since the two may have parted.
 * @throws CareError where there are any and `force` is not said
 */
function lostBy(
  { ledger: said, at }: Manifest,
  ledger: string,
  there: LedgerFacts,
  { copy, wasDamaged, force }: { copy: string; wasDamaged: boolean; force: boolean },
): number {
  const [was, is] = [said.audit?.number ?? 0, there.audit?.number ?? 0];
  // Of one that is damaged no more is asked than where it ends.
  const shared = was === 0 || is === 0 || wasDamaged ? Math.min(was, is) : lastShared(ledger, copy);
  const lost = is - shared;
  if (lost === 0 || force) return lost;
  const last = there.lastTickAt === null ? [] : [`its last tick is of ${sayTime(there.lastTickAt)}`];
  const how = shared < was ? 'has gone another way than the backup' : 'is newer than the backup';
  throw new CareError(`${ledger} ${how}`, {
    facts: [`it holds ${lost} entries that the backup does not; the backup is of ${sayTime(at)}`, ...last],
    mend: 'say --force where it is not to be used any more: it is kept beside the restored one',
  });
}

const sayTime = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

function requireRoom({ ledger: { bytes } }: Manifest, ledger: string): void {
  if (lackOfRoom({ bytes, to: dirname(ledger) }) === null) return;
  throw new CareError(`there is no room for the ledger in ${dirname(ledger)}`, {
    mend: 'free space: the ledger that is there now is kept beside the restored one',
    ...{ retryable: true, refusedBySystem: true },
  });
}

const besides = ['-wal', '-shm'] as const;

/** With what of it is not in the file itself yet. @returns where it is now; null where there was none */
function putAside(ledger: string): string | null {
  // The log first: a ledger without its log is an older one, a log without its ledger would be read into the one that comes.
  const parts = [...besides, ''].filter((part) => existsSync(`${ledger}${part}`));
  if (parts.length === 0) return null;
  let aside = `${ledger}.before-restore`;
  for (let i = 2; [...besides, ''].some((part) => existsSync(`${aside}${part}`)); i++)
    aside = `${ledger}.before-restore-${i}`;
  for (const part of parts) renameSync(`${ledger}${part}`, `${aside}${part}`);
  return parts.includes('') ? aside : null;
}
