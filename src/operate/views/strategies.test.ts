import { join } from 'node:path';
import { keccak256 } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { type UnixMillis, unixMillis } from '../../model/units.js';
import { newId } from '../../record/id.js';
import { openLedger } from '../../record/ledger.js';
import { newestDecision } from '../../record/queries/newestDecision.js';
import { insertDecision } from '../../record/statements/orders.js';
import { insertKeptStrategy } from '../../record/statements/proposals.js';
import { saveStrategy, startRun } from '../../record/statements/runs.js';
import { insertTick } from '../../record/statements/ticks.js';
import { sampleDecision, sampleTick, temporaryFolder } from '../../record/testing/sample.js';
import { readStrategies, strategiesView } from './strategies.js';
import { plansOf } from './testing/plansOf.js';

const source = `chain: lab
rules:
  - { hedge: ETH, when: abs(delta) > 1.5, to: 0, on: perp-v2 ETH, maxSlippage: 30bps }
  - { deleverage: perp-v2 cross, when: health < 1.1, to: 1.4 }
  - { topUp: perp-v2 cross, when: health < 1.3, to: 1.8, from: wallet USDC }
`;
const hash = keccak256(Buffer.from(source));
const begin = unixMillis(1_800_000_000_000);

/** One deleverage of each of two books with the same rules, and then a hedge that has much to say. */
async function chatty() {
  const file = join(temporaryFolder(onTestFinished), 'ballast.db');
  const ledger = openLedger({ file });
  onTestFinished(() => ledger.close());
  const decided = (strategy: string, at: UnixMillis, rule: string, verdict: 'act' | 'hold') => {
    const tick = sampleTick({ strategy, strategyHash: hash, at });
    const decision = sampleDecision({ id: newId(at), rule, verdict });
    return [insertTick(tick), insertDecision(decision, { tick: tick.id, strategy, strategyHash: hash, at })];
  };
  const rule = 'deleverage perp-v2 cross';
  await ledger.commit([
    startRun({ version: '1', at: begin }),
    saveStrategy({ hash, name: 'eth-book', source, at: begin }),
    insertKeptStrategy({ strategy: 'eth-book', file: '/srv/eth-book.yaml', hash, proposal: null, at: begin }),
    ...decided('eth-book', unixMillis(begin + 1), rule, 'act'),
    ...decided('other-book', unixMillis(begin + 2), rule, 'hold'),
    ...Array.from({ length: 250 }, (_, i) =>
      decided('eth-book', unixMillis(begin + 10 + i), 'hedge ETH', 'hold'),
    ).flat(),
  ]);
  return { file, ledger };
}

test('default: each rule tells its own last word, whatever the others have said since', async () => {
  const { file, ledger } = await chatty();
  const now = () => unixMillis(begin + 60_000);
  const context = { ledger, settingsFile: join(file, '../ballast.yaml'), env: {}, now };
  const { strategies } = strategiesView.parse(await readStrategies(context));
  expect(strategies[0]?.rules.map(({ name, lastVerdict, lastAt }) => ({ name, lastVerdict, lastAt }))).toEqual([
    { name: 'hedge ETH', lastVerdict: 'hold', lastAt: begin + 259 },
    { name: 'deleverage perp-v2 cross', lastVerdict: 'act', lastAt: begin + 1 },
    { name: 'topUp perp-v2 cross', lastVerdict: null, lastAt: null },
  ]);
});

test('behavior: it is found from the end of what rules of that name decided', async () => {
  const { file } = await chatty();
  const plans = await plansOf(file, (ledger) => newestDecision(ledger, { strategy: 'eth-book', rule: 'hedge ETH' }));
  const [plan] = plans.filter(({ query }) => query.includes('"decisions"'));
  expect(plan?.steps).toEqual([expect.stringContaining('USING INDEX decisions_rule (rule=?)')]);
});
