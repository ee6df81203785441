import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { redactLine } from '../../config/redact.js';
import type { Settings } from '../../config/settings.js';
import { sayRefused } from '../../model/refusedBySystem.js';
import type { UnixMillis } from '../../model/units.js';
import { copyLedger } from '../../record/copy/copyLedger.js';
import { readLedgerFacts } from '../../record/copy/ledgerFacts.js';
import { lackOfRoom, mebibytes } from '../../record/copy/room.js';
import { renameThrough, writeThrough } from '../../record/onDisk.js';
import { lockBackups } from './backupLock.js';
import { CareError } from './careError.js';
import { ledgerCopy, type Manifest, manifestFile, readManifest, sha256Of, spoiltFiles } from './manifest.js';

export interface BackUpOptions {
  /** The ledger, which a daemon may write meanwhile. */
  ledger: string;
  settings: Pick<Settings, 'file' | 'keys'>;
  /** Strategy files. One that is not there is left out. */
  strategies: readonly string[];
  /** The folder that backups are in; made where it is not there. */
  to: string;
  /** How many are kept, the newest; all where it is left out. */
  keep?: number;
  /** Encrypted keystores too, and ballast.yaml to the letter. Passwords never. */
  withKeys?: boolean;
  version: string;
  at: UnixMillis;
  stop?: AbortSignal;
}

export interface BackedUp {
  folder: string;
  manifest: Manifest;
  /** Older ones that were deleted. */
  dropped: readonly string[];
}

const named = /^ballast-\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}(?:\.\d{3})?Z$/;

/** Bytes that stay free where the ledger grows on the same disk; the size of the ledger, where that is more. */
const leastReserve = 2 ** 30;

/**
 * Copies the ledger, as it is at one moment, with the files that it is kept by, into a new folder. The copy is read from end to end
 * before the folder gets its name: what is called `ballast-TIME` is whole.
 * @throws CareError, LedgerError; nothing is left behind then, and older backups stay. BackupBusyError where another process is at it
 */
export async function backUp(options: BackUpOptions): Promise<BackedUp> {
  const { ledger, to } = options;
  if (!existsSync(ledger)) throw new CareError(`there is no ledger at ${ledger}`, { mend: 'name the file with --db' });
  makeFolder(to);
  const lock = lockBackups(to);
  try {
    return await backUpAlone(options);
  } finally {
    lock.release();
  }
}

async function backUpAlone(options: BackUpOptions): Promise<BackedUp> {
  const { ledger, to, at, version, stop } = options;
  requireRoom(ledger, to);
  for (const left of readdirSync(to).filter(
    (name) => named.test(name.replace(/\.partial$/, '')) && name.endsWith('.partial'),
  ))
    rmSync(join(to, left), { recursive: true, force: true });
  const folder = join(resolve(to), `ballast-${new Date(at).toISOString().replaceAll(':', '-')}`);
  if (existsSync(folder)) throw new CareError(`${folder} is there already`, { mend: 'wait a moment', retryable: true });
  const making = `${folder}.partial`;
  mkdirSync(making, { mode: 0o700 });
  try {
    const copy = join(making, ledgerCopy);
    const facts = await copyLedger({ from: ledger, to: copy, ...(stop ? { stop } : {}) });
    chmodSync(copy, 0o600);
    const read = readLedgerFacts(copy, { deeply: true });
    if (JSON.stringify(read) !== JSON.stringify(facts))
      throw new CareError('the copy is not what was copied', { mend: 'check the disk, then try again' });
    const manifest: Manifest = {
      ...{ format: 1, ballast: version, at },
      ledger: {
        bytes: statSync(copy).size,
        sha256: await sha256Of(copy),
        ...{ schema: facts.schema, audit: facts.audit, chainIds: facts.chainIds },
      },
      files: copyFiles(options, making),
    };
    const spoilt = await spoiltFiles(making, manifest);
    if (spoilt.length > 0)
      throw new CareError(`${spoilt.join(', ')}: not what was copied`, { mend: 'check the disk, then try again' });
    writeThrough(join(making, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`);
    renameThrough(making, folder);
    return { folder, manifest, dropped: options.keep === undefined ? [] : dropOld(to, options.keep, folder) };
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    throw sayRefused(making, error);
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Folders of verified backups, the oldest first. */
export const backupsIn = (to: string): string[] =>
  isFolder(to)
    ? readdirSync(to)
        .filter((name) => named.test(name) && existsSync(join(to, name, manifestFile)))
        .sort()
        .map((name) => join(resolve(to), name))
    : [];

/**
 * When the newest was made that says what it is, Unix milliseconds; null where there is none.
 * @param now - None is younger than this: what a clock that was ahead has dated says nothing of when it was made.
 */
export function newestBackupAt(to: string, now: number = Number.POSITIVE_INFINITY): number | null {
  for (const folder of backupsIn(to).reverse()) {
    try {
      const { at } = readManifest(folder);
      if (at <= now) return at;
    } catch {
      // A damaged one is no reason to make no other.
    }
  }
  return null;
}

/** @param made - Stays whatever it is called: the clock may have been set back. */
function dropOld(to: string, keep: number, made: string): string[] {
  const others = backupsIn(to).filter((folder) => folder !== made);
  const old = others.slice(0, Math.max(0, others.length + 1 - keep));
  for (const folder of old) rmSync(folder, { recursive: true, force: true });
  return old;
}

function makeFolder(to: string): void {
  try {
    mkdirSync(to, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const facts = [cause instanceof Error ? cause.message : String(cause)];
    throw new CareError(`the folder for backups cannot be made: ${to}`, {
      ...{
        facts,
        cause,
        refusedBySystem: sayRefused(to, cause) !== cause,
        mend: 'name another folder, or give its user permission to write there',
      },
    });
  }
}

function requireRoom(ledger: string, to: string): void {
  const wal = `${ledger}-wal`;
  const bytes = statSync(ledger).size + (existsSync(wal) ? statSync(wal).size : 0);
  // A ledger that cannot grow stops all that is to be written down before it is done.
  const reserve = statSync(ledger).dev === statSync(to).dev ? Math.max(bytes, leastReserve) : 0;
  const lack = lackOfRoom({ bytes, to, reserve });
  if (lack === null) return;
  const kept = reserve > 0 ? `, ${mebibytes(reserve)} are left to the ledger, which is on the same disk,` : '';
  throw new CareError(`there is no room for a backup in ${to}`, {
    facts: [`it takes ${lack.needed}${kept} and ${lack.free} are free`],
    mend: 'free space, keep fewer backups, or name a folder on another disk',
    ...{ retryable: true, refusedBySystem: true },
  });
}

function copyFiles({ settings, strategies, withKeys = false }: BackUpOptions, folder: string): Manifest['files'] {
  const copied: Manifest['files'] = [];
  const take = (file: string, name: string, change: (text: string) => string = (text) => text) => {
    if (!existsSync(file)) return;
    const text = readFileSync(file, 'utf8');
    const kept = change(text);
    writeFileSync(join(folder, name), kept, { mode: 0o600 });
    const sha256 = createHash('sha256').update(kept).digest('hex');
    copied.push({ name, from: resolve(file), sha256, isRedacted: kept !== text });
  };
  // An endpoint may carry a key.
  const redacted = (text: string) => text.split('\n').map(redactLine).join('\n');
  take(settings.file, 'ballast.yaml', withKeys ? undefined : redacted);
  inFolder(folder, 'strategies', strategies, take);
  if (withKeys) {
    const stores = settings.keys.flatMap(({ backEnd }) => (backEnd.kind === 'keystore' ? [backEnd.file] : []));
    inFolder(folder, 'keys', stores, take);
  }
  return copied;
}

function inFolder(
  folder: string,
  name: string,
  files: readonly string[],
  take: (file: string, name: string) => void,
): void {
  mkdirSync(join(folder, name), { mode: 0o700 });
  const used = new Set<string>();
  for (const file of new Set(files)) {
    let given = basename(file);
    for (let i = 2; used.has(given); i++) given = `${i}-${basename(file)}`;
    used.add(given);
    take(file, join(name, given));
  }
}
