import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../config/packageRoot.js';
import type { Artifact } from '../artifacts.js';
import { LabError, LabUnavailable } from '../errors.js';

/** By contract name. */
export type Artifacts = Readonly<Record<string, Artifact>>;

/** What solc answers in its standard JSON, as far as we read it. */
interface CompilerOutput {
  errors?: readonly { severity: string; formattedMessage: string }[];
  contracts?: Record<string, Record<string, { abi: Artifact['abi']; evm: { bytecode: { object: string } } }>>;
}

const require = createRequire(import.meta.url);

/**
 * Every contract must stay below the 24 576 bytes that the EVM allows; the optimizer's slow parts would save little more
 * and take three times as long.
 */
const settings = {
  optimizer: {
    enabled: true,
    runs: 1,
    details: {
      inliner: true,
      deduplicate: true,
      constantOptimizer: true,
      cse: false,
      orderLiterals: false,
      yul: false,
    },
  },
  evmVersion: 'cancun',
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
};

/**
 * The lab's own contracts, compiled from `test/contracts/FOLDER`. solc-js takes some ten seconds, so the result is kept
 * under `node_modules/.cache` until a source, a setting or the compiler changes.
 *
 * @throws LabUnavailable without the sources or the compiler (a production install), LabError when they do not compile
 */
export function compileContracts(folder: string): Artifacts {
  const sources = readSources(join(packageRoot, 'test', 'contracts', folder));
  const input = JSON.stringify({ language: 'Solidity', sources, settings });
  const version = compilerVersion();
  const hash = createHash('sha256').update(version).update(input).digest('hex').slice(0, 32);
  const cached = join(packageRoot, 'node_modules', '.cache', 'ballast-contracts', `${folder}-${hash}.json`);
  if (existsSync(cached)) return JSON.parse(readFileSync(cached, 'utf8'));
  const artifacts = compile(input);
  writeWhole(cached, JSON.stringify(artifacts));
  return artifacts;
}

function readSources(folder: string): Record<string, { content: string }> {
  try {
    const files = readdirSync(folder).filter((file) => file.endsWith('.sol'));
    return Object.fromEntries(
      files.sort().map((file) => [file, { content: readFileSync(join(folder, file), 'utf8') }]),
    );
  } catch (error) {
    throw new LabUnavailable(folder, error);
  }
}

function compilerVersion(): string {
  try {
    return (require('solc/package.json') as { version: string }).version;
  } catch (error) {
    throw new LabUnavailable('solc', error);
  }
}

function compile(input: string): Artifacts {
  const solc = require('solc') as { compile(input: string): string };
  const { errors = [], contracts = {} }: CompilerOutput = JSON.parse(solc.compile(input));
  const failures = errors.filter(({ severity }) => severity === 'error');
  if (failures.length > 0)
    throw new LabError("The lab's contracts do not compile", {
      facts: failures.map(({ formattedMessage }) => formattedMessage),
    });
  const compiled = Object.values(contracts).flatMap((file) => Object.entries(file));
  return Object.fromEntries(
    compiled.map(([contractName, { abi, evm }]) => [
      contractName,
      { contractName, abi, bytecode: `0x${evm.bytecode.object}` },
    ]),
  );
}

/** By renaming, so that a lab that starts at the same time never reads half a file. */
function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, path);
}
