import { explainWeek } from '../../src/assess/pnl/testing/explainWeek.js';
import { simulateWeek } from '../../src/assess/pnl/testing/simulatedWeek.js';
import type { Contests, Line } from '../contest.js';

const weeks = 100;
/** Of a day's gross P&L. */
const bound = 0.01;

/** Whether what is explained adds up to the truth, over many weeks that no test has the time for. */
export const contests: Contests = () => {
  const week = simulateWeek(1);
  return [
    {
      title: `P&L explained: a week of a book in ${week.length - 1} samples`,
      unit: 'ms',
      repeats: 5,
      contestants: [
        {
          name: 'explain and add up',
          per: 1,
          run: () => {
            explainWeek(week);
          },
        },
      ],
      lines,
    },
  ];
};

function lines(): Line[] {
  const days = Array.from({ length: weeks }, (_, seed) => explainWeek(simulateWeek(seed + 1))).flat();
  const shares = days.map(({ report }) => Math.abs(report.parts.unexplained) / report.gross).sort((a, b) => a - b);
  const at = (quantile: number) =>
    shares[Math.min(shares.length - 1, Math.floor(quantile * shares.length))] ?? Number.NaN;
  const within = shares.filter((share) => share <= bound).length / shares.length;
  const untrue = days.filter(({ report, truth }) => !(Math.abs(report.total - truth) <= bound * report.gross)).length;
  const percent = (share: number) => `${(100 * share).toPrecision(3)} %`;
  return [
    {
      say: `${weeks} weeks, ${days.length} days: at most 1 % of gross is unexplained on ${percent(within)} of them (95 % wanted)`,
      met: within >= 0.95,
    },
    {
      say: `unexplained of gross: median ${percent(at(0.5))}, 95th of 100 ${percent(at(0.95))}, most ${percent(at(1))}`,
    },
    {
      say: `days whose total is more than 1 % of gross off the simulation's own books: ${untrue} of ${days.length}`,
      met: untrue <= 0.05 * days.length,
    },
  ];
}
