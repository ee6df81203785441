import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Block } from '../../model/block.js';
import { bps, unixMillis, WAD, wad } from '../../model/units.js';
import { plansOf } from '../../operate/views/testing/plansOf.js';
import { newId } from '../id.js';
import { openLedger } from '../ledger.js';
import { insertBlock } from '../statements/blocks.js';
import { insertParents } from '../statements/parentOrders.js';
import { insertVote, openReview } from '../statements/reviews.js';
import { temporaryFolder } from '../testing/sample.js';
import { sampleParent } from '../testing/sampleParent.js';
import { sampleReview } from '../testing/sampleReview.js';
import { blocksNamed } from './blocks.js';
import { parentsById, parentsNamed } from './parentOrders.js';
import { parentStory } from './parentStory.js';
import { proposalsNamed } from './proposals.js';
import { listReviews, reviewsNamed } from './reviews.js';

const at = unixMillis(1_700_000_000_000);

/** Three orders: the first two in a block that the third works for; each was asked about, and so was a rule. */
async function asked() {
  const file = join(temporaryFolder(onTestFinished), 'ballast.db');
  const ledger = openLedger({ file });
  onTestFinished(() => ledger.close());
  const parents = ['a', 'b', 'c'].map((clOrdId) => sampleParent({ clOrdId, createdAt: at }));
  const [first, second, third] = parents;
  if (!first || !second || !third) throw new Error('three were made');
  const block: Block = {
    ...{ id: newId(at), chainId: first.chainId, instrument: 'perp-v2 ETH', side: 'Sell', quantity: wad(2n * WAD) },
    ...{ method: 'interleave', strategy: null, account: null, parent: third.id, price: null, maxDeviation: bps(10) },
    ...{ status: 'Working', author: 'ann', createdAt: at, askedAt: null, retriedAt: null },
    members: [first, second].map(({ id, strategy, account }) => ({
      ...{ parent: id, strategy, account, quantity: wad(WAD), gives: null },
    })),
  };
  await ledger.commit([
    insertParents(parents),
    insertBlock(block),
    ...parents.map(({ id, strategy }) => openReview(sampleReview({ strategy, subject: { parent: id }, openedAt: at }))),
    openReview(sampleReview({ strategy: first.strategy, openedAt: at })),
  ]);
  for (const review of await listReviews(ledger))
    for (const author of ['ann', 'bob'])
      await ledger.commit(
        insertVote(review.id, { author, verdict: 'approve', text: JSON.stringify(review.subject), at }),
      );
  return { file, ledger, block, ids: { first: first.id, second: second.id, third: third.id } };
}

test('default: what was asked of an order, with the votes, and the blocks that it is in or works for', async () => {
  const { ledger, block, ids } = await asked();
  for (const id of Object.values(ids)) {
    const [order] = await parentsById(ledger, [id]);
    if (!order) throw new Error('it was written');
    const { reviews, blocks } = await parentStory(ledger, order);
    const text = JSON.stringify({ parent: id });
    expect(reviews).toMatchObject([
      {
        subject: { parent: id },
        votes: [
          { author: 'ann', text },
          { author: 'bob', text },
        ],
      },
    ]);
    expect(blocks.map((one) => one.id)).toEqual([block.id]);
    expect(blocks[0]?.members).toHaveLength(2);
  }
});

test('behavior: only the end of the list of questions is looked at', async () => {
  const { file, ledger, ids } = await asked();
  const [order] = await parentsById(ledger, [ids.first]);
  if (!order) throw new Error('it was written');
  const plans = await plansOf(file, (opened) => parentStory(opened, order));
  const [reviews] = plans.filter(({ query }) => query.includes('from "reviews"'));
  expect(reviews?.steps).toEqual([expect.stringMatching(/^SEARCH reviews USING INDEX \S+ \(id>\?\)$/)]);
});

test('behavior: by the beginning of an id each is found along an index', async () => {
  const { file, ledger, block, ids } = await asked();
  const beginning = block.id.slice(0, 30);
  expect((await blocksNamed(ledger, beginning.toUpperCase())).map(({ id }) => id)).toEqual([block.id]);
  expect((await parentsNamed(ledger, ids.first.slice(0, 30))).map(({ id }) => id)).toEqual([ids.first]);
  const plans = await plansOf(file, (opened) =>
    Promise.all([proposalsNamed(opened, beginning), blocksNamed(opened, beginning), reviewsNamed(opened, beginning)]),
  );
  const ranges = plans.filter(({ query }) => / < \?/.test(query));
  expect(ranges).toHaveLength(3);
  for (const { steps } of ranges) expect(steps[0]).toMatch(/^SEARCH \S+ USING .*\(id>\? AND id<\?\)$/);
});
