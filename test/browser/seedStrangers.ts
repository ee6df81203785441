import { unixMillis } from '../../src/model/units.js';
import { perp } from '../../src/operate/orders/testing/deskLedger.js';
import type { Ledger } from '../../src/record/ledger.js';
import { latestTick } from '../../src/record/queries/ticks.js';
import { raiseAlert } from '../../src/record/statements/alerts.js';
import { insertPositions, insertTick } from '../../src/record/statements/ticks.js';
import { sampleOrder, sampleTick, sampleTrade, workOf } from '../../src/record/testing/sample.js';

/** Puts `words` wherever strangers have a say: the name of a token, what a contract reverts with, what an endpoint answers. */
export async function seedStrangers(ledger: Ledger, now: number, words: string): Promise<{ order: string }> {
  const at = unixMillis(now - 1_000);
  const { strategyHash } = (await latestTick(ledger, 'eth-book')) ?? sampleTick();
  const order = sampleOrder({
    ...{ createdAt: unixMillis(now - 1_500), status: 'Rejected', text: `execution reverted: ${words}` },
    terms: { ...sampleTrade, instrument: `perp-v2 ${words}` },
  });
  // Ids tell what was written last: what was decided before the newest sample is made before it.
  const work = workOf(order);
  const tick = sampleTick({ strategy: 'eth-book', strategyHash, at, summary: { mode: 'live' } });
  await ledger.commit([
    work,
    insertTick(tick),
    insertPositions(tick.id, [perp(words, -2, 2_400)]),
    raiseAlert({ code: 'ENDPOINT_LYING', subject: words, text: `it answers: ${words}`, at }),
  ]);
  return { order: order.id };
}
