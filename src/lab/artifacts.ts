import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { Abi, Address, Hex } from 'viem';
import { LabError, LabUnavailable } from './errors.js';

/** What the protocols' npm packages ship of a compiled contract (hardhat's format). */
export interface Artifact {
  contractName: string;
  abi: Abi;
  /** Creation code; where a library's address belongs, it holds a placeholder. */
  bytecode: string;
  linkReferences?: Record<string, Record<string, readonly { start: number; length: number }[]>>;
}

const require = createRequire(import.meta.url);

/** Where each package keeps its artifacts. */
const roots = {
  '@aave/core-v3': 'artifacts/contracts',
  '@lyrafinance/protocol': 'dist/artifacts/contracts',
  '@perp/curie-contract': 'artifacts/contracts',
  '@perp/perp-oracle-contract': 'artifacts/contracts',
  '@uniswap/v3-core': 'artifacts/contracts',
  '@uniswap/v3-periphery': 'artifacts/contracts',
} as const;

export type ArtifactPackage = keyof typeof roots;

/** `path` is the Solidity file without its extension: `libraries/GWAV`. @throws LabUnavailable */
export function loadArtifact(from: ArtifactPackage, path: string): Artifact {
  try {
    const root = join(dirname(require.resolve(`${from}/package.json`)), roots[from]);
    return JSON.parse(readFileSync(join(root, `${path}.sol`, `${basename(path)}.json`), 'utf8'));
  } catch (error) {
    throw new LabUnavailable(from, error);
  }
}

/** Creation code with the libraries' addresses put in, by library name. @throws LabError when one is missing */
export function linkBytecode(artifact: Artifact, libraries: Readonly<Record<string, Address>> = {}): Hex {
  let code = artifact.bytecode.slice(2);
  for (const file of Object.values(artifact.linkReferences ?? {})) {
    for (const [library, places] of Object.entries(file)) {
      const address = libraries[library];
      if (!address) throw new LabError(`${artifact.contractName} needs the library ${library}`);
      for (const { start, length } of places)
        code = code.slice(0, start * 2) + address.slice(2).toLowerCase() + code.slice((start + length) * 2);
    }
  }
  return `0x${code}`;
}
