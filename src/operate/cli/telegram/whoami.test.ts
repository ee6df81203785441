import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../../model/units.js';
import { openLedger } from '../../../record/ledger.js';
import { strangerWrote } from '../../../record/statements/telegram.js';
import { temporaryFolder } from '../../../record/testing/sample.js';
import { whoami } from './whoami.js';

/** A ballast.yaml that nobody has written. */
const nowhere = '/nowhere/ballast.yaml';

test('default: who has written and is not on the list, the newest first, with the line that puts them there', async () => {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const now = 1_800_000_000_000;
  expect((await whoami(ledger, now, nowhere)).text).toMatch(/^nobody who is not on its list has written/);
  await ledger.commit([strangerWrote(7, unixMillis(now - 60_000)), strangerWrote(123456789, unixMillis(now - 5_000))]);
  const { text, json } = await whoami(ledger, now, nowhere);
  expect(text).toMatch(/123456789 {2}5\.0 s ago {2} +1\n +7 {2}1 min ago/);
  expect(text).toContain('- { id: 123456789, name: YOUR-NAME, role: operator }');
  expect(json).toMatchObject({ strangers: [{ user: 123456789, times: 1 }, { user: 7 }] });
});

test('behavior: where ballast.yaml has no bot, nobody is told to write to it', async () => {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const settings = join(temporaryFolder(onTestFinished), 'ballast.yaml');
  writeFileSync(settings, 'chains: {}\n');
  await expect(whoami(ledger, 1, settings)).rejects.toThrow('there is no bot');
  writeFileSync(settings, 'telegram: { token: x }\n');
  expect((await whoami(ledger, 1, settings)).text).toMatch(/^nobody who is not on its list has written/);
});
