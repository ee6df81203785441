import { expect, onTestFinished, test } from 'vitest';
import { unlimitedKeyPolicy } from '../../model/keyPolicy.js';
import type { Block, Snapshot, VenueReading } from '../../model/snapshot.js';
import { unixMillis } from '../../model/units.js';
import { createAlarms } from '../../record/alarms.js';
import { openAlerts } from '../../record/queries/alerts.js';
import { attemptsOf } from '../../record/queries/attempts.js';
import { notYetRead } from '../../venues/strictCall.js';
import { createPolicedSigner } from '../transactions/policy/policedSigner.js';
import type { KnownVenue } from '../transactions/policy/readCalls.js';
import { SignerError } from '../transactions/signerError.js';
import { chainId, newPayment, setUp, signer, silent, tampered } from '../transactions/testing/sending.js';
import { urgencies } from '../transactions/urgency.js';
import { executorOn, payingWork } from './testing/executing.js';

const reading: VenueReading = {
  ...{ venue: 'perp-v2', positions: [], marginAccounts: [], markets: [], funding: [], prices: {} },
  detail: null,
};

/** A venue whose calldata cannot be told without a reading, as most of them are. */
const numbering: KnownVenue = {
  id: 'perp-v2',
  decodeCall({ value }, known) {
    if (!known) throw notYetRead('what this number stands for is not known yet');
    return [{ does: 'pay', recipients: [signer.address], pays: [], value, notional: 0, lowersRisk: true }];
  },
};

test('default: what an earlier run left in no block is sent again dearer as soon as its venue was read', async () => {
  let clock = Date.now();
  const now = () => unixMillis(clock);
  const { client, ledger, head } = await setUp(onTestFinished, { now });
  const { order, work } = newPayment({ orderClass: 'survive', createdAt: now() });
  await ledger.commit(work);
  const started = () => {
    const alarms = createAlarms({ ledger, now, log: silent });
    const policed = createPolicedSigner({
      ...{ signer, account: signer.address, chainId, policy: unlimitedKeyPolicy, venues: [numbering] },
      ...{ ledger, alarms, now, log: silent },
    });
    return executorOn({ client, ledger }, { signer: policed, now });
  };
  const paying = payingWork(order);
  const snapshot: Snapshot = { ...paying.snapshot, readings: [reading] };
  await started().work({ ...paying, snapshot });
  expect(await attemptsOf(ledger, order.id)).toHaveLength(1);

  const again = started();
  clock += urgencies.survive.firstAfter;
  const look = async () => again.advance((await head()) as Block);
  await look();
  expect(await attemptsOf(ledger, order.id)).toHaveLength(1);
  expect(await openAlerts(ledger)).toEqual([]);
  again.observed(snapshot);
  await look();
  expect(await attemptsOf(ledger, order.id)).toHaveLength(2);
});

test('behavior: what was lost, and the signer does not sign dearer now, is sent as it is', async () => {
  let clock = Date.now();
  const now = () => unixMillis(clock);
  const { client, ledger, head } = await setUp(onTestFinished, { now });
  const { order, work } = newPayment({ orderClass: 'survive', createdAt: now() });
  await ledger.commit(work);
  const losing = tampered(client, () => Promise.reject(new Error('socket hang up')));
  await executorOn({ client: losing, ledger }, { now }).work(payingWork(order));
  expect(await attemptsOf(ledger, order.id)).toMatchObject([{ state: 'Unknown' }]);

  const away = {
    ...signer,
    sign: () => Promise.reject(new SignerError('the signer is away', { retryable: true })),
  };
  const again = executorOn({ client, ledger }, { signer: away, now });
  again.observed({ ...payingWork(order).snapshot, readings: [reading] });
  clock += urgencies.survive.firstAfter;
  await again.advance((await head()) as Block);
  expect(await attemptsOf(ledger, order.id)).toMatchObject([{ state: 'Broadcast' }]);
});
