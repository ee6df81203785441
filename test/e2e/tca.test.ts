import { expect, onTestFinished, test } from 'vitest';
import { avgPx } from '../../src/model/parentState.js';
import { milliseconds, toFloat, unixMillis, wei, weiToFloat } from '../../src/model/units.js';
import { tcaReport } from '../../src/operate/cli/tca/tca.js';
import { captureParents } from '../../src/record/captureParents.js';
import { parentsById } from '../../src/record/queries/parentOrders.js';
import { tca } from '../../src/record/queries/tca/tca.js';
import { marksOf } from '../../src/record/queries/workingMarks.js';
import { recordEvent } from '../../src/record/statements/parentOrders.js';
import { sampleParent } from '../../src/record/testing/sampleParent.js';
import { useLab } from '../lab.js';
import { runKeeper } from '../runKeeper.js';
import { orderStories, settledAccount } from './story.js';

const lab = useLab();

/** Acts on what is held at first, and on nothing that is bought later. */
const hedge = { hedge: 'ETH', when: 'delta > 1.5 and delta < 2.5', to: 1, on: 'perp-v2 ETH', maxSlippage: '5%' };
const twap = { kind: 'twap', over: milliseconds(180_000), slices: 3, jitter: 0 } as const;

test('default: an order that was worked in a moving market and canceled, and a hedge, reconciled with chain and fills by hand', async () => {
  const account = await settledAccount(lab(), { USDC: 30_000 }, { options: [], perp: { size: 2, margin: 9_000 } });
  const keeper = await runKeeper(lab(), account, { rules: [hedge], limits: { slippage: '10%' } }, onTestFinished);
  await keeper.quiet();
  const [strategy] = keeper.config.strategies;
  if (!strategy) throw new Error('there is no book');
  const { timestamp } = await lab().publicClient.getBlock();
  const asked = sampleParent({
    ...{ strategy: strategy.name, account: strategy.account, chainId: lab().chainId },
    createdAt: unixMillis(Number(timestamp) * 1_000),
    terms: { side: 'Buy', ordType: 'Market', price: null, algorithm: twap, quantity: sampleParent().terms.quantity },
  });
  await captureParents(keeper.ledger, [asked]);
  const parent = async () => {
    const [found] = await parentsById(keeper.ledger, [asked.id]);
    if (!found) throw new Error('the order is gone');
    return found;
  };
  await keeper.idle(2);
  await lab().advance(61);
  await keeper.quiet();
  await lab().moveMarket(2_040, { seconds: 30 });
  await keeper.quiet();
  const before = await parent();
  await keeper.ledger.commit(
    recordEvent(before, { kind: 'requestCancel' }, { author: 'ana', text: '', at: before.updatedAt }),
  );
  await lab().advance(61);
  await keeper.quiet();
  await keeper.idle(2);

  const found = await tca(keeper.ledger);
  const stories = await orderStories(keeper.ledger);
  const children = stories.filter(({ order }) => order.parent === asked.id);
  const hedges = stories.filter(({ order }) => order.parent === undefined && order.terms.kind === 'trade');
  expect(hedges.length).toBe(1);
  expect(found.map(({ order }) => order.id).sort()).toEqual([asked.id, ...hedges.map(({ order }) => order.id)].sort());

  const order = await parent();
  expect(order.state.status).toBe('Canceled');
  const execution = found.find(({ order: one }) => one.id === asked.id);
  const shortfall = execution?.shortfall;
  if (!execution || !shortfall) throw new Error('the order has no shortfall');
  const { decision, arrival, filled, interval } = execution.prices;
  const trades = children.flatMap(({ order: child, fills }) =>
    fills.flatMap(({ fill }) => (fill.kind === 'trade' ? [{ fill, mark: child.cost?.basis?.mark ?? Number.NaN }] : [])),
  );
  const marks = await marksOf(keeper.ledger, asked.id);
  expect(trades.length).toBeGreaterThan(0);
  expect(arrival).toBe(order.arrivalPrice);
  expect(decision).toBeCloseTo(arrival, -1);
  expect(filled).toBeCloseTo(toFloat(avgPx(order.state) ?? asked.terms.quantity), 9);
  // The mean of one mark over and over rounds to its neighbour.
  expect(interval).toBeGreaterThan(Math.min(...marks.map(({ mark }) => mark)) - 1e-9);
  expect(interval).toBeLessThan(Math.max(...marks.map(({ mark }) => mark)) + 1e-9);

  let [paid, fee, timing, done] = [0, 0, 0, 0];
  for (const { fill, mark } of trades) {
    const quantity = toFloat(fill.quantity);
    paid += toFloat(fill.price) * quantity;
    fee += toFloat(fill.fee);
    timing += (mark - arrival) * quantity;
    done += quantity;
  }
  expect(shortfall.parts.timing).toBeCloseTo(timing, 6);
  expect(shortfall.parts.fee).toBeCloseTo(fee, 9);
  expect(shortfall.parts.delay + timing + shortfall.parts.impact).toBeCloseTo(paid - decision * done, 6);
  // What gas has cost, by the receipts.
  const attempts = children.flatMap((story) => story.attempts.map((attempt) => ({ attempt, cost: story.order.cost })));
  let gas = 0;
  for (const { attempt, cost } of attempts) {
    const receipt = await lab().publicClient.getTransactionReceipt({ hash: attempt.hash });
    gas += weiToFloat(wei(receipt.gasUsed * receipt.effectiveGasPrice)) * (cost?.basis?.gasToken ?? Number.NaN);
  }
  expect(shortfall.parts.gas).toBeCloseTo(gas, 9);
  const undone = toFloat(order.state.cxlQty);
  expect(undone).toBeGreaterThan(0);
  const end = shortfall.parts.opportunity / undone + decision;
  expect(end).toBeGreaterThan(2_000);
  expect(shortfall.total).toBeCloseTo(paid - decision * done + fee + gas + (end - decision) * undone, 6);
  expect(shortfall.notional).toBeCloseTo(decision * 10, 9);
  expect(execution.filledShare).toBeCloseTo(done / 10, 12);

  // A rule's own, by the same arithmetic as `ballast costs`.
  const [first] = hedges;
  const ofRule = found.find(({ order: one }) => one.id === first?.order.id);
  const fill = first?.fills[0]?.fill;
  if (fill?.kind !== 'trade' || !first?.order.cost?.basis?.mark) throw new Error('the hedge did not trade');
  const worse = fill.side === 'Buy' ? 1 : -1;
  const impact = worse * (toFloat(fill.price) - first.order.cost.basis.mark) * toFloat(fill.quantity);
  expect(ofRule?.shortfall?.parts).toMatchObject({ delay: 0, timing: 0, opportunity: 0 });
  expect(ofRule?.shortfall?.parts.impact).toBeCloseTo(impact, 9);

  const { text } = await tcaReport(keeper.ledger, before.updatedAt, { since: 86_400_000, by: 'algorithm' });
  expect(text).toMatch(/^by a rule +\d/m);
  expect(text).toMatch(/^twap +1 /m);
  const one = await tcaReport(keeper.ledger, before.updatedAt, { since: 86_400_000, by: 'venue', order: asked.id });
  expect(one.text).toContain('against the mark when it was wanted');
});
