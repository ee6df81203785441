import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compiled as compiledSources } from '../../../test/compiled.js';
import { chooseKernel } from '../../assess/pricing/chooseKernel.js';
import { createJavascriptKernel } from '../../assess/pricing/javascriptKernel.js';
import { compileHoldings } from '../../assess/revalue/compileHoldings.js';
import { revalue } from '../../assess/revalue/revalue.js';
import { seededBook, seededDraw, seededScenarios } from '../../assess/revalue/testing/seededBook.js';
import { createRevaluationThreads, type RevaluationThreads } from './revaluationThreads.js';
import { newCounts, waitForOthers } from './sharedWork.js';

const book = seededBook(seededDraw(1), { options: 90, linear: 9 });
const scenarios = (seed: number, count: number) => seededScenarios(seededDraw(seed), { count });

/** Helpers run JavaScript, so their threads come from what is compiled. */
const compiledUrl = (file: string) => pathToFileURL(join(compiledSources(), 'src', file)).href;

async function compiledThreads(helpers: number): Promise<RevaluationThreads> {
  const module: { createRevaluationThreads: typeof createRevaluationThreads } = await import(
    compiledUrl('operate/risk/revaluationThreads.js')
  );
  const threads = module.createRevaluationThreads({ helpers });
  onTestFinished(threads.close);
  return threads;
}

describe('createRevaluationThreads', () => {
  test('behavior: the same bits as on one thread, call after call', async () => {
    const threads = await compiledThreads(2);
    for (const kernel of [chooseKernel(), createJavascriptKernel()]) {
      const holdings = compileHoldings(book, kernel);
      for (const [seed, count] of [2_000, 5_000, 1_500, 10].entries()) {
        const own = scenarios(seed, count);
        expect(threads.revalue(holdings, own)).toEqual(revalue(holdings, own));
      }
    }
  });

  test('behavior: helpers do part of the work', async () => {
    const threads = await compiledThreads(1);
    const kernel = chooseKernel();
    let here = 0;
    const counting = compileHoldings(book, {
      ...kernel,
      revalue(columns, options, count) {
        here += options * count;
        kernel.revalue(columns, options, count);
      },
    });
    // A helper takes a moment to start, and the machine may be busy: some call will find it ready.
    const own = scenarios(3, 20_000);
    for (let attempt = 0; attempt < 100; attempt++) {
      here = 0;
      await setImmediate();
      threads.revalue(counting, own);
      if (here < 90 * 20_000) break;
    }
    expect(here).toBeGreaterThan(0);
    expect(here).toBeLessThan(90 * 20_000);
  });

  test('behavior: the work is done without helpers that fail to start, and without ones that were ended', async () => {
    // From TypeScript sources there is no file for a helper to run.
    const threads = createRevaluationThreads();
    const holdings = compileHoldings(book, chooseKernel());
    const own = scenarios(4, 3_000);
    expect(threads.revalue(holdings, own)).toEqual(revalue(holdings, own));
    await threads.close();
    expect(threads.revalue(holdings, own)).toEqual(revalue(holdings, own));
  });

  test('behavior: helpers do not keep the process alive', () => {
    const from = (name: string, file: string) => `import { ${name} } from ${JSON.stringify(compiledUrl(file))};`;
    const program = [
      from('createRevaluationThreads', 'operate/risk/revaluationThreads.js'),
      from('compileHoldings', 'assess/revalue/compileHoldings.js'),
      from('chooseKernel', 'assess/pricing/chooseKernel.js'),
      from('seededBook, seededDraw, seededScenarios', 'assess/revalue/testing/seededBook.js'),
      'const draw = seededDraw(1);',
      'const holdings = compileHoldings(seededBook(draw, { options: 90, linear: 9 }), chooseKernel());',
      'const pnl = createRevaluationThreads().revalue(holdings, seededScenarios(draw, { count: 3000 }));',
      'console.log(pnl.length);',
    ].join('\n');
    const said = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
    expect(said.trim()).toBe('3000');
  });
});

describe('waitForOthers', () => {
  test('behavior: gives up on a piece that somebody took and never finished', () => {
    const counts = newCounts();
    expect(waitForOthers({ counts, pieces: 1 }, 5)).toBe(false);
    expect(waitForOthers({ counts, pieces: 0 }, 5)).toBe(true);
  });
});
