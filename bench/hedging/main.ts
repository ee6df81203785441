import { parseArgs } from 'node:util';
import { writePlot } from '../../src/operate/plot/writePlot.js';
import { frontierPlot } from './frontierPlot.js';
import { calm, jumpy } from './market.js';
import { measureHedging } from './measureHedging.js';
import { report, verdicts } from './report.js';

/**
 * `npm run bench -- hedging`: what each hedge policy costs, and what risk it leaves, along the same paths of a book of straddles that were
 * sold. Ends with 1 where, without jumps, an optimal band is dearer than a naive rule at equal variance by more than chance.
 */
const { values } = parseArgs({
  options: {
    paths: { type: 'string', default: '10000' },
    'steps-per-day': { type: 'string', default: '8' },
    bands: { type: 'string', default: '10' },
    costs: { type: 'string', default: '5,10,30' },
    seed: { type: 'string', default: '1' },
    plot: { type: 'string', default: 'docs/hedging.svg' },
  },
});
const costs = values.costs.split(',').map((bps) => Number(bps) / 10_000);
const size = 10;
const days = 30;

const started = performance.now();
const all = [calm, jumpy].map((market) => {
  process.stderr.write(`${market.name} …\n`);
  const world = {
    ...{ market, size, days, paths: Number(values.paths) },
    ...{ stepsPerDay: Number(values['steps-per-day']), seed: Number(values.seed) },
  };
  return { market, found: measureHedging(world, costs, { count: Number(values.bands) }) };
});

for (const { market, found } of all) {
  for (const one of found) process.stdout.write(`\n${market.name}, ${report(one)}\n`);
}
const [first] = all;
const shown = first?.found.find(({ cost }) => cost === 0.001) ?? first?.found[0];
if (shown) {
  const told = `${values.paths} paths of ${size} straddles sold for ${days} days, costs of ${shown.cost * 10_000} bps of what is traded`;
  writePlot(values.plot, frontierPlot('What hedging costs, and what risk it leaves', told, shown));
  process.stdout.write(`\n${values.plot} shows ${told}\n`);
}

const judged = (first?.found ?? []).flatMap((found) =>
  verdicts(found)
    .filter(({ rival }) => found.frontiers.some(({ family }) => family.name === rival && family.kind === 'naive'))
    .map((one) => ({ ...one, cost: found.cost })),
);
const lost = judged.filter(({ dearer }) => dearer > 0);
for (const { challenger, rival, cost, dearer } of lost) {
  process.stdout.write(
    `NOT met: ${challenger} is dearer than ${rival} at ${dearer} points, costs of ${cost * 10_000} bps\n`,
  );
}
if (lost.length === 0)
  process.stdout.write('met: without jumps no naive rule is cheaper than an optimal band at equal variance\n');
process.stderr.write(`${((performance.now() - started) / 1_000).toFixed(0)} s\n`);
process.exitCode = lost.length === 0 ? 0 : 1;
