import { expect, onTestFinished, test, vi } from 'vitest';
import { BallastError } from '../../model/error.js';
import { sayRefused } from '../../model/refusedBySystem.js';
import { LedgerError, writingError } from '../../record/errors.js';
import { exitCodes } from './exitCodes.js';
import { tellError } from './tellError.js';

const systemError = (code: string) => Object.assign(new Error(`${code}: it was refused`), { code });
const { badInput, unexpected, ledgerFailed } = exitCodes;

test.each<[string, unknown, number]>([
  ['what is wrong with the input', new BallastError('so not'), badInput],
  ['what may be so later', new BallastError('not yet', { retryable: true }), unexpected],
  ['another ledger than was meant', new LedgerError('no ledger'), badInput],
  ['a ledger on a full disk', writingError('a.db', systemError('SQLITE_FULL')), ledgerFailed],
  ['a ledger that may not be written', writingError('a.db', systemError('SQLITE_READONLY_DIRECTORY')), ledgerFailed],
  ['a full disk', sayRefused('a.yaml', systemError('ENOSPC')), ledgerFailed],
  ['a folder that may not be written', sayRefused('a.yaml', systemError('EACCES')), ledgerFailed],
  ['what nobody foresaw', sayRefused('a.yaml', systemError('EINVAL')), unexpected],
])('behavior: the exit code of %s', (_, error, code) => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => said.mockRestore());
  expect(tellError(error)).toBe(code);
  expect(String(said.mock.calls[0]?.[0]).includes('    at ')).toBe(
    code === unexpected && !(error instanceof BallastError),
  );
});
