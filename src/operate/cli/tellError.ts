import { styleText } from 'node:util';
import { CommanderError } from 'commander';
import { BallastError } from '../../model/error.js';
import { redactUrls } from '../../observe/endpoints/redactUrls.js';
import { plainText } from '../plainText.js';
import { exitCodeOf, exitCodes } from './exitCodes.js';

/**
 * Says on standard error why a verb failed. Ours explain themselves and are for the operator to mend; anything else is
 * a defect, and its stack belongs in the report of it.
 * @returns the exit code
 */
export function tellError(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.badInput;
  if (error instanceof BallastError) {
    const message = plainText(redactUrls(error.message), false);
    process.stderr.write(`${process.stderr.isTTY ? painted(message) : message}\n`);
    // What is wrong with the ledger for good is a matter of which file was named.
    return error.retryable || error.refusedBySystem ? exitCodeOf(error) : exitCodes.badInput;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${plainText(redactUrls(stack), false)}\n`);
  return exitCodes.unexpected;
}

/** For a terminal: what is wrong in red, what to do about it in green. */
function painted(message: string): string {
  const [first = '', ...rest] = message.split('\n');
  return [
    styleText(['red', 'bold'], first),
    ...rest.map((line) => (/^\s*mend: /.test(line) ? styleText('green', line) : line)),
  ].join('\n');
}
