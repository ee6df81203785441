import { describe, expect, test } from 'vitest';
import { book, but, goodSettings, load, other, said } from '../../../test/configFiles.js';

/** A book with several ways to hedge, and one plan for its collateral. */
const settings = but(
  but(
    goodSettings,
    '    venues:\n',
    `    venues:\n      uniswap-v3: { router: ${other('9')}, markets: { WETH/USDC: ${other('a')}, USDC/sUSD: ${other('b')} } }\n      aave-v3: { pool: ${other('c')}, markets: { WETH: ${other('d')}, USDC: ${other('e')} } }\n`,
  ),
  `    tokens:\n`,
  `    tokens:\n      WETH: { address: ${other('f')}, decimals: 18, underlying: ETH }\n`,
);

const strategy = `name: whole-book
chain: lab
account: ${book}
watch:
  - lyra: ETH
  - perp-v2: ETH
  - uniswap-v3: [WETH/USDC, USDC/sUSD]
  - aave-v3: [WETH, USDC]
  - wallet: [USDC, WETH]
rules:
  - hedge: ETH
    band: whalley-wilmott 1e-6
    aim: edge
    hysteresis: 25%
    hold: 3d
    on: [perp-v2 ETH, uniswap-v3 WETH/USDC, aave-v3 WETH]
  - rebalance: [perp-v2 cross, lyra *, aave-v3 account]
    when: health < 1.3
    to: 1.8
    from: [wallet USDC, wallet WETH, perp-v2 cross]
    keep: { USDC: 500 }
    swap: uniswap-v3 WETH/USDC
    reduce: true
    returnAbove: 4
    lend: aave-v3 account
limits:
  order: 50_000 usd
  day: { turnover: 500_000 usd, gas: 0.05 eth }
`;
const rulesOf = (text: string) => load({ settings, strategies: [text] }).strategies[0]?.rules ?? [];
const holds = expect.any(Function);

test('default: a hedge that goes where it costs least, within a band; and one plan for all collateral', () => {
  expect(rulesOf(strategy)).toEqual([
    {
      ...{ kind: 'hedge', name: 'hedge ETH', line: 11, underlying: 'ETH', to: 0 },
      when: { source: 'always', names: [], holds },
      on: ['perp-v2 ETH', 'uniswap-v3 WETH/USDC', 'aave-v3 WETH'],
      crossHedge: null,
      band: { kind: 'whalley-wilmott', riskAversion: 1e-6 },
      ...{
        aim: 'edge',
        hysteresis: 0.25,
        hold: 259_200_000,
        maxSlippage: 50,
        cooldown: 60_000,
        minimum: 0,
        leverage: 3,
      },
    },
    {
      kind: 'rebalance',
      name: 'rebalance perp-v2 cross, lyra *, aave-v3 account',
      line: 17,
      when: { source: 'health < 1.3', names: ['health'], holds },
      accounts: [
        { venue: 'perp-v2', name: 'cross' },
        { venue: 'lyra', name: '*' },
        { venue: 'aave-v3', name: 'account' },
      ],
      to: 1.8,
      from: [{ token: 'USDC' }, { token: 'WETH' }, { accounts: { venue: 'perp-v2', name: 'cross' } }],
      keep: { USDC: 500 },
      swap: ['uniswap-v3 WETH/USDC'],
      ...{ maxSlippage: 50, reduce: true, returnAbove: 4, lend: { venue: 'aave-v3', name: 'account' } },
      ...{ minimum: 10, cooldown: 30_000, hold: 604_800_000 },
    },
  ]);
});

test.each([
  ['0.5', { kind: 'fixed', width: 0.5 }],
  ['gamma 2%', { kind: 'gamma', move: 0.02 }],
  ['zakamouline 2e-6', { kind: 'zakamouline', riskAversion: 2e-6 }],
  ['every 4h', { kind: 'every', interval: 14_400_000 }],
])('behavior: band: %s', (band, expected) => {
  const text = but(but(strategy, '    aim: edge\n', ''), '    hysteresis: 25%\n', '');
  expect(rulesOf(but(text, 'band: whalley-wilmott 1e-6', `band: ${band}`))[0]).toMatchObject({ band: expected });
});

test('behavior: a band with edges is kept to its edge, with some hysteresis; a time is not', () => {
  const text = but(but(strategy, '    aim: edge\n', ''), '    hysteresis: 25%\n', '');
  expect(rulesOf(text)[0]).toMatchObject({ aim: 'edge', hysteresis: 0.25 });
  expect(rulesOf(but(text, 'whalley-wilmott 1e-6', 'every 4h'))[0]).toMatchObject({ aim: 'centre', hysteresis: 0 });
});

test('behavior: a rebalancing that says little moves collateral of the wallet only', () => {
  const little = `${strategy.slice(0, strategy.indexOf('  - rebalance'))}  - rebalance: perp-v2 cross
    when: health < 1.3
    to: 1.8
    from: wallet USDC
limits:
  order: 50_000 usd
  day: { turnover: 500_000 usd, gas: 0.05 eth }
`;
  expect(rulesOf(little)[1]).toMatchObject({
    ...{ keep: {}, swap: [], reduce: false, lend: null, maxSlippage: 50 },
    returnAbove: Number.POSITIVE_INFINITY,
  });
});

describe('behavior: what is wrong is said, with its place', () => {
  test.each([
    ['whalley-wilmott 1e-6', 'whaley 1e-6', ['12:11 rules[0].band `whaley` is not a kind of band']],
    ['whalley-wilmott 1e-6', 'whalley-wilmott 0', ['12:11 rules[0].band `whalley-wilmott 0` is a band of no width']],
    ['whalley-wilmott 1e-6', 'gamma 2', ['12:11 rules[0].band `2` has no unit']],
    ['whalley-wilmott 1e-6', 'wide', ['12:11 rules[0].band `wide` is not a band']],
    [
      '    band: whalley-wilmott 1e-6\n',
      '',
      [
        '11:5 rules[0].when `when` is missing',
        '12:10 rules[0].aim there is no `band`: nothing to stop at',
        '13:17 rules[0].hysteresis there is no `band`: nothing to be further out than',
      ],
    ],
    [
      'uniswap-v3 WETH/USDC, aave-v3 WETH]',
      'uniswap-v3 USDC/sUSD, aave-v3 WETH]',
      ['16:23 rules[0].on[1] `uniswap-v3 USDC/sUSD` cannot hedge ETH: it has no underlying'],
    ],
    [
      'uniswap-v3 WETH/USDC, aave-v3 WETH]',
      'perp-v2 ETH, aave-v3 WETH]',
      ['16:23 rules[0].on[1] `perp-v2 ETH` stands here twice'],
    ],
    [
      'on: [perp-v2 ETH, uniswap-v3',
      'on: [lyra ETH, uniswap-v3',
      ['16:10 rules[0].on[0] nothing that hedges is traded on `lyra`'],
    ],
    [
      '[perp-v2 cross, lyra *, aave-v3 account]',
      '[perp-v2 cross, aave-v3 cross]',
      ['17:32 rules[1].rebalance[1] `aave-v3` can have no margin account `cross` of what is watched there'],
    ],
    [
      'wallet WETH, perp-v2 cross]',
      'wallet WBTC, gmx-v2 *]',
      ['20:25 rules[1].from[1] `WBTC` is not watched in the wallet', '20:38 rules[1].from[2] `gmx-v2` is not watched'],
    ],
    ['keep: { USDC: 500 }', 'keep: { DAI: 500 }', ['21:18 rules[1].keep.DAI `DAI` is not watched in the wallet']],
    ['swap: uniswap-v3 WETH/USDC', 'swap: perp-v2 ETH', ['22:11 rules[1].swap no pair is traded on `perp-v2`']],
    [
      'swap: uniswap-v3 WETH/USDC',
      'swap: uniswap-v3 USDC/sUSD',
      ['22:11 rules[1].swap `USDC/sUSD` is no pair of a token and a dollar'],
    ],
    [
      'returnAbove: 4',
      'returnAbove: 1.7',
      ['24:18 rules[1].returnAbove collateral would go back above 1.7, and the target is 1.8'],
    ],
    ['to: 1.8', 'to: 1.2', ['19:9 rules[1].to the target 1.2 is not above the trigger: it acts below 1.3']],
  ] as const)('%s → %s', (from, to, expected) => {
    expect(said({ settings, strategies: [but(strategy, from, to)] })).toEqual(expected);
  });

  test('behavior: what is borrowed must be sold somewhere', () => {
    const alone = but(but(strategy, '  - uniswap-v3: [WETH/USDC, USDC/sUSD]\n', ''), ', uniswap-v3 WETH/USDC,', ',');
    expect(said({ settings, strategies: [but(alone, '    swap: uniswap-v3 WETH/USDC\n', '')] })).toEqual([
      '15:23 rules[0].on[1] what is borrowed on `aave-v3` is sold, and no pair of ETH is watched',
    ]);
  });
});
