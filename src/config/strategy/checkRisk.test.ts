import { describe, expect, test } from 'vitest';
import { but, goodSettings, goodStrategy, load, said } from '../../../test/configFiles.js';
import { defaultRiskSettings } from '../../model/riskSettings.js';

const stating = (risk: string) => but(goodStrategy, 'limits:', `risk: ${risk}\nlimits:`);
const riskOf = (text: string) => load({ settings: goodSettings, strategies: [text] }).strategies[0]?.risk;

test('default: nothing of it must be said', () => {
  expect(riskOf(goodStrategy)).toEqual(defaultRiskSettings);
  expect(riskOf(stating('{}'))).toEqual(defaultRiskSettings);
});

test('behavior: what is said takes the place of the default, and a shock of the operator has no source', () => {
  const risk = riskOf(
    stating(
      '{ surface: sticky-delta, vols: { ETH: 80% }, benchmark: ETH, betas: { ETH: 1 }, portfolioMargin: { spotRange: 20% }, unexplained: 0.5%, marginDrift: 5bps, shocks: [{ name: depeg, moves: { ETH: -40% }, volFactor: 1.8, drain: { gas: 20 } }] }',
    ),
  );
  expect(risk).toEqual({
    surface: 'sticky-delta',
    vols: { ETH: 0.8 },
    benchmark: 'ETH',
    betas: { ETH: 1 },
    portfolioMargin: { ...defaultRiskSettings.portfolioMargin, spotRange: 0.2 },
    shocks: [
      {
        name: 'depeg',
        describe: '',
        source: null,
        moves: { ETH: -0.4 },
        otherMoves: 0,
        volFactor: 1.8,
        hours: 24,
        drain: { fees: 1, impact: 1, gas: 20 },
      },
    ],
    unexplained: 0.005,
    marginDrift: 5,
  });
});

describe('behavior: what is wrong, or would change nothing, is said', () => {
  test.each([
    ['{ vols: { eth: 80% } }', ['risk.vols.eth nothing that is watched has `eth` as its underlying']],
    ['{ vols: { ETH: 0.8 } }', ['risk.vols.ETH `0.8` has no unit']],
    ['{ vols: { ETH: 0% } }', ['risk.vols.ETH `0%` is not between 1% and 2000%']],
    ['{ benchmark: DOGE }', ['risk.benchmark nothing that is watched has `DOGE` as its underlying']],
    ['{ betas: { DOGE: 2 } }', ['risk.betas.DOGE nothing that is watched has `DOGE` as its underlying']],
    ['{ surface: sticky }', ['risk.surface `sticky` is not a surface']],
    [
      '{ portfolioMargin: { spotSteps: 10 } }',
      ['risk.portfolioMargin.spotSteps `10` is not an odd whole number from 3 to 201'],
    ],
    [
      '{ shocks: [{ name: a, moves: { ETH: -100% } }] }',
      ['risk.shocks[0].moves.ETH `-100%` is not between -99.9% and 2000%'],
    ],
    ['{ shocks: [{ name: a }] }', ['risk.shocks[0] nothing moves in this shock']],
    [
      '{ shocks: [{ name: a, otherMoves: 5% }, { name: a, otherMoves: 6% }] }',
      ['risk.shocks[1].name a shock above is called `a` too'],
    ],
    ['{ shocks: [{ name: march-2020, otherMoves: 5% }] }', ['risk.shocks[0].name `march-2020` is a shock that ships']],
    ['{ shock: [] }', ['risk.shock unknown key `shock`']],
    ['80%', ['risk `risk` is not a map']],
  ])('%s', (risk, expected) => {
    const problems = said({ settings: goodSettings, strategies: [stating(risk)] });
    expect(problems.map((line) => line.replace(/^\d+:\d+ /, ''))).toEqual(expected);
  });
});
