import { execFile, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Contestant } from './contest.js';

const execute = promisify(execFile);

export interface NativeProgram {
  name: string;
  /** In `bench/c/`. */
  source: string;
  /** The first of them that is installed compiles it. */
  compilers: readonly string[];
  flags?: readonly string[];
  /** After the source: libraries. */
  libraries?: readonly string[];
}

/** Compiled for this machine; where it cannot be, why. Built once for all contests that ask for the same source. */
const built = new Map<string, Promise<string | { why: string }>>();

/**
 * A program that measures itself: it is given `args`, reads a number of passes from each line of stdin, and answers each with a line
 * that begins with the nanoseconds of processor time they took. One run is `passes` of them over `count` things.
 */
export async function nativeChild(
  program: NativeProgram,
  args: readonly string[],
  { passes, count }: { passes: number; count: number },
): Promise<Contestant> {
  const { name, source } = program;
  const binary = built.get(source) ?? build(program);
  built.set(source, binary);
  const found = await binary;
  if (typeof found !== 'string') return { name, why: found.why };

  const child = spawn(found, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    name,
    per: passes * count,
    async run() {
      child.stdin.write(`${passes}\n`);
      const { value, done } = await answers.next();
      if (done === true) throw new Error(`${name} ended without an answer`);
      return Number(value.split(' ')[0]);
    },
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.stdin.end();
      await ended;
    },
  };
}

async function build({
  source,
  compilers,
  flags = [],
  libraries = [],
}: NativeProgram): Promise<string | { why: string }> {
  const binary = join(tmpdir(), `ballast-bench-${process.pid}-${source.replace(/\W/g, '-')}`);
  const path = fileURLToPath(new URL(`./c/${source}`, import.meta.url));
  for (const compiler of compilers) {
    try {
      await execute(compiler, ['-O3', '-march=native', ...flags, path, '-o', binary, ...libraries]);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') continue;
      return { why: `not available: ${compiler} cannot build it (${reason(error)})` };
    }
    return binary;
  }
  return { why: `not available: there is no ${compilers.join(', no ')}` };
}

/** Takes away what was built. */
export async function removeBuilt(): Promise<void> {
  for (const binary of built.values()) {
    const path = await binary;
    if (typeof path === 'string') await rm(path, { force: true });
  }
}

function reason(error: unknown): string {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  return stderr.split('\n').find((line) => line.includes('error')) ?? 'no reason given';
}
