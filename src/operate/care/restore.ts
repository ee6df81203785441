import { copyFileSync, existsSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { shortMessageOf } from '../../model/error.js';
import { type LedgerFacts, readLedgerFacts } from '../../record/copy/ledgerFacts.js';
import { newestSchema } from '../../record/knownMigrations.js';
import { takeDaemonLock } from '../daemonLock.js';
import { CareError } from './careError.js';
import { ledgerCopy, type Manifest, readManifest, sha256Of } from './manifest.js';
import { syncFile, syncFolder } from './writeThrough.js';

export interface RestoreOptions {
  /** Of the backup. */
  folder: string;
  /** Where the ledger is to be. */
  ledger: string;
  /** Ids of the chains that ballast.yaml declares; null where it is not to be asked. */
  chainIds: readonly number[] | null;
  /** Over a ledger that holds more than the backup, and over one of other chains. */
  force?: boolean;
}

export interface Restored {
  manifest: Manifest;
  /** Where the ledger that was there is now; null where there was none. */
  before: string | null;
  /** Entries of the audit chain that the ledger that was there had beyond the backup. */
  lost: number;
}

/**
 * Puts a backup in the place of the ledger, which is kept beside it. The backup is read from end to end first, and what goes wrong
 * before its copy has its name leaves everything as it was.
 * @throws CareError, LedgerError, DaemonLockError where a daemon keeps the ledger
 */
export async function restore({ folder, ledger, chainIds, force = false }: RestoreOptions): Promise<Restored> {
  const manifest = readManifest(folder);
  await verify(folder, manifest);
  const unknown = chainIds === null ? [] : manifest.ledger.chainIds.filter((id) => !chainIds.includes(id));
  if (unknown.length > 0 && !force) {
    throw new CareError(`the backup is of chain ${unknown.join(', ')}, which ballast.yaml does not declare`, {
      mend: 'run this where the right ballast.yaml is; or say --force',
    });
  }
  const lock = takeDaemonLock(ledger);
  try {
    const lost = lostBy(manifest, ledger, force);
    requireRoom(manifest, ledger);
    const making = `${ledger}.restoring`;
    try {
      copyFileSync(join(folder, ledgerCopy), making);
      syncFile(making);
      if ((await sha256Of(making)) !== manifest.ledger.sha256)
        throw new CareError('the copy is not what was copied', { mend: 'check the disk, then try again' });
      const before = putAside(ledger);
      renameSync(making, ledger);
      syncFolder(dirname(ledger));
      return { manifest, before, lost };
    } catch (error) {
      rmSync(making, { force: true });
      throw error;
    }
  } finally {
    lock.release();
  }
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

/** How many entries would be lost. @throws CareError where there are any and `force` is not said, or the ledger is the backup */
function lostBy({ ledger: said, at }: Manifest, ledger: string, force: boolean): number {
  if (!existsSync(ledger)) return 0;
  let there: LedgerFacts;
  try {
    there = readLedgerFacts(ledger);
  } catch (error) {
    // What cannot be read is what backups are for; another program's database is not.
    if (shortMessageOf(error).includes('another program')) throw error;
    return 0;
  }
  const [was, is] = [said.audit?.number ?? 0, there.audit?.number ?? 0];
  if (was === is && said.audit?.hash === there.audit?.hash)
    throw new CareError(`${ledger} holds nothing that the backup does not`, { mend: 'there is nothing to restore' });
  const lost = Math.max(0, is - was);
  if (lost === 0 || force) return lost;
  const last = there.lastTickAt === null ? [] : [`its last tick is of ${sayTime(there.lastTickAt)}`];
  throw new CareError(`${ledger} is newer than the backup`, {
    facts: [`it holds ${lost} entries more; the backup is of ${sayTime(at)}`, ...last],
    mend: 'say --force where it is not to be used any more: it is kept beside the restored one',
  });
}

const sayTime = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

function requireRoom({ ledger: { bytes } }: Manifest, ledger: string): void {
  const { bavail, bsize } = statfsSync(dirname(ledger));
  if (bavail * bsize >= bytes * 1.05) return;
  throw new CareError(`there is no room for the ledger in ${dirname(ledger)}`, {
    mend: 'free space: the ledger that is there now is kept beside the restored one',
    retryable: true,
  });
}

/** With what of it is not in the file itself yet. @returns where it is now; null where there was none */
function putAside(ledger: string): string | null {
  if (!existsSync(ledger)) return null;
  let aside = `${ledger}.before-restore`;
  for (let i = 2; existsSync(aside); i++) aside = `${ledger}.before-restore-${i}`;
  // The log first: a ledger without its log is an older one, a log without its ledger is nothing.
  for (const part of ['-wal', '-shm', ''])
    if (existsSync(`${ledger}${part}`)) renameSync(`${ledger}${part}`, `${aside}${part}`);
  return aside;
}
