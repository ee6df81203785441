import { encodeAbiParameters, encodeFunctionData, parseEther } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { erc20Abi } from '../../abis/erc20.js';
import { standardBook, standardFunds } from '../../src/lab/book.js';
import { venueRequestsOf } from '../../src/operate/openBooks.js';
import { openLedger } from '../../src/record/ledger.js';
import { snapshotOf } from '../../src/record/queries/snapshotOf.js';
import type { RecordedInputs } from '../../src/record/recorder.js';
import { replayDecision } from '../../src/record/replayDecision.js';
import { loadBook } from '../book.js';
import { lying } from '../forge.js';
import { useLab } from '../lab.js';
import { startRpcProxy } from '../rpcProxy.js';
import { type RunningKeeper, runKeeper } from '../runKeeper.js';
import { expectReplayed } from './expectReplayed.js';
import { settledAccount } from './story.js';

const lab = useLab();

const rules = [
  { topUp: 'perp-v2 *', when: 'health < 5', to: 6, from: 'wallet USDC', cooldown: '10s' },
  { deleverage: 'lyra *', when: 'health < 1.4', to: 1.5, maxSlippage: '5%', cooldown: '10s' },
  { hedge: 'ETH', when: 'abs(delta) > 0.3', on: 'perp-v2 ETH', maxSlippage: '200bps', minimum: 0.02, cooldown: '1h' },
];

/** A run with something of everything: orders of each kind, holds and refusals. */
async function eventfulRun(): Promise<RunningKeeper> {
  const account = await settledAccount(lab(), standardFunds, standardBook);
  const keeper = await runKeeper(lab(), account, { rules, limits: { order: '2_000 usd' } }, onTestFinished);
  await keeper.quiet();
  for (const price of [1920, 1830]) {
    await lab().moveMarket(price);
    await keeper.quiet();
  }
  await keeper.stop();
  return keeper;
}

test('default: every recorded decision is made again from the ledger, bit for bit, with its transactions', async () => {
  const keeper = await eventfulRun();
  const { recorded, ticks } = await expectReplayed(keeper);
  expect(ticks.length).toBeGreaterThanOrEqual(3);
  const kinds = new Set(recorded.map(({ kind, verdict }) => `${kind} ${verdict}`));
  for (const one of ['hedge act', 'topUp act', 'deleverage act', 'hedge hold']) expect(kinds).toContain(one);
});

test('behavior: what other endpoints said is kept with the decision, and the snapshot is the one that was believed', async () => {
  const account = await settledAccount(
    lab(),
    { USDC: 8_000, sUSD: 1, sETH: 1, ETH: 100 },
    { options: [], perp: { size: 0, margin: 8_000 } },
  );
  const [liar, second, third] = await Promise.all([1, 2, 3].map(() => startRpcProxy(lab(), onTestFinished)));
  if (!liar || !second || !third) throw new Error('no endpoints');
  const { address } = account;
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'balanceOf', args: [address] });
  const answer = encodeAbiParameters([{ type: 'uint256' }], [parseEther('5')]);
  // From the start, so that the first thing it says already triggers a hedge, of the wrong size.
  liar.intercept = lying([{ to: lab().tokens.sETH.address, data, answer }]);
  const endpoints = [liar, second, third].map(({ wsUrl }) => wsUrl);
  const keeper = await runKeeper(lab(), account, { rules: rules.slice(2), endpoints }, onTestFinished);
  await keeper.quiet();
  await keeper.stop();
  const { ledger, ticks, recorded } = await expectReplayed(keeper);
  expect(recorded[0]).toMatchObject({ verdict: 'act', action: { terms: { quantity: parseEther('1') } } });
  const inputs = (await snapshotOf(ledger, ticks[0] ?? '')) as RecordedInputs;
  expect(inputs.context.agreement).toEqual({ wanted: 2, agreed: 2, differed: 1, behind: 0, silent: 0 });

  // Had they been at odds, it would have been refused.
  const { settings, strategies } = loadBook(keeper.files);
  const [strategy] = strategies;
  const chain = settings.chains['lab'];
  if (!strategy || !chain) throw new Error('the files are gone');
  const agreement = { wanted: 2, agreed: 1, differed: 1, behind: 0, silent: 0 };
  const changed = { ...inputs, context: { ...inputs.context, agreement } };
  const { plan } = replayDecision(changed, strategy, venueRequestsOf(strategy, chain));
  expect(plan.decisions).toMatchObject([{ verdict: 'refused' }]);
});

test('behavior: what is replayed stands on the answers: another answer, and the record no longer fits', async () => {
  const keeper = await eventfulRun();
  const ledger = openLedger({ file: keeper.files.ledger, readonly: true });
  onTestFinished(() => ledger.close());
  const { settings, strategies } = loadBook(keeper.files);
  const [strategy] = strategies;
  const chain = settings.chains['lab'];
  const first = keeper.ticks.find(({ tick }) => tick !== null);
  const inputs = (await snapshotOf(ledger, first?.tick ?? '')) as RecordedInputs;
  if (!strategy || !chain) throw new Error('the files are gone');
  const requests = venueRequestsOf(strategy, chain);
  const again = (changed: RecordedInputs) => replayDecision(changed, strategy, requests).plan.decisions;
  expect(again({ ...inputs, context: { ...inputs.context, tradingState: 'halted' } })).not.toEqual(again(inputs));
  expect(() => again({ ...inputs, opening: [...inputs.opening].reverse() })).toThrow('asks for other calls');
  expect(() => again({ ...inputs, opening: [] })).toThrow('cannot be opened from the record');
});
