import { expect, onTestFinished, test } from 'vitest';
import { milliseconds, unixMillis } from '../../model/units.js';
import { openLedger } from '../../record/ledger.js';
import { attemptsOf } from '../../record/queries/attempts.js';
import { insertTradingState } from '../../record/statements/runs.js';
import { previewRecovery } from './previewRecovery.js';
import { chainId, openJournal, paying, setUp, signer, tampered } from './testing/sending.js';

const later = milliseconds(6 * 60_000);

async function lost() {
  const world = await setUp(onTestFinished);
  const cut = openJournal({
    file: world.file,
    client: tampered(world.client, () => Promise.reject(new Error('socket hang up'))),
  });
  onTestFinished(() => cut.ledger.close());
  const sent = await cut.transactor.send(paying(world.order));
  const reader = openLedger({ file: world.file, readonly: true });
  onTestFinished(() => reader.close());
  const preview = (now = Date.now()) =>
    previewRecovery({
      ...{ client: world.client, ledger: reader, account: signer.address, chainId, confirmations: 1 },
      now: () => unixMillis(now),
    });
  return { ...world, sent, preview };
}

test('default: what a start would do is told from a ledger that cannot be written, and nothing is done', async () => {
  const { client, ledger, order, sent, preview } = await lost();
  expect(await preview()).toMatchObject([{ attempt: { id: sent.id }, judgement: { events: [], act: 'resend' } }]);
  expect(await preview(Date.now() + later)).toMatchObject([{ judgement: { act: 'cancel' } }]);
  expect(await attemptsOf(ledger, order.id)).toMatchObject([{ state: 'Unknown' }]);
  const params: [`0x${string}`, 'pending'] = [signer.address, 'pending'];
  expect(await client.request({ method: 'eth_getTransactionCount', params })).toBe('0x0');
});

test('behavior: what is mined would be written, and the trading state tells what would be sent', async () => {
  const { ledger, order, transactor, mine, head, preview } = await lost();
  const say = (state: 'halted' | 'reducing') =>
    ledger.commit(insertTradingState({ state, reason: 'drill', author: 'ada', at: unixMillis(0) }));
  await say('halted');
  expect(await preview()).toMatchObject([{ judgement: { act: 'nothing' } }]);
  await say('reducing');
  expect(await preview()).toMatchObject([{ judgement: { act: 'cancel' } }]);
  await transactor.recover();
  await mine();
  const [stale, cancel] = await preview();
  expect(stale).toMatchObject({ judgement: { events: ['replace'] } });
  expect(cancel).toMatchObject({ attempt: { cancels: true }, judgement: { events: ['mine', 'finalise'] } });
  await transactor.resolveAll(await head());
  expect((await attemptsOf(ledger, order.id)).map(({ state }) => state)).toEqual(['Replaced', 'Final']);
  expect(await preview()).toEqual([]);
});
