import { expect, onTestFinished, test } from 'vitest';
import type { CollateralKind, CollateralTerms, Order } from '../model/order.js';
import { tokenAmount, unixMillis } from '../model/units.js';
import { createAlarms } from '../record/alarms.js';
import { newId } from '../record/id.js';
import { openLedger } from '../record/ledger.js';
import { alertsSince, openAlerts } from '../record/queries/alerts.js';
import { insertAttempt } from '../record/statements/attempts.js';
import { insertFill } from '../record/statements/orders.js';
import { sampleAccount, sampleAttempt, sampleOrder, workOf } from '../record/testing/sample.js';
import { looseNow } from './looseNow.js';
import { createLooseWatch } from './looseWatch.js';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const chainId = 42161;
const now = () => unixMillis(1_700_000_100_000);

const usdc = (kind: CollateralKind, amount: bigint): CollateralTerms => ({
  ...{ kind, venue: 'perp-v2', marginAccount: 'perp-v2 cross', token: 'USDC', decimals: 6 },
  amount: tokenAmount(amount * 10n ** 6n),
});

async function watching() {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const look = createLooseWatch({ ledger, alarms: createAlarms({ ledger, now, log }), now });
  const snapshotOf = (held: bigint, unread: readonly string[] = []) => ({
    ...{ account: sampleAccount, chainId },
    readings: [{ positions: [], markets: [], funding: [{ token: { symbol: 'USDC' }, balance: held * 10n ** 6n }] }],
    unread: unread.map((venue) => ({ venue, error: 'silent' })),
  });
  return {
    ledger,
    async filled(order: Order) {
      const attempt = sampleAttempt(order, { chainId });
      const { venue: _, ...fill } = order.terms as CollateralTerms;
      await ledger.commit([
        workOf(order),
        insertAttempt(attempt),
        insertFill({ id: newId(order.createdAt), order: order.id, attempt: attempt.id, fill, at: order.createdAt }),
      ]);
    },
    /** What is open once the wallet was seen to hold so much. */
    async seen(held: bigint, unread?: readonly string[]): Promise<string[]> {
      await look({ taken: [{ snapshot: snapshotOf(held, unread) }] } as never);
      return (await openAlerts(ledger)).map(({ code, text }) => `${code}: ${text}`);
    },
    loose: async (held: bigint) => (await looseNow(ledger, snapshotOf(held) as never, now())).loose,
  };
}

/** A row that took 400 USDC out, and of which the deposit came to nothing. */
async function broken(watch: Awaited<ReturnType<typeof watching>>): Promise<void> {
  const first = sampleOrder({ terms: usdc('removeCollateral', 400n), status: 'Filled' });
  await watch.filled({ ...first, step: { programme: first.id, index: 0, of: 2 } });
  const step = { programme: first.id, index: 1, of: 2 };
  const second = sampleOrder({ terms: usdc('addCollateral', 400n), status: 'Rejected', text: 'paused', step });
  await watch.ledger.commit(workOf(second));
}

test('default: open while it lies there, told with its origin and what became of the row; closed once it is used', async () => {
  const watch = await watching();
  await broken(watch);
  const [said, ...more] = await watch.seen(500n);
  expect(more).toEqual([]);
  expect(said).toMatch(
    /^LOOSE_COLLATERAL: in the wallet lie 400 USDC from perp-v2 cross; step 2 of 2 .* Rejected: paused/,
  );
  await watch.filled(sampleOrder({ terms: usdc('addCollateral', 400n), status: 'Filled' }));
  expect(await watch.seen(100n)).toEqual([]);
});

test('behavior: closed for good once the wallet holds it no more; what comes later is other money', async () => {
  const watch = await watching();
  await broken(watch);
  expect(await watch.seen(500n)).toHaveLength(1);
  expect(await watch.seen(0n)).toEqual([]);
  expect(await watch.seen(500n)).toEqual([]);
  expect(await watch.loose(500n)).toEqual([]);
  expect(await alertsSince(watch.ledger, unixMillis(0))).toHaveLength(1);
});

test('behavior: nothing is said to be over while a venue is not read; alerts of others are left alone', async () => {
  const watch = await watching();
  await broken(watch);
  await watch.seen(500n);
  expect(await watch.seen(0n, ['perp-v2'])).toHaveLength(1);
  const alarms = createAlarms({ ledger: watch.ledger, now, log });
  const other = { code: 'LOOSE_COLLATERAL', subject: `${sampleAccount} on 1: row x` } as const;
  await alarms.raise({ ...other, text: 'elsewhere' });
  expect(await watch.seen(0n)).toEqual(['LOOSE_COLLATERAL: elsewhere']);
});

test('behavior: nothing where every row was done', async () => {
  const watch = await watching();
  const first = sampleOrder({ terms: usdc('removeCollateral', 400n), status: 'Filled' });
  await watch.filled({ ...first, step: { programme: first.id, index: 0, of: 1 } });
  expect(await watch.seen(500n)).toEqual([]);
});
