import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../../model/units.js';
import { openLedger } from '../../../record/ledger.js';
import { strangerWrote } from '../../../record/statements/telegram.js';
import { whoami } from './whoami.js';

test('default: who has written and is not on the list, the newest first, with the line that puts them there', async () => {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const now = 1_800_000_000_000;
  expect((await whoami(ledger, now)).text).toMatch(/^nobody who is not on its list has written/);
  await ledger.commit([strangerWrote(7, unixMillis(now - 60_000)), strangerWrote(123456789, unixMillis(now - 5_000))]);
  const { text, json } = await whoami(ledger, now);
  expect(text).toMatch(/123456789 {2}5\.0 s ago {2} +1\n +7 {2}1 min ago/);
  expect(text).toContain('- { id: 123456789, name: YOUR-NAME, role: operator }');
  expect(json).toMatchObject({ strangers: [{ user: 123456789, times: 1 }, { user: 7 }] });
});
