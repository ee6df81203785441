import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ConfigError } from '../../config/configError.js';
import { type Config, loadConfig } from '../../config/loadConfig.js';
import { BallastError, shortMessageOf } from '../../model/error.js';
import type { Strategy } from '../../model/strategy.js';
import type { UnixMillis } from '../../model/units.js';
import { copyLedger } from '../../record/copy/copyLedger.js';
import { readLedgerFacts } from '../../record/copy/ledgerFacts.js';
import { lackOfRoom } from '../../record/copy/room.js';
import { migrationsDue, newestSchema } from '../../record/knownMigrations.js';
import { type Ledger, openLedger } from '../../record/ledger.js';
import { openOrders } from '../../record/queries/openOrders.js';
import { type KeptStrategy, keptByLatestRun } from '../../record/queries/proposals.js';
import { daemonOf } from '../daemonLock.js';
import { isOldNode, leastNode } from '../leastNode.js';
import { type ReplayedNewest, replayNewest } from './replayNewest.js';

/** One thing that an upgrade depends on. `note`: to be known, nothing to be mended. */
export interface UpgradeFinding {
  state: 'ok' | 'note' | 'mend';
  /** `node`, `ledger`, `strategies`, `decisions`, `orders`. */
  what: string;
  text: string;
  /** Further lines. */
  facts: readonly string[];
}

export interface UpgradeCheckOptions {
  /** The ledger, which a daemon may write meanwhile. */
  ledger: string;
  settingsFile: string;
  /** Those that ran last where it is empty. */
  strategyFiles: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** `v20.19.0` */
  node: string;
  now: () => UnixMillis;
}

/** Blocks of each book that are decided again. */
const blocksAgain = 20;

/**
 * What this program would do with a ledger and files that another version has kept: whether it may run here, what becomes of the schema
 * (tried on a copy), whether it understands the files, and whether it decides what was decided. Changes nothing.
 */
export async function upgradeCheck(options: UpgradeCheckOptions): Promise<UpgradeFinding[]> {
  const findings = [nodeFinding(options.node)];
  const { ledger: file } = options;
  if (!existsSync(file)) {
    const { finding } = readFiles(options, []);
    return [...findings, { state: 'note', what: 'ledger', text: `there is none at ${file}`, facts: [] }, finding];
  }
  const opened = await openAsThisVersion(file, options.now);
  findings.push(opened.finding);
  if (!opened.ledger) return findings;
  try {
    const kept = await keptByLatestRun(opened.ledger);
    const { config, finding } = readFiles(options, kept);
    findings.push(finding);
    if (config) findings.push(...(await decisionFindings(options, opened.ledger, config)));
    findings.push(...(await orderFindings(opened.ledger, file)));
  } finally {
    opened.close();
  }
  return findings;
}

function nodeFinding(node: string): UpgradeFinding {
  const isOld = isOldNode(node);
  return {
    ...{ state: isOld ? 'mend' : 'ok', what: 'node', text: `Node ${node}` },
    facts: isOld ? [`install Node ${leastNode} or later`] : [],
  };
}

interface OpenedSo {
  finding: UpgradeFinding;
  ledger: Ledger | null;
  close(): void;
}

/** The ledger itself where its schema is this program's; else a copy, which is brought up to date, and taken away by `close`. */
async function openAsThisVersion(file: string, now: () => UnixMillis): Promise<OpenedSo> {
  const finding = (state: UpgradeFinding['state'], text: string, facts: readonly string[] = []): UpgradeFinding => ({
    ...{ state, what: 'ledger', text, facts },
  });
  const nothing = (said: UpgradeFinding): OpenedSo => ({ finding: said, ledger: null, close() {} });
  let folder: string | null = null;
  const forget = () => {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { schema } = readLedgerFacts(file);
    if (schema > newestSchema()) {
      return nothing(
        finding('mend', `${file} was written by a newer ballast`, ['take that version, or `ballast restore` a backup']),
      );
    }
    const due = migrationsDue(schema);
    if (due.length === 0) {
      const ledger = openLedger({ file, readonly: true });
      return { finding: finding('ok', 'its schema stays as it is'), ledger, close: ledger.close };
    }
    requireRoom(file);
    folder = mkdtempSync(`${resolve(file)}.upgrade-`);
    const copy = join(folder, 'copy.db');
    await copyLedger({ from: file, to: copy });
    const began = now();
    const ledger = openLedger({ file: copy, isSpare: true });
    const seconds = Math.max(1, Math.round((now() - began) / 1000));
    const facts = [
      `${due.join(', ')}; ${seconds} s on a copy`,
      `the first start copies it to ${file}.before-${due[0]?.slice(0, 4)} and then brings it up to date`,
      'the version that wrote it cannot read it after that',
    ];
    const count = due.length === 1 ? '1 migration' : `${due.length} migrations`;
    const close = () => {
      ledger.close();
      forget();
    };
    return { finding: finding('note', `its schema is brought up to date by ${count}`, facts), ledger, close };
  } catch (error) {
    forget();
    const facts = error instanceof BallastError ? error.facts : [];
    return nothing(finding('mend', shortMessageOf(error), facts));
  }
}

/** A copy whose schema is brought up to date grows. */
const migrationHeadroom = 1.2;

function requireRoom(file: string): void {
  const to = dirname(resolve(file));
  const lack = lackOfRoom({ bytes: statSync(file).size, to, headroom: migrationHeadroom });
  if (lack === null) return;
  throw new BallastError('there is no room to try the new schema on a copy', {
    facts: [`it takes ${lack.needed} beside ${file}, and so does the first start`],
  });
}

function readFiles(
  { strategyFiles, settingsFile, env }: UpgradeCheckOptions,
  kept: readonly KeptStrategy[],
): { config: Config | null; finding: UpgradeFinding } {
  const files = strategyFiles.length > 0 ? strategyFiles : kept.map(({ file }) => file);
  const finding = (state: UpgradeFinding['state'], text: string, facts: readonly string[]): UpgradeFinding => ({
    ...{ state, what: 'strategies', text, facts },
  });
  if (files.length === 0) return { config: null, finding: finding('note', 'none ran yet, and none is named', []) };
  try {
    const config = loadConfig({ settingsFile, strategyFiles: files, env, needsKeys: false });
    const hashes = new Set(kept.map(({ hash }) => hash));
    const edited = config.strategies.filter(({ hash }) => hashes.size > 0 && !hashes.has(hash));
    const names = config.strategies.map(({ name }) => name).join(', ');
    const facts = edited.map(
      ({ name }) => `${name} is not what ran last: \`ballast reload --dry-run\` shows the changes`,
    );
    return { config, finding: finding(edited.length > 0 ? 'note' : 'ok', `${names}: understood`, facts) };
  } catch (error) {
    const facts = error instanceof ConfigError ? error.facts : [shortMessageOf(error)];
    return { config: null, finding: finding('mend', 'this version does not take them as they are', facts) };
  }
}

async function decisionFindings(
  { env }: UpgradeCheckOptions,
  ledger: Ledger,
  { settings, strategies }: Config,
): Promise<UpgradeFinding[]> {
  const findings: UpgradeFinding[] = [];
  for (const strategy of strategies) {
    const replayed = await replayNewest({ ledger, settings, strategy, env, limit: blocksAgain });
    findings.push(decisionFinding(strategy, replayed));
  }
  return findings;
}

function decisionFinding(
  { name }: Strategy,
  { ticks, decisions, differences, untold }: ReplayedNewest,
): UpgradeFinding {
  const what = 'decisions';
  if (differences.length > 0) {
    const text = `${name}: this version decides otherwise ${differences.length} times in the last ${ticks} recorded blocks`;
    return { state: 'mend', what, text, facts: [...firstOf(differences), 'read what has changed in this version'] };
  }
  if (untold.length > 0)
    return { state: 'note', what, text: `${name}: not all can be decided again`, facts: firstOf(untold) };
  if (ticks === 0) return { state: 'note', what, text: `${name}: no block is recorded yet`, facts: [] };
  const text = `${name}: ${decisions} decisions of the last ${ticks} recorded blocks come out the same, to the byte`;
  return { state: 'ok', what, text, facts: [] };
}

const mostShown = 5;

const firstOf = (lines: readonly string[]): string[] =>
  lines.length <= mostShown ? [...lines] : [...lines.slice(0, mostShown), `and ${lines.length - mostShown} more`];

async function orderFindings(ledger: Ledger, file: string): Promise<UpgradeFinding[]> {
  const open = await openOrders(ledger, { mode: 'live' });
  const findings: UpgradeFinding[] = [];
  const what = 'orders';
  if (open.length === 0) findings.push({ state: 'ok', what, text: 'none is open', facts: [] });
  else {
    const text = open.length === 1 ? '1 is open' : `${open.length} are open`;
    findings.push({
      state: 'note',
      what,
      text,
      facts: ['the new version follows them to their end: a start is a recovery'],
    });
  }
  const pid = daemonOf(file);
  if (pid !== null) {
    const facts = ['end it with SIGTERM, which finishes the transaction in hand, and start the new version'];
    findings.push({ state: 'note', what: 'daemon', text: `process ${pid} keeps the ledger`, facts });
  }
  return findings;
}
