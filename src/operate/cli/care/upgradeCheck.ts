import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BallastError } from '../../../model/error.js';
import { unixMillis } from '../../../model/units.js';
import { type UpgradeFinding, upgradeCheck } from '../../care/upgradeCheck.js';
import { version } from '../../version.js';
import { exitCodes } from '../exitCodes.js';
import { ledgerFile } from '../openLedgerFor.js';
import type { Answer } from '../output.js';
import { bold, dim, green, red, yellow } from '../table.js';

export interface UpgradeCheckVerbOptions {
  settings: string;
  db?: string;
  json?: boolean;
}

/** What this version would do with the ledger and the files that are here. Changes nothing. */
export async function upgradeCheckVerb(files: readonly string[], options: UpgradeCheckVerbOptions): Promise<Answer> {
  const findings = await upgradeCheck({
    ...{ ledger: await ledgerFile(options), settingsFile: options.settings, strategyFiles: files },
    ...{ env: process.env, node: process.version, now: () => unixMillis(Date.now()) },
  });
  const isReady = findings.every(({ state }) => state !== 'mend');
  if (!isReady) process.exitCode = exitCodes.badInput;
  const sum = isReady
    ? green(`ballast ${version} may take over; make a backup first: \`ballast backup\``)
    : red(`ballast ${version} is not ready to take over`);
  const text = [bold(`ballast ${version}`), ...findings.map(findingText), '', sum, dim('nothing was changed')];
  return { json: { version, isReady, findings }, text: text.join('\n') };
}

const painted: Readonly<Record<UpgradeFinding['state'], string>> = {
  ...{ ok: green('ok  '), note: yellow('note'), mend: red('MEND') },
};

const findingText = ({ state, what, text, facts }: UpgradeFinding): string =>
  [
    `${painted[state]}  ${what}: ${text}`,
    ...facts.flatMap((fact) => fact.split('\n')).map((line) => `      ${line}`),
  ].join('\n');

/**
 * The same, said by the version that is installed in a folder: its own program looks at what is here.
 * @param folder - Of its package.json, or one that it is installed in.
 * @returns its exit code
 */
export async function upgradeCheckBy(
  folder: string,
  files: readonly string[],
  { settings, db, json }: UpgradeCheckVerbOptions,
): Promise<number> {
  const words = ['--settings', settings, 'upgrade-check', ...files.map((file) => resolve(file))];
  const options = [...(db === undefined ? [] : ['--db', db]), ...(json ? ['--json'] : [])];
  const child = spawn(process.execPath, [programIn(folder), ...words, ...options], { stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? exitCodes.unexpected;
}

/** @throws BallastError where no ballast is installed there that could be asked */
function programIn(folder: string): string {
  const found = [folder, join(folder, 'node_modules/ballast')].map((one) => [one, packageIn(one)] as const);
  const [at, there] = found.find(([, one]) => one?.name === 'ballast') ?? [];
  if (at === undefined || !there) {
    throw new BallastError(`no ballast is installed in ${folder}`, {
      mend: 'name the folder that has its package.json, or the one that has it in node_modules',
    });
  }
  const bin = typeof there.bin === 'string' ? there.bin : there.bin?.ballast;
  const program = bin === undefined ? undefined : resolve(at, bin);
  if (program === undefined || !existsSync(program))
    throw new BallastError(`ballast in ${folder} is not built`, { mend: `run \`npm ci\` in ${folder}` });
  return program;
}

interface PackageFile {
  name?: string;
  bin?: string | { ballast?: string };
}

function packageIn(folder: string): PackageFile | null {
  const file = join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PackageFile) : null;
}
