import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { openLedger } from '../../src/record/ledger.js';
import { newestTicks } from '../../src/record/queries/newestTicks.js';
import type { BookFiles } from '../../test/book.js';

/** A daemon in a process of its own, as it is installed. */
export interface Daemon {
  pid: number;
  /** From its start to its first tick in the ledger. */
  firstTickMs: number;
  /** What it has told on standard error. */
  told(): string;
  isRunning(): boolean;
  /** All that it has told, and what it ended with. */
  lastWords(): Promise<string>;
  stop(): Promise<void>;
  /** At once. */
  kill(): void;
}

/** The operator's side, as text of ballast.yaml: a console and metrics, each on a port of the system's choice. */
export const sideSettings = 'console:\n  listen: 127.0.0.1:0\nmetrics:\n  listen: 127.0.0.1:0\n';

/** Starts it, and waits until its first tick is in the ledger. @throws with what it said, where there is none */
export async function startDaemon(
  main: string,
  { settings, strategy, ledger: file }: BookFiles,
  onStarted: (kill: () => void) => void,
): Promise<Daemon> {
  const newest = await newestTick(file);
  const before = performance.now();
  const child = spawn(main, ['--settings', settings, 'run', strategy], { stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told = (told + text).slice(-20_000);
  });
  // Its last line may come after it is gone.
  const closed = once(child, 'close');
  const lastWords = async () => {
    const [code, signal] = await closed;
    return `${told}it ended with ${code ?? signal}`;
  };
  const kill = () => void child.kill('SIGKILL');
  onStarted(kill);
  const { pid } = child;
  if (pid === undefined) throw new Error('it did not start');
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  while (isRunning() && (await newestTick(file)) === newest) {
    await after(5);
    if (performance.now() - before > 120_000) throw new Error(`no tick within two minutes: ${told}`);
  }
  if (!isRunning()) throw new Error(await lastWords());
  const firstTickMs = performance.now() - before;
  return {
    ...{ pid, firstTickMs, isRunning, lastWords, kill },
    told: () => told,
    async stop() {
      if (!isRunning()) return;
      child.kill('SIGTERM');
      await closed;
    },
  };
}

async function newestTick(file: string): Promise<string | undefined> {
  if (!existsSync(file)) return undefined;
  try {
    const ledger = openLedger({ file, readonly: true });
    try {
      return (await newestTicks(ledger.db)).map(({ id }) => id).join();
    } finally {
      ledger.close();
    }
  } catch {
    return undefined; // it is being made
  }
}
