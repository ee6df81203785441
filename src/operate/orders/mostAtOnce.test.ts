import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../record/testing/sample.js';
import { takeDaemonLock } from '../daemonLock.js';
import { mostAtOnce } from './mostAtOnce.js';

test('default: a daemon must get its turn to write', () => {
  const file = join(temporaryFolder(onTestFinished), 'ballast.db');
  const alone = mostAtOnce(file);
  const lock = takeDaemonLock(file);
  const beside = mostAtOnce(file);
  lock.release();
  expect(beside.orders).toBeLessThan(alone.orders);
  expect(beside.mend).toContain('a daemon keeps this ledger');
  expect(mostAtOnce(file)).toEqual(alone);
});
