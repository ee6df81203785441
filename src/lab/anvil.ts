import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { LabError, LabUnavailable } from './errors.js';

export interface Anvil {
  /** http://127.0.0.1:N, a port of the system's choice. */
  url: string;
  /** The same port speaks WebSocket. */
  wsUrl: string;
  /** Of the process that stands guard over Anvil. */
  pid: number;
  /** Resolves when Anvil is gone. Safe to call twice. */
  stop(): Promise<void>;
}

export interface AnvilOptions {
  args?: readonly string[];
  /** Of the genesis block, Unix seconds; the chain's clock runs on from it. */
  timestamp?: number;
}

/**
 * A local chain that cannot outlive us. On POSIX a shell stands between: it holds the reading end of a pipe whose writing
 * end only we hold, and kills Anvil when that pipe closes. The kernel closes it on every way out, `kill -9` included.
 * Detached, so that Ctrl-C in a terminal reaches us alone and we may finish what is in hand.
 *
 * @throws LabUnavailable when the binary's package is missing, LabError when Anvil does not start
 */
export async function startAnvil({ args = [], timestamp }: AnvilOptions = {}): Promise<Anvil> {
  const anvilArgs = ['--port', '0', '--slots-in-an-epoch', '1', ...args];
  if (timestamp !== undefined) anvilArgs.push('--timestamp', String(timestamp));
  const child = launch(anvilBinary(), anvilArgs);
  const port = await listeningPort(child);
  // A forgotten lab must not keep the process alive.
  child.unref();
  for (const stream of child.stdio)
    if (stream && 'unref' in stream && typeof stream.unref === 'function') stream.unref();

  const url = `http://127.0.0.1:${port}`;
  await quiet(url);
  return {
    url,
    wsUrl: `ws://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.ref();
      const gone = once(child, 'exit');
      if (process.platform === 'win32') child.kill();
      child.stdin?.destroy();
      await gone;
    },
  };
}

// The watcher reads a line that never comes: end of file is the signal. Anvil must not inherit the pipe. What Anvil writes to the disk of
// past states it leaves behind, gigabytes in a long life: it goes with Anvil.
const guard = `
exec 3<&0 </dev/null
states=$(mktemp -d "\${TMPDIR:-/tmp}/ballast-anvil.XXXXXX") || exit 1
"$@" --cache-path "$states" 3<&- &
anvil=$!
( read -r _ <&3; kill "$anvil" ) 2>/dev/null &
watcher=$!
exec 3<&-
wait "$anvil"; code=$?
kill "$watcher" 2>/dev/null
rm -rf "$states"
exit "$code"`;

function launch(binary: string, args: readonly string[]): ChildProcess {
  if (process.platform === 'win32') {
    const child = spawn(binary, args, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    process.once('exit', () => child.kill());
    return child;
  }
  return spawn('/bin/sh', ['-c', guard, 'anvil', binary, ...args], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
}

const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

function anvilBinary(): string {
  const { platform } = process;
  const name = `@foundry-rs/anvil-${platform}-${architectures[process.arch] ?? process.arch}`;
  try {
    return createRequire(import.meta.url).resolve(`${name}/bin/anvil${platform === 'win32' ? '.exe' : ''}`);
  } catch (error) {
    throw new LabUnavailable(name, error);
  }
}

function listeningPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (chunk: Buffer) => {
      said += chunk;
      const port = /Listening on [\d.]+:(\d+)/.exec(said)?.[1];
      if (port === undefined) return;
      child.stdout?.off('data', hear);
      // Keep both pipes flowing: a full one would stall Anvil.
      child.stdout?.resume();
      resolve(Number(port));
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', (chunk: Buffer) => {
      if (said.length < 10_000) said += chunk;
    });
    child.once('error', (cause) => reject(new LabError('Anvil cannot be started', { cause })));
    child.once('exit', (code) =>
      reject(new LabError(`Anvil ended before it listened, exit code ${code}`, { facts: said.trim().split('\n') })),
    );
  });
}

/** Anvil describes every call on its standard output; nobody reads it there. */
async function quiet(url: string): Promise<void> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'anvil_setLoggingEnabled', params: [false] });
  await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}
