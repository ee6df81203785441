import { expect, onTestFinished, test } from 'vitest';
import type { CollateralKind, CollateralTerms } from '../../model/order.js';
import { tokenAmount } from '../../model/units.js';
import { newId } from '../../record/id.js';
import { openLedger } from '../../record/ledger.js';
import { insertAttempt } from '../../record/statements/attempts.js';
import { insertFill } from '../../record/statements/orders.js';
import { sampleAttempt, sampleOrder, workOf } from '../../record/testing/sample.js';
import { broughtLess } from './broughtLess.js';

const usdc = (kind: CollateralKind, amount: bigint): CollateralTerms => ({
  ...{ kind, venue: 'perp-v2', marginAccount: 'perp-v2 cross', token: 'USDC', decimals: 6 },
  amount: tokenAmount(amount * 10n ** 6n),
});

/** What is said of a deposit after a withdrawal that was filled with so much. */
async function after(withdrawn: bigint, deposit: CollateralTerms): Promise<string | null> {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const terms = usdc('removeCollateral', withdrawn);
  const first = sampleOrder({ terms, status: 'Filled' });
  const programme = first.id;
  const second = sampleOrder({ terms: deposit, step: { programme, index: 1, of: 2 } });
  const attempt = sampleAttempt(first);
  const { venue: _, ...fill } = terms;
  await ledger.commit([
    workOf({ ...first, step: { programme, index: 0, of: 2 } }),
    workOf(second),
    insertAttempt(attempt),
    insertFill({ id: newId(first.createdAt), order: first.id, attempt: attempt.id, fill, at: first.createdAt }),
  ]);
  return broughtLess(ledger, second, { readings: [] });
}

test('default: told with both amounts', async () => {
  expect(await after(990n, usdc('addCollateral', 1_000n))).toBe(
    'the steps before it brought 990 USDC, and it takes 1000 USDC',
  );
});

test('behavior: not where they brought enough, or none of its token, or nothing is paid', async () => {
  expect(await after(1_000n, usdc('repay', 1_000n))).toBeNull();
  expect(await after(990n, { ...usdc('addCollateral', 1_000n), token: 'DAI' })).toBeNull();
  expect(await after(990n, usdc('removeCollateral', 1_000n))).toBeNull();
});
