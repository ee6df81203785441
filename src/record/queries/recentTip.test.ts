import { type Hex, keccak256, serializeTransaction } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import type { AttemptState } from '../../model/order.js';
import { unixMillis, wei } from '../../model/units.js';
import { newId } from '../id.js';
import { type Ledger, openLedger } from '../ledger.js';
import { insertAttempt } from '../statements/attempts.js';
import { sampleAttempt, sampleOrder, sampleStep, workOf } from '../testing/sample.js';
import { recentTip } from './recentTip.js';

const from = { account: sampleOrder().account, chainId: 42161 };

async function sent(ledger: Ledger, tips: readonly number[], change: { state?: AttemptState; keeper?: true } = {}) {
  for (const tip of tips) {
    const at = unixMillis(1_700_000_000_000 + nonce * 1_000);
    const order = sampleOrder({ chainId: from.chainId, createdAt: at });
    const bytes: Hex = serializeTransaction(
      { chainId: from.chainId, nonce, maxFeePerGas: 10n ** 12n, maxPriorityFeePerGas: BigInt(tip), type: 'eip1559' },
      { r: `0x${'1'.repeat(64)}`, s: `0x${'2'.repeat(64)}`, yParity: 0 },
    );
    const { state = 'Final', keeper } = change;
    const step = { ...sampleStep, ...(keeper ? { keeperGas: [{ gas: 1n, paid: wei(0n) }] } : {}) };
    const attempt = { ...sampleAttempt(order, { chainId: from.chainId, state }), id: newId(at), nonce, bytes };
    await ledger.commit([workOf(order, step), insertAttempt({ ...attempt, hash: keccak256(bytes) })]);
    nonce += 1;
  }
}
let nonce = 0;

function open(): Ledger {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  return ledger;
}

test('default: the middle of the newest five', async () => {
  const ledger = open();
  expect(await recentTip(ledger, from)).toBeUndefined();
  await sent(ledger, [900, 900, 900]);
  expect(await recentTip(ledger, from)).toBe(900n);
  await sent(ledger, [5, 1, 70_000, 4, 3]);
  expect(await recentTip(ledger, from)).toBe(4n);
});

test('behavior: what is in no block, pays keepers, or is of another chain tells nothing', async () => {
  const ledger = open();
  await sent(ledger, [7], { state: 'Broadcast' });
  await sent(ledger, [8], { keeper: true });
  expect(await recentTip(ledger, from)).toBeUndefined();
  await sent(ledger, [9]);
  expect(await recentTip(ledger, { ...from, chainId: 1 })).toBeUndefined();
  expect(await recentTip(ledger, from)).toBe(9n);
});
