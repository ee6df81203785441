import { chooseKernel } from '../../src/assess/pricing/chooseKernel.js';
import { createJavascriptKernel } from '../../src/assess/pricing/javascriptKernel.js';
import type { PricingKernel } from '../../src/assess/pricing/kernel.js';
import { compileHoldings } from '../../src/assess/revalue/compileHoldings.js';
import { revalue } from '../../src/assess/revalue/revalue.js';
import { stressGrid } from '../../src/assess/revalue/stressGrid.js';
import { tailRisk } from '../../src/assess/revalue/tailRisk.js';
import { seededBook, seededDraw, seededScenarios } from '../../src/assess/revalue/testing/seededBook.js';
import { createRevaluationThreads } from '../../src/operate/risk/revaluationThreads.js';
import type { Contest, Line } from '../contest.js';

const count = 10_000;
const draw = seededDraw(42);
/** 1,000 positions on three underlyings: options of a day to a year, long and short, and perpetuals. */
const book = seededBook(draw, { options: 700, linear: 300 });
/** Four passings of time, fat tails. */
const scenarios = seededScenarios(draw, { count });
const levels = [0.975, 0.99];
const fewer = [0.95, ...levels];

const one = 'full revaluation, one thread';
const two = 'full revaluation, two threads';
const plain = 'full revaluation, JavaScript kernel';
const screened = 'screened, 97.5 and 99 %';
const screened95 = 'screened, 95 % too';
const javascript = 'ours, JavaScript';
const ours = 'ours';

/** Everything that is held, in every scenario; and the same tail sooner. */
export function contests(): Contest[] {
  const kernel = chooseKernel();
  const threads = createRevaluationThreads();
  const holdings = compileHoldings(book, kernel);
  const slowly = compileHoldings(book, createJavascriptKernel());
  return [
    {
      title: `Value at risk of 1,000 positions (700 options) in ${count.toLocaleString('en')} scenarios`,
      unit: 'ms',
      contestants: [
        { name: one, per: 1, run: () => void tailRisk(holdings, scenarios, { levels, screen: false }) },
        { name: two, per: 1, run: () => void threads.revalue(holdings, scenarios), close: threads.close },
        { name: plain, per: 1, run: () => void revalue(slowly, scenarios) },
        { name: screened, per: 1, run: () => void tailRisk(holdings, scenarios, { levels }) },
        { name: screened95, per: 1, run: () => void tailRisk(holdings, scenarios, { levels: fewer }) },
      ],
      limits: [
        { of: one, atMost: 150 },
        { of: two, atMost: 100 },
        { of: screened, atMost: 20 },
      ],
      lines: () => [sameOnThreads(holdings), ...[7, 42, 99].map((seed) => sameTails(kernel, seed))],
    },
    {
      title: 'Stress grid, 21 moves × 11 vols, 700 options',
      unit: 'ms',
      contestants: [
        { name: ours, per: 1, run: () => void stressGrid(holdings) },
        { name: javascript, per: 1, run: () => void stressGrid(slowly) },
      ],
      limits: [{ of: ours, atMost: 5 }],
    },
  ];
}

/** Bit for bit; threads of their own, since those of the contest are ended by then. */
function sameOnThreads(holdings: ReturnType<typeof compileHoldings>): Line {
  const threads = createRevaluationThreads();
  const alone = revalue(holdings, scenarios);
  const together = [1, 2, 3].map(() => threads.revalue(holdings, scenarios));
  void threads.close();
  const met = together.every((pnl) => pnl.every((value, s) => value === alone[s]));
  return { say: 'two threads give the bits of one', met };
}

function sameTails(kernel: PricingKernel, seed: number): Line {
  const own = seededDraw(seed);
  const holdings = compileHoldings(seededBook(own, { options: 700, linear: 300 }), kernel);
  const futures = seededScenarios(own, { count });
  const full = tailRisk(holdings, futures, { levels: fewer, screen: false });
  const soon = tailRisk(holdings, futures, { levels: fewer });
  const worst = full.tails.reduce((most, tail, i) => {
    const other = soon.tails[i];
    const apart = (a: number, b = Number.NaN) => Math.abs(a - b) / Math.abs(a);
    return Math.max(
      most,
      apart(tail.valueAtRisk, other?.valueAtRisk),
      apart(tail.expectedShortfall, other?.expectedShortfall),
    );
  }, 0);
  const missed = full.pnl.reduce((most, value, s) => Math.max(most, Math.abs(value - (soon.pnl[s] ?? Number.NaN))), 0);
  const how = soon.screen.used
    ? `${soon.exact} scenarios valued exactly, the others taken to be off by at most ${soon.screen.bound.toFixed(0)} USD (they are by ${missed.toFixed(2)})`
    : `fell back to full revaluation: ${soon.screen.why}`;
  return { say: `book ${seed}: screened and full differ by ${worst.toExponential(1)}; ${how}`, met: worst <= 1e-9 };
}
