import { readFileSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import type { RiskReport } from '../../src/model/riskReport.js';
import { milliseconds, unixMillis } from '../../src/model/units.js';
import { positions as positionsVerb } from '../../src/operate/cli/positions.js';
import { risk as riskVerb } from '../../src/operate/cli/risk/risk.js';
import { status } from '../../src/operate/cli/status.js';
import { readOverview } from '../../src/operate/views/overview.js';
import { readPositions } from '../../src/operate/views/positions.js';
import { readRisk } from '../../src/operate/views/risk.js';
import { readSeries } from '../../src/operate/views/series.js';
import { readSystem } from '../../src/operate/views/system.js';
import { openLedger } from '../../src/record/ledger.js';
import { latestPulses } from '../../src/record/queries/pulses.js';
import { writeBook } from '../book.js';
import { useLab } from '../lab.js';
import { runKeeper } from '../runKeeper.js';

/** What the console, programs and messengers are told of a real book is what the command line says, to the last digit. */

const lab = useLab();

interface StatusJson {
  strategies: {
    strategy: string;
    mode: string;
    block: bigint;
    equity: number;
    worstHealth: number;
    deltas: object[];
  }[];
}
interface PositionsJson {
  positions: { id: string }[];
  marginAccounts: { id: string; health: number }[];
}
interface RiskJson {
  risk: RiskReport;
  greeks: { total: { delta: number; gamma: number; vega: number; theta: number } };
  margin: { accounts: { marginAccount: string; walls: { price: number | null; deviations: number }[] }[] };
}

test('default: overview, positions, risk and series say what status, positions and risk say', async () => {
  const account = await lab().createAccount({ USDC: 9_000, sUSD: 20_000, sETH: 1 });
  await lab().openBook(account, {
    options: [
      { expiry: 'near', kind: 'shortCallQuote', strike: 2150, amount: 3, collateral: 3_000 },
      { expiry: 'far', kind: 'longPut', strike: 1800, amount: 2, collateral: 0 },
    ],
    perp: { size: 1, margin: 1_500 },
  });
  const rules = [
    { hedge: 'ETH', when: 'abs(delta) > 50', to: 0, on: 'perp-v2 ETH' },
    { topUp: 'perp-v2 cross', when: 'health < 1.3', to: 1.8, from: 'wallet USDC' },
  ];
  const text = { account: account.address, mode: 'shadow' as const, rules };
  const files = writeBook(lab(), text, onTestFinished);
  // Each tick is a sample.
  writeFileSync(files.settings, readFileSync(files.settings, 'utf8').replace(/sampleEvery: .*/, 'sampleEvery: 1s'));
  const options = { files, pulseEvery: milliseconds(1) };
  const keeper = await runKeeper(lab(), account, text, onTestFinished, options);
  await lab().moveMarket(2_040, { seconds: 700 });
  await keeper.quiet();
  await keeper.stop();

  const ledger = openLedger({ file: keeper.files.ledger, readonly: true });
  onTestFinished(ledger.close);
  // The clock of the run is the chain's.
  const [pulse] = await latestPulses(ledger);
  const now = (pulse?.writtenAt ?? 0) + 1_000;
  const overview = await readOverview(ledger, { now, env: {} });
  const [book] = overview.books;
  const [said] = ((await status(ledger, now)).json as StatusJson).strategies;
  if (!book || !said) throw new Error('no book');

  expect(BigInt(book.block ?? 0)).toBe(said.block);
  // What was mined as the keeper ended may have had no tick.
  expect(overview.heads[0]?.block).toBeGreaterThanOrEqual(Number(said.block));
  expect(book).toMatchObject({ strategy: said.strategy, mode: said.mode });
  expect(book.equityUsd).toBe(said.equity);
  expect(book.worstHealth).toBe(said.worstHealth);
  expect(book.deltas.map(({ underlying, delta, deltaUsd }) => ({ underlying, delta, deltaUsd }))).toEqual(
    said.deltas.map((one) => ({ ...one, deltaUsd: expect.closeTo((one as { deltaUsd: number }).deltaUsd, 6) })),
  );

  const [held] = (await positionsVerb(ledger)).json as PositionsJson[];
  const [bookHeld] = (await readPositions(ledger, now, {})).books;
  expect(bookHeld?.positions.map(({ id }) => id)).toEqual(held?.positions.map(({ id }) => id));
  const healths = Object.fromEntries(held?.marginAccounts.map(({ id, health }) => [id, health]) ?? []);
  expect(Object.keys(healths)).toHaveLength(2);
  expect(Object.fromEntries(bookHeld?.marginAccounts.map(({ id, health }) => [id, health]) ?? [])).toEqual(healths);
  expect(Object.fromEntries(book.marginAccounts.map(({ id, health }) => [id, health]))).toEqual(healths);

  const [atRisk] = (await riskVerb(ledger)).json as RiskJson[];
  const { book: shown } = await readRisk(ledger, now);
  if (!atRisk || !shown) throw new Error('no risk');
  const { portfolio } = atRisk.risk.deep ?? {};
  expect(shown).toMatchObject({
    equityUsd: atRisk.risk.portfolio.equity,
    ...{ valueAtRisk99Usd: portfolio?.valueAtRisk99, expectedShortfall975Usd: portfolio?.expectedShortfall975 },
    runwayHours: portfolio?.runwayHours === Number.POSITIVE_INFINITY ? 'infinite' : portfolio?.runwayHours,
    touchProbability: portfolio?.touchProbability,
    total: {
      ...{ deltaUsd: atRisk.greeks.total.delta, gammaUsd: atRisk.greeks.total.gamma },
      ...{ vegaUsd: atRisk.greeks.total.vega, thetaUsd: atRisk.greeks.total.theta },
    },
  });
  expect(book.touchProbability).toBe(shown.touchProbability);
  expect(book.nearestWall).toEqual(shown.nearestWall);
  for (const { marginAccount, walls } of atRisk.margin.accounts) {
    const same = shown.accounts.find((one) => one.marginAccount === marginAccount);
    expect(same?.walls.map(({ priceUsd }) => priceUsd)).toEqual(walls.map(({ price }) => price));
  }

  // Pictures have seven digits.
  const series = await readSeries(ledger, { columns: ['equityUsd'] }, unixMillis(now));
  expect(series.columns[0]?.last.at(-1)).toBe(Math.fround(said.equity));
  expect((await readSystem(ledger, now)).chains).toMatchObject([{ block: Number(said.block), books: [said.strategy] }]);
}, 180_000);
