import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { newId } from '../../record/id.js';
import { type Ledger, openLedger } from '../../record/ledger.js';
import { openBreak } from '../../record/statements/breaks.js';
import { insertDecision } from '../../record/statements/orders.js';
import { insertParents, recordEvents } from '../../record/statements/parentOrders.js';
import { openReview } from '../../record/statements/reviews.js';
import { insertTick } from '../../record/statements/ticks.js';
import { sampleAccount, sampleDecision, sampleTick } from '../../record/testing/sample.js';
import { sampleParent } from '../../record/testing/sampleParent.js';
import { sampleReview } from '../../record/testing/sampleReview.js';
import { why } from './why.js';

const at = unixMillis(1_700_000_000_000);

let ledger: Ledger;
beforeEach(() => {
  ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
});

const ids = async (table: string) =>
  ((await ledger.db.all(`select id from ${table} order by id`)) as { id: string }[]).map(({ id }) => id);
const told = async (id: string) => (await why(ledger, id, at)).text;

describe('of an order that somebody asked for', () => {
  const parent = sampleParent({ clOrdId: 'june-1' });
  beforeEach(async () => {
    await ledger.commit(insertParents([parent]));
    await ledger.commit(
      recordEvents(parent, [{ event: { kind: 'reject' }, text: 'too large' }], { author: 'keeper', at }),
    );
    await ledger.commit(openReview(sampleReview({ openedAt: at, subject: { parent: parent.id } })));
  });

  test('default: its name, its id, its executions and its reviews all lead to its story', async () => {
    const story = await told('june-1');
    expect(story).toContain('june-1');
    const events = await ids('executions');
    expect(events.length).toBeGreaterThan(0);
    const [review = ''] = await ids('reviews');
    for (const id of [parent.id, parent.id.slice(0, 13), ...events, review]) expect(await told(id)).toBe(story);
  });
});

test('behavior: what has no decision behind it says which verb shows it', async () => {
  const found = {
    ...{ id: newId(at), strategy: 'eth-book', account: sampleAccount, chainId: 31337, venue: 'perp-v2' },
    ...{ what: 'perp-v2 ETH', expected: 1, actual: 2, text: '1 more', isGift: false, openedAt: at },
  };
  await ledger.commit(openBreak(found));
  await ledger.commit(openReview(sampleReview({ openedAt: at, subject: { underlying: 'ETH' } })));
  const [review = ''] = await ids('reviews');
  await expect(why(ledger, found.id, at)).rejects.toMatchObject({ mend: 'see `ballast breaks --all`' });
  expect((await why(ledger, review, at)).text).toMatch(/^open {2}sell 30\.0000 perp-v2 ETH/);
});

test('behavior: a decision that waits for a person is not told as acted', async () => {
  const tick = sampleTick();
  const check = { code: 'GROSS_EXPOSURE', verdict: 'review', text: 'a person looks above 5 usd' } as const;
  const decision = sampleDecision({ verdict: 'review', checks: [check] });
  const { strategy, strategyHash } = tick;
  await ledger.commit([insertTick(tick), insertDecision(decision, { tick: tick.id, strategy, strategyHash, at })]);
  const text = await told(decision.id);
  expect(text).toContain('FOR REVIEW');
  expect(text).toMatch(/checks +1 for review\n +GROSS_EXPOSURE: a person looks above 5 usd/);
});
