import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFailed } from 'vitest';
import { compiled } from '../compiled.js';

/** The real command line, in a process of its own: what `bin` of package.json names, and what is installed. */

export interface Said {
  /** null when it was ended by a signal. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface BallastOptions {
  /** The working folder; one that has no ballast.yaml unless told. */
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  /** Its standard input, closed after that. */
  input?: string;
}

export interface Running {
  pid: number;
  said: Said;
  /** Resolves with the first line of standard error that has it; rejects when the process ends without. */
  line(text: string | RegExp): Promise<string>;
  signal(name: NodeJS.Signals): void;
  ended: Promise<Said>;
}

type Finished = (forget: () => void | Promise<void>) => void;

export function newFolder(onFinished: Finished): string {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-cli-'));
  onFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Says a verb and waits for the end. */
export async function ballast(args: readonly string[], options: BallastOptions = {}): Promise<Said> {
  return listen(launch(args, options)).ended;
}

/** Characters. */
const mostShown = 4_000;

/** Starts a daemon; it is killed when the test is over, if it still runs then. What it said is shown where the test has failed. */
export function start(args: readonly string[], onFinished: Finished, options: BallastOptions = {}): Running {
  const child = launch(args, options);
  const running = listen(child);
  onTestFailed(() => {
    process.stderr.write(`process ${child.pid} has said:\n${running.said.stderr.slice(-mostShown)}\n`);
  });
  onFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await running.ended;
  });
  return running;
}

/** A file that can be started as it is. */
export const mainFile = (): string => join(compiled(), 'bundle/ballast.js');

function launch(args: readonly string[], { cwd = tmpdir(), env = {}, input = '' }: BallastOptions): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(mainFile(), args, { cwd, env: { PATH, HOME, ...env } });
  child.stdin?.on('error', () => {}); // who needs no answer does not wait for one
  child.stdin?.end(input);
  return child;
}

function listen(child: ChildProcess): Running {
  const said: Said = { code: null, stdout: '', stderr: '' };
  let heard = () => {};
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text;
    heard();
  });
  let over = false;
  const ended = once(child, 'close').then(([code]) => {
    said.code = code;
    over = true;
    heard();
    return said;
  });
  return {
    pid: child.pid ?? 0,
    said,
    ended,
    signal: (name) => void child.kill(name),
    async line(text) {
      for (;;) {
        const rung = new Promise<void>((resolve) => {
          heard = resolve;
        });
        const whole = said.stderr.slice(0, said.stderr.lastIndexOf('\n') + 1);
        const found = whole.split('\n').find((one) => (typeof text === 'string' ? one.includes(text) : text.test(one)));
        if (found !== undefined) return found;
        if (over) throw new Error(`it ended with ${said.code} and never said ${text}:\n${said.stderr}`);
        await rung;
      }
    },
  };
}
