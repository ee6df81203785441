import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { BallastError } from '../model/error.js';
import { exitCodes } from './cli/exitCodes.js';

export type Ask = (question: string) => Promise<string>;

/** Answers from standard input, a line each, not shown while they are typed. Without a question nothing is read. */
export async function askSilently<Value>(work: (ask: Ask) => Promise<Value>): Promise<Value> {
  const isTerminal = process.stdin.isTTY;
  // One reader for all questions: a second would not see what the first has read ahead.
  let lines: Interface | undefined;
  let answers: AsyncIterator<string> | undefined;
  const open = () => {
    const silent = new Writable({ write: (_chunk, _encoding, written) => written() });
    lines = createInterface({ input: process.stdin, output: silent, terminal: isTerminal });
    // A terminal that shows nothing hands Ctrl-C to the reader.
    lines.once('SIGINT', () => {
      lines?.close();
      process.exit(exitCodes.interrupted);
    });
    return lines[Symbol.asyncIterator]();
  };
  try {
    return await work(async (question) => {
      answers ??= open();
      if (isTerminal) process.stderr.write(question);
      const { value, done } = await answers.next();
      if (isTerminal) process.stderr.write('\n');
      if (done) throw new BallastError('standard input ended before an answer', { mend: 'give one line an answer' });
      return value;
    });
  } finally {
    lines?.close();
  }
}
