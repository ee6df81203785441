import { expect, onTestFinished } from 'vitest';
import { chainsOf, strategyOn } from '../../src/chains/strategyOn.js';
import type { Id } from '../../src/model/order.js';
import { movesAbout } from '../../src/model/strategy.js';
import { venueRequestsOf } from '../../src/operate/openBooks.js';
import { sharedSolver } from '../../src/plan/collateral/sharedSolver.js';
import { type Ledger, openLedger } from '../../src/record/ledger.js';
import { snapshotOf } from '../../src/record/queries/snapshotOf.js';
import { stepsOf } from '../../src/record/queries/stepsOf.js';
import { tickById } from '../../src/record/queries/ticks.js';
import type { RecordedInputs } from '../../src/record/recorder.js';
import { replayDecision } from '../../src/record/replayDecision.js';
import { loadBook } from '../book.js';
import type { RunningKeeper } from '../runKeeper.js';
import { decisionsOf, orderStories } from './story.js';

/** Nothing but the ledger and the operator's files. */
async function replayed(ledger: Ledger, { files }: RunningKeeper, tick: Id) {
  const { settings, strategies } = loadBook(files);
  const [strategy] = strategies;
  if (!strategy) throw new Error('the files are gone');
  expect(strategy.hash).toBe((await tickById(ledger, tick))?.strategyHash);
  const inputs = (await snapshotOf(ledger, tick)) as RecordedInputs;
  const chains = chainsOf(strategy).flatMap(({ chain }) => settings.chains[chain] ?? []);
  const requests = new Map(
    chains.map((chain) => [chain.name, venueRequestsOf(strategyOn(strategy, chain.name), chain)]),
  );
  const here = chains.find(({ id }) => id === inputs.chainId)?.name ?? '';
  const solver = movesAbout(strategy) ? await sharedSolver() : undefined;
  return replayDecision(inputs, strategyOn(strategy, here), requests.get(here) ?? [], requests, solver);
}

/** Makes every recorded decision again and compares it with what was decided. */
export async function expectReplayed(keeper: RunningKeeper) {
  const ledger = openLedger({ file: keeper.files.ledger, readonly: true });
  onTestFinished(() => ledger.close());
  const recorded = await decisionsOf(ledger);
  const orders = await orderStories(ledger);
  const ticks = [...new Set(recorded.map(({ tick }) => tick))];
  for (const tick of ticks) {
    const { snapshot, plan, prepared } = await replayed(ledger, keeper, tick);
    const live = keeper.ticks.find((one) => one.tick === tick);
    expect(snapshot).toEqual(live?.snapshot);
    expect(plan.risk).toEqual(live?.risk);
    const own = recorded.filter((decision) => decision.tick === tick);
    expect(own.length).toBeGreaterThan(0);
    for (const { id, holder: _, tick: __, strategy: ___, strategyHash: ____, at: _____, ...decision } of own) {
      const order = orders.find((story) => story.order.decision === id);
      const steps = order ? await stepsOf(ledger, order.order.id) : [];
      // A hedge goes several ways, and a rebalancing has several steps: one decision each.
      const again = prepared.filter(
        (one) => one.decision.rule === decision.rule && sameSubject(one.decision, decision),
      );
      if (again.length === 1) expect(again[0]).toEqual({ decision, steps });
      else expect(again).toContainEqual({ decision, steps });
    }
  }
  return { ledger, recorded, ticks };
}

const sameSubject = (a: { subject: object }, b: { subject: object }): boolean =>
  JSON.stringify(a.subject) === JSON.stringify(b.subject);
