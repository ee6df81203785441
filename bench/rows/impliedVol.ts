import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { optionGreeks } from '../../src/assess/blackScholes.js';
import { impliedVol, impliedVols, type QuoteColumns } from '../../src/assess/pricing/impliedVol.js';
import type { Contest, Contestant, Line } from '../contest.js';

const count = 4096;
/** Of the C program in one sample: it lasts as long as one of JavaScript's at the least. */
const passes = 8;
const ours = 'JavaScript';
const limit = 'C, the same algorithm';

/** Prices to vols, against the same algorithm in C where a compiler is at hand. */
export function contests(): Contest[] {
  const quotes = manyQuotes();
  const vols = quotes.vol.slice();
  return [
    {
      title: 'implied vol of 4,096 options, in and out of the money',
      unit: 'ns',
      of: 'option',
      contestants: [
        { name: ours, per: count, run: () => impliedVols(quotes, count) },
        inC({ ...quotes, vol: new Float64Array(count) }),
      ],
      limits: [{ of: ours, against: limit, atMost: 3 }],
      lines: () => [...goldenLines(), worstOf(vols, quotes)],
    },
  ];
}

/** From half an hour to a year and a half, 20 to 180 % of vol, strikes to five deviations; worth something. `vol` is what is true. */
function manyQuotes(): QuoteColumns {
  const column = () => new Float64Array(count);
  const columns: QuoteColumns = {
    price: column(),
    spot: column(),
    strike: column(),
    years: column(),
    rate: column(),
    carry: column(),
    right: column(),
    vol: column(),
  };
  const random = seeded(20_261_121);
  for (let i = 0; i < count; ) {
    const years = Math.exp(Math.log(5.7e-5) + random() * Math.log(1.5 / 5.7e-5));
    const vol = 0.2 + 1.6 * random();
    const spot = Math.exp(5 + 6 * random());
    const strike = spot * Math.exp(10 * (random() - 0.5) * vol * Math.sqrt(years));
    const rate = 0.12 * random();
    const right = random() < 0.5 ? 'call' : 'put';
    const { price } = optionGreeks({ spot, strike, years, vol, rate, right });
    const forward = spot * Math.exp(rate * years);
    const intrinsic = Math.max(0, (right === 'call' ? 1 : -1) * (forward - strike)) * Math.exp(-rate * years);
    if (price - intrinsic < 1e-6 * spot) continue;
    const row = { price, spot, strike, years, rate, carry: rate, right: right === 'call' ? 1 : -1, vol };
    for (const [name, value] of Object.entries(row)) columns[name as keyof QuoteColumns][i] = value;
    i++;
  }
  return columns;
}

/** Numerical Recipes' quick generator: enough to scatter options. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function inC(quotes: QuoteColumns): Contestant {
  const compiler = ['clang', 'gcc', 'cc'].find((name) => spawnSync(name, ['--version']).status === 0);
  if (compiler === undefined) return { name: limit, why: 'not available: no C compiler' };
  // Beside the compiled sources, in the folder that is gone when the run is over.
  const source = fileURLToPath(new URL('../c/impliedVol.c', import.meta.url));
  const program = source.replace(/\.c$/, '');
  try {
    execFileSync(compiler, ['-O3', '-march=native', '-o', program, source, '-lm'], { stdio: 'pipe' });
  } catch (error) {
    return { name: limit, why: `not available: ${compiler} refused it (${String(error).split('\n')[0]})` };
  }
  const { price, spot, strike, years, rate, carry, right } = quotes;
  const columns = [Float64Array.of(count, passes), price, spot, strike, years, rate, carry, right];
  const input = Buffer.concat(columns.map(({ buffer }) => new Uint8Array(buffer)));
  const run = () => execFileSync(program, [], { input, maxBuffer: 16 * count }).readDoubleLE(0);
  return { name: limit, per: count, run };
}

/** Prices that are right to the last digit, so that what differs is ours. */
function goldenLines(): Line[] {
  const golden: { columns: string[]; rows: number[][] } = JSON.parse(
    readFileSync('test/fixtures/black-scholes.json', 'utf8'),
  );
  let failures = 0;
  let worst = 0;
  let outside = 0;
  for (const row of golden.rows) {
    const at = (name: string) => row[golden.columns.indexOf(name)] ?? Number.NaN;
    const [price, spot, strike, years, rate] = [at('price'), at('spot'), at('strike'), at('years'), at('rate')];
    const right = at('type') > 0 ? 'call' : 'put';
    const error = Math.abs(impliedVol({ price, spot, strike, years, rate, right }) / at('vol') - 1);
    const forward = spot * Math.exp(rate * years);
    const inside = right === 'call' ? forward > strike : forward < strike;
    const timeValue = inside ? price - Math.exp(-rate * years) * Math.abs(forward - strike) : price;
    if (!inside && price > 0) {
      outside++;
      worst = Math.max(worst, error);
    }
    if (timeValue > 1e-6 * spot && !(error < 0.5)) failures++;
  }
  return [
    { say: `golden values: ${failures} failures of ${golden.rows.length}`, met: failures === 0 },
    {
      say: `golden values: ${outside} quotes out of the money to ${worst.toExponential(1)}, bound 1e-12`,
      met: worst <= 1e-12,
    },
  ];
}

function worstOf(vols: Float64Array, quotes: QuoteColumns): Line {
  impliedVols(quotes, count);
  const errors = quotes.vol.map((vol, i) => Math.abs(vol / (vols[i] ?? Number.NaN) - 1));
  return { say: `there and back over the quotes above, in the money too: ${Math.max(...errors).toExponential(1)}` };
}
