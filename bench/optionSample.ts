import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Options as a book has them: all of spot, strike, time, vol, rate and right vary; seeded, so that every run has the same. */
export interface OptionSample {
  count: number;
  spot: Float64Array;
  strike: Float64Array;
  years: Float64Array;
  vol: Float64Array;
  rate: Float64Array;
  /** +1 call, -1 put. */
  right: Float64Array;
}

/** From half an hour to a year and a half; 20 to 180 % of vol; strikes up to five standard deviations away. */
export function optionSample(count: number): OptionSample {
  const random = mulberry(12_345);
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const pick = (from: readonly number[]) => from[Math.floor(random() * from.length)] ?? 0;
  const column = () => new Float64Array(count);
  const sample: OptionSample = {
    count,
    spot: column(),
    strike: column(),
    years: column(),
    vol: column(),
    rate: column(),
    right: column(),
  };
  for (let i = 0; i < count; i++) {
    const spot = pick([65_000, 3_200, 150]) * (0.8 + 0.4 * random());
    const years = (pick([1 / 24, 1, 3, 7, 30, 90, 180, 365]) / 365) * (0.5 + random());
    const vol = 0.2 + 1.6 * random();
    const deviations = Math.min(Math.max(1.2 * gauss(), -5), 5);
    sample.spot[i] = spot;
    sample.years[i] = years;
    sample.vol[i] = vol;
    sample.strike[i] = spot * Math.exp(vol * Math.sqrt(years) * deviations);
    sample.rate[i] = -0.02 + 0.14 * random();
    sample.right[i] = random() < 0.5 ? 1 : -1;
  }
  return sample;
}

/** The sample's columns one after another in a file, for a child to read. */
export function sampleFile({ spot, strike, years, vol, rate, right }: OptionSample): {
  path: string;
  remove: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-bench-'));
  const path = join(folder, 'options.f64');
  writeFileSync(
    path,
    Buffer.concat([spot, strike, years, vol, rate, right].map(({ buffer }) => Buffer.from(buffer as ArrayBuffer))),
  );
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** T. Ettinger's Mulberry32. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
