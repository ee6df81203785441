import { createJavascriptKernel } from '../../src/assess/pricing/javascriptKernel.js';
import type { PricingKernel } from '../../src/assess/pricing/kernel.js';
import { createWasmKernel } from '../../src/assess/pricing/wasmKernel.js';
import type { Contest, Contestant } from '../contest.js';
import { goldenAccuracy } from '../goldenAccuracy.js';
import { type NativeProgram, nativeChild } from '../nativeChild.js';
import { type OptionSample, optionSample, sampleFile } from '../optionSample.js';

const c: NativeProgram = { name: 'C, AVX2', source: 'options.c', compilers: ['clang', 'gcc'] };
const quantLib: NativeProgram = {
  name: "QuantLib's BlackCalculator",
  source: 'calculator.cpp',
  compilers: ['clang++', 'g++'],
  libraries: ['-lQuantLib'],
};
const wasm = 'ours, WebAssembly';
const javascript = 'ours, JavaScript';

/** Price, delta, gamma, vega and theta, which is what all of them have; ours give rho, vanna, volga and charm too. */
export function contests(): Contest[] {
  const accuracy: Contest = {
    title: 'Greeks against golden values of 50 digits',
    unit: 'ns',
    contestants: [],
    lines: () => [...goldenAccuracy(createWasmKernel()), ...goldenAccuracy(createJavascriptKernel())],
  };
  return [greeks(65_536), greeks(700), accuracy];
}

function greeks(count: number): Contest {
  const sample = optionSample(count);
  const passes = Math.ceil(65_536 / count);
  let removeFile = () => {};
  return {
    title: `Greeks of ${count.toLocaleString('en')} options`,
    unit: 'ns',
    of: 'option',
    clock: 'processor',
    repeats: 41,
    async contestants() {
      const file = sampleFile(sample);
      removeFile = file.remove;
      const args = [file.path, String(count)];
      return [
        await nativeChild(c, args, { passes, count }),
        await nativeChild(quantLib, args, { passes: Math.ceil(passes / 8), count }),
        ...ours(wasm, createWasmKernel(), sample, passes),
        ...ours(javascript, createJavascriptKernel(), sample, passes),
      ];
    },
    limits: [
      { of: wasm, against: c.name, atMost: 3.7 },
      { of: quantLib.name, against: wasm, atLeast: 9 },
      { of: javascript, against: c.name, atMost: 8 },
    ],
    lines: () => {
      removeFile();
      return [];
    },
  };
}

function ours(name: string, kernel: PricingKernel, sample: OptionSample, passes: number): Contestant[] {
  const { count } = sample;
  const columns = kernel.optionColumns(count);
  for (const input of ['spot', 'strike', 'years', 'vol', 'rate', 'right'] as const) columns[input].set(sample[input]);
  columns.carry.set(sample.rate);
  const passing = (once: () => void) => () => {
    for (let pass = 0; pass < passes; pass++) once();
  };
  return [{ name, per: passes * count, run: passing(() => kernel.greeks(columns, count)) }];
}
