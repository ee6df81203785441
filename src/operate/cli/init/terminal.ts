import { createInterface } from 'node:readline/promises';
import { BallastError } from '../../../model/error.js';

/** Somebody who answers. */
export interface Terminal {
  /** Without the spaces around it. @throws BallastError when they have had enough */
  ask(question: string): Promise<string>;
  say(text: string): void;
  close(): void;
}

const stopped = () => new BallastError('stopped; nothing was written');

/** The terminal this was started from; null where nobody sits at one. Ctrl-C and Ctrl-D end the asking. */
export function openTerminal(): Terminal | null {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return null;
  const enough = new AbortController();
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  lines.on('SIGINT', () => enough.abort());
  lines.on('close', () => enough.abort());
  return {
    async ask(question) {
      if (enough.signal.aborted) throw stopped();
      try {
        return (await lines.question(`${question} `, { signal: enough.signal })).trim();
      } catch (error) {
        if (!enough.signal.aborted) throw error;
        process.stderr.write('\n');
        throw stopped();
      }
    },
    say: (text) => void process.stderr.write(`${text}\n`),
    close: () => lines.close(),
  };
}
