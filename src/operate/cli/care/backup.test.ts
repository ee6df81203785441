import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keptLedger } from '../../care/testing/keptLedger.js';
import { backup } from './backup.js';

test('behavior: a ballast.yaml that is wrong keeps nobody from a backup that says where to', async () => {
  const { folder, file, settings } = await keptLedger(onTestFinished);
  writeFileSync(settings, 'chians: {}\n');
  const [to, options] = [join(folder, 'out'), { settings, db: file }];
  await expect(backup(options)).rejects.toThrow('chians');
  await expect(backup({ ...options, to, withKeys: true })).rejects.toThrow('chians');
  const { text } = await backup({ ...options, to });
  expect(text).toContain('read from end to end');
  expect(text).toContain('strategies/book.yaml');
  expect(readdirSync(to).filter((name) => !name.startsWith('.'))).toHaveLength(1);
});
