import { createInterface } from 'node:readline/promises';
import { BallastError } from '../../model/error.js';
import { exitCodes } from './exitCodes.js';

/** Somebody who answers. */
export interface Terminal {
  /** Without the spaces around it. @throws BallastError when they have had enough */
  ask(question: string): Promise<string>;
  say(text: string): void;
  close(): void;
}

/**
 * The terminal this was started from; null where nobody sits at one. Ctrl-D ends the asking, Ctrl-C the process, as the signal would.
 * @param soFar - What is told of whoever has had enough: `nothing was written`.
 */
export function openTerminal(soFar: string): Terminal | null {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return null;
  const stopped = `stopped; ${soFar}`;
  const enough = new AbortController();
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // A terminal whose lines are read hands Ctrl-C to the reader, and there may be no question to be had out of.
  lines.on('SIGINT', () => {
    process.stderr.write(`\n${stopped}\n`);
    lines.close();
    process.exit(exitCodes.interrupted);
  });
  lines.on('close', () => enough.abort());
  return {
    async ask(question) {
      if (enough.signal.aborted) throw new BallastError(stopped);
      try {
        return (await lines.question(`${question} `, { signal: enough.signal })).trim();
      } catch (error) {
        if (!enough.signal.aborted) throw error;
        process.stderr.write('\n');
        throw new BallastError(stopped);
      }
    },
    say: (text) => void process.stderr.write(`${text}\n`),
    close: () => lines.close(),
  };
}
