import { describe, expect, test } from 'vitest';
import { but, failure, goodStrategy, load, said } from '../../../test/configFiles.js';
import { defaultReview } from '../../model/reviewSettings.js';
import { renderProblem } from '../problem.js';

const limits = (text: string) =>
  but(goodStrategy, '  order: 50_000 usd\n', `  order: 50_000 usd\n${text.replace(/^/gm, '  ')}\n`);
const standingOf = (text: string) => load({ strategies: [limits(text)] }).strategies[0]?.limits.standing;
const wrong = (text: string) =>
  said({ strategies: [limits(text)] }).map((line) => line.replace(/^\d+:\d+ limits\.?/, ''));

test('default: a plain value rejects; `{ review, reject }` asks a person about what is between', () => {
  expect(standingOf('gross: 100_000 usd')).toEqual({ gross: { review: null, reject: 100_000 } });
  expect(standingOf('gross: { review: 80_000 usd, reject: 100_000 usd }')).toEqual({
    gross: { review: 80_000, reject: 100_000 },
  });
  expect(standingOf('net: { review: 80_000 usd }')).toEqual({ net: { review: 80_000, reject: null } });
});

test('behavior: a strategy that sets none of them has none', () => {
  expect(load({}).strategies[0]?.limits).not.toHaveProperty('standing');
  expect(load({}).strategies[0]).not.toHaveProperty('above');
});

test('args: every limit is understood', () => {
  const text = `minute: { orders: 10 }
position: 200_000 usd
positions: { lyra *: 20_000 usd }
gross: 900_000 usd
net: { review: 200_000 usd, reject: 300_000 usd }
leverage: 5
greeks: { ETH: { delta: 100, gamma: { review: 1, reject: 2 }, vega: 5_000 usd } }
concentration: { underlying: 60%, venue: 50%, expiry: { review: 30%, reject: 40% }, protocol: 50% }
restricted: [perp-v2 BTC, lyra *]
stress: 50_000 usd
valueAtRisk: 20_000 usd
runway: { review: 12h, reject: 6h }
openInterest: 5%
depth: 25%
collar: 100bps
duplicates: 30s
crossing: review
oracleAge: 60s`;
  expect(standingOf(text)).toEqual({
    minute: { orders: { review: null, reject: 10 } },
    position: { review: null, reject: 200_000 },
    positions: { 'lyra *': { review: null, reject: 20_000 } },
    gross: { review: null, reject: 900_000 },
    net: { review: 200_000, reject: 300_000 },
    leverage: { review: null, reject: 5 },
    greeks: {
      ETH: {
        delta: { review: null, reject: 100 },
        gamma: { review: 1, reject: 2 },
        vega: { review: null, reject: 5_000 },
      },
    },
    concentration: {
      underlying: { review: null, reject: 0.6 },
      venue: { review: null, reject: 0.5 },
      expiry: { review: 0.3, reject: 0.4 },
      protocol: { review: null, reject: 0.5 },
    },
    restricted: ['perp-v2 BTC', 'lyra *'],
    stress: { review: null, reject: 50_000 },
    valueAtRisk: { review: null, reject: 20_000 },
    runway: { review: 43_200_000, reject: 21_600_000 },
    openInterest: { review: null, reject: 0.05 },
    depth: { review: null, reject: 0.25 },
    collar: { review: null, reject: 100 },
    duplicates: { review: null, reject: 30_000 },
    crossing: 'review',
    oracleAge: { review: null, reject: 60_000 },
  });
});

test('args: order and day may ask for a person too, and what is rejected stays where it was', () => {
  const text = but(
    but(goodStrategy, 'order: 50_000 usd', 'order: { review: 20_000 usd, reject: 50_000 usd }'),
    'turnover: 500_000 usd,',
    'turnover: { review: 400_000 usd, reject: 500_000 usd }, loss: 10_000 usd,',
  );
  expect(load({ strategies: [text] }).strategies[0]?.limits).toMatchObject({
    order: 50_000,
    day: { turnover: 500_000 },
    standing: {
      order: { review: 20_000, reject: null },
      day: { turnover: { review: 400_000, reject: null }, loss: { review: null, reject: 10_000 } },
    },
  });
});

describe('behavior: what is wrong is said, with its place', () => {
  test.each([
    ['gross: 100_000', ['gross `100_000` has no unit']],
    ['gross: []', ['gross `gross`: a value, or `{ review: …, reject: … }`, is wanted']],
    [
      'gross: { review: 2 usd, reject: 1 usd }',
      ['gross.review nobody would ever be asked: what is for review is rejected already'],
    ],
    [
      'runway: { review: 1h, reject: 2h }',
      ['runway.review nobody would ever be asked: what is for review is rejected already'],
    ],
    ['gross: {}', ['gross it sets neither `review` nor `reject`']],
    ['gross: { revew: 2 usd }', ['gross.revew unknown key `revew`']],
    ['gros: 2 usd', ['gros unknown key `gros`']],
    ['leverage: 0', ['leverage `0` is not more than 0']],
    ['leverage: .nan', ['leverage `leverage`: a value, or `{ review: …, reject: … }`, is wanted']],
    ['concentration: { underlying: 120% }', ['concentration.underlying `120%` is not between 0.01% and 100%']],
    ['concentration: { market: 20% }', ['concentration.market unknown key `market`']],
    ['greeks: { ETH: { delta: -1 } }', ['greeks.ETH.delta `-1` is not more than 0']],
    ['greeks: { eth: { delta: 1 } }', ['greeks.eth nothing that is watched has `eth` as its underlying']],
    ['greeks: { "*": { vega: 5 usd }, SOL: {} }', ['greeks.SOL nothing that is watched has `SOL` as its underlying']],
    ['greeks: 5', ['greeks `greeks`: a map from underlyings is wanted']],
    ['restricted: [lira *]', ['restricted[0] `lira` is not a venue that ballast knows']],
    ['positions: { lira ETH: 5 usd }', ['positions.lira ETH `lira` is not a venue that ballast knows']],
    ['crossing: allow', ['crossing `allow` is not a crossing']],
    ['duplicates: 30', ['duplicates `30` has no unit']],
    ['minute: { orders: 0 }', ['minute.orders `0` is not a whole number of 1 or more']],
    ['gross: 5 usd\nnet: 6 usd', ['net net exposure (6 usd) is never more than gross (5 usd)']],
  ])('%s', (text, expected) => {
    expect(wrong(text)).toEqual(expected);
  });

  test('an order of which only the review is said', () => {
    const text = but(goodStrategy, 'order: 50_000 usd', 'order: { review: 20_000 usd }');
    expect(said({ strategies: [text] })).toEqual([
      expect.stringMatching(/limits\.order what is rejected is not said$/),
    ]);
  });

  test('with the line of an underlying that nothing watched has', () => {
    const [problem, ...more] = failure({
      strategies: [limits('greeks: { ETH: { delta: 1 }, ETJ: { delta: 1 } }')],
    }).problems;
    expect(more).toEqual([]);
    expect(problem && renderProblem({ ...problem, file: 'book.yaml' })).toEqual([
      'book.yaml:25:32  limits.greeks.ETJ',
      '  25 |   greeks: { ETH: { delta: 1 }, ETJ: { delta: 1 } }',
      '     |                                ^',
      '  nothing that is watched has `ETJ` as its underlying',
      '  mend: did you mean `ETH`?',
    ]);
  });

  test('with the line, a caret and the mend', () => {
    const [problem] = failure({ strategies: [limits('gross: { review: 2 usd, reject: 1 usd }')] }).problems;
    expect(problem && renderProblem({ ...problem, file: 'book.yaml' })).toEqual([
      'book.yaml:25:20  limits.gross.review',
      '  25 |   gross: { review: 2 usd, reject: 1 usd }',
      '     |                    ^',
      '  nobody would ever be asked: what is for review is rejected already',
      '  mend: set `review` below `reject`',
    ]);
  });
});

test('args: review', () => {
  const review = (text: string) => but(goodStrategy, 'limits:', `review: ${text}\nlimits:`);
  const read = (text: string) => load({ strategies: [review(text)] }).strategies[0]?.review;
  expect(load({}).strategies[0]).not.toHaveProperty('review');
  expect(read('{}')).toEqual(defaultReview);
  expect(read('{ expire: 5m, twoAbove: 100_000 usd, onExpiry: { margin: reject } }')).toEqual({
    expire: 300_000,
    twoAbove: 100_000,
    onExpiry: { margin: 'reject', delta: 'reject', cost: 'reject' },
  });
  expect(said({ strategies: [review('{ onExpiry: { survive: reject } }')] })).toEqual([
    expect.stringMatching(/review\.onExpiry\.survive unknown key `survive`$/),
  ]);
});
