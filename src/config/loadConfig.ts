import { isUtf8 } from 'node:buffer';
import { existsSync, readFileSync } from 'node:fs';
import { keccak256 } from 'viem';
import type { Strategy } from '../model/strategy.js';
import type { VenueKind } from '../venues/venue.js';
import { venueKinds } from '../venues/venues.js';
import { ConfigError } from './configError.js';
import { fileProblem, type Path, type Problem } from './problem.js';
import { createCheck } from './readFields.js';
import { completeSettings, readSettings, type SettingsDraft } from './settings/readSettings.js';
import type { Settings } from './settings.js';
import { completeStrategy } from './strategy/completeStrategy.js';
import type { Draft } from './strategy/draft.js';
import { type ReadStrategy, readStrategy } from './strategy/readStrategy.js';
import type { ProblemOptions, YamlFile } from './yamlFile.js';
import { readYaml } from './yamlFile.js';

export interface LoadConfigOptions {
  /** ballast.yaml. */
  settingsFile: string;
  /** May be none: verbs that only read need no strategy. */
  strategyFiles: readonly string[];
  /** Where `${NAME}` is looked up. */
  env: Readonly<Record<string, string | undefined>>;
  kinds?: readonly VenueKind[];
  /** false for verbs that sign nothing: the files of the keys may be elsewhere. */
  needsKeys?: boolean;
  /** What is read in the place of a file on the disk, by the file's name as it is given here. */
  texts?: ReadonlyMap<string, Uint8Array>;
}

export interface Config {
  settings: Settings;
  /** In the order of the files. */
  strategies: readonly Strategy[];
  /** What was read of each file, UTF-8, by the file's name as it was given: a strategy's `hash` is of it. Nobody reads them again. */
  texts: ReadonlyMap<string, Uint8Array>;
  /**
   * A problem of something that a file says, found later (on chain, say), with its file and line.
   * @param file `settings.file`, or the `file` of a strategy.
   */
  locate(file: string, path: Path, message: string, mend: string, options?: ProblemOptions): Problem;
}

/** Reads and checks everything an operator wrote. @throws ConfigError with every problem of every file */
export function loadConfig(options: LoadConfigOptions): Config {
  const { settingsFile, strategyFiles, env, kinds = venueKinds, needsKeys = true, texts } = options;
  const problems: Problem[] = [];
  const files = new Map<string, YamlFile>();
  const read = new Map<string, Uint8Array>();

  const open = (file: string, mend: string): { yaml: YamlFile; bytes: Uint8Array } | null => {
    const bytes = texts?.get(file) ?? onDisk(file, mend, problems);
    if (!bytes) return null;
    if (!isUtf8(bytes)) {
      problems.push(fileProblem(file, 'the file is not UTF-8', 'save it as UTF-8'));
      return null;
    }
    read.set(file, bytes);
    const yaml = readYaml(file, Buffer.from(bytes).toString('utf8'), env);
    files.set(file, yaml);
    problems.push(...yaml.problems);
    return yaml.sound ? { yaml, bytes } : null;
  };

  const opened = open(settingsFile, 'copy ballast.example.yaml to ballast.yaml and edit it, or name another file');
  const settings = opened && readSettings(createCheck(opened.yaml, 'ballast.example.yaml', problems), kinds);
  const strategies: Strategy[] = [];
  const drafts: { yaml: YamlFile; draft: ReadStrategy }[] = [];
  for (const file of new Set(strategyFiles)) {
    const found = open(file, 'name a strategy file, for example strategies/options-book.yaml');
    if (!found) continue;
    const check = createCheck(found.yaml, 'docs/strategy.md', problems);
    const draft = readStrategy(check, settings, kinds);
    drafts.push({ yaml: found.yaml, draft });
    const strategy = completeStrategy(draft, file, keccak256(found.bytes));
    if (strategy) strategies.push(withLimitsAbove(strategy, settings));
  }
  reportSameNames(drafts, problems);
  reportSharedAccounts(drafts, settings, problems);
  if (opened && settings && needsKeys) reportMissingKeyFiles(opened.yaml, settings, drafts, problems);

  if (problems.length > 0) throw new ConfigError(problems);
  const complete = settings && completeSettings(settings);
  if (!complete || strategies.length < drafts.length) {
    throw new ConfigError([fileProblem(settingsFile, 'a value was lost while reading', 'report this as a defect')]);
  }
  return {
    settings: complete,
    strategies,
    texts: read,
    locate: (file, path, message, mend, options) =>
      files.get(file)?.problem(path, message, mend, options) ?? fileProblem(file, message, mend),
  };
}

/** Those of everybody, and of the accounts that the strategy trades from. */
function withLimitsAbove(strategy: Strategy, settings: SettingsDraft | null): Strategy {
  const accounts = [strategy, ...(strategy.elsewhere ?? [])].map(({ account }) => account);
  const above = (settings?.above ?? []).filter(({ account }) => account === undefined || accounts.includes(account));
  return above.length > 0 ? { ...strategy, above } : strategy;
}

function onDisk(file: string, mend: string, problems: Problem[]): Buffer | null {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    problems.push(fileProblem(file, unreadable[code] ?? `the file cannot be read (${code})`, mend));
    return null;
  }
}

const unreadable: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder, not a file',
  EACCES: 'the file may not be read by this user',
};

function reportSameNames(drafts: readonly { yaml: YamlFile; draft: Draft }[], problems: Problem[]): void {
  drafts.forEach(({ yaml, draft }, index) => {
    const twin = drafts.slice(0, index).find((other) => draft.name !== undefined && other.draft.name === draft.name);
    if (!twin) return;
    problems.push(
      yaml.problem(['name'], `${twin.yaml.file} is called \`${draft.name}\` too`, 'give each its own name'),
    );
  });
}

/** Two that trade one account would hedge against each other and fight over its nonces. Watching it twice is harmless. */
function reportSharedAccounts(
  drafts: readonly { yaml: YamlFile; draft: ReadStrategy }[],
  settings: SettingsDraft | null,
  problems: Problem[],
): void {
  // One chain may be declared by two names.
  const idOf = ({ chain }: Draft) => settings?.chains.find(({ name }) => name === chain)?.id ?? chain;
  const live = drafts.filter(({ draft }) => draft.mode === 'live');
  const accountsOf = ({ elsewhere, ...home }: ReadStrategy): string[] =>
    [home, ...elsewhere].flatMap((one) => (one.account === undefined ? [] : `${one.account} on ${idOf(one)}`));
  live.forEach(({ yaml, draft }, index) => {
    const own = accountsOf(draft);
    const twin = live.slice(0, index).find((other) => accountsOf(other.draft).some((one) => own.includes(one)));
    if (!twin) return;
    const message = `${twin.yaml.file} trades this account live too`;
    problems.push(yaml.problem(['account'], message, 'put the rules into one file, or set one to `mode: shadow`'));
  });
}

/** The files of every key that a live strategy needs are there; what is in them is the signer's business. */
function reportMissingKeyFiles(
  yaml: YamlFile,
  { keys }: SettingsDraft,
  drafts: readonly { draft: ReadStrategy }[],
  problems: Problem[],
): void {
  keys?.forEach((key, index) => {
    const isItsKey = ({ draft }: { draft: ReadStrategy }) =>
      draft.mode === 'live' && [draft, ...draft.elsewhere].some(({ account }) => account === key.account);
    if (!drafts.some(isItsKey)) return;
    if (key.backEnd.kind !== 'keystore') return;
    const { file, password } = key.backEnd;
    const require = (name: string, path: string, mend: string) => {
      if (!existsSync(path)) problems.push(yaml.problem(['keys', index, name], `there is no file ${path}`, mend));
    };
    require('keystore', file, '`ballast keys new` or `import` makes one');
    if (password.from === 'file') require('passwordFile', password.file, 'write the password into it; chmod 600');
  });
}
