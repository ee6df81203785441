import { describe, expect, test } from 'vitest';
import { book, but, failure, goodSettings, load, other, said } from '../../../test/configFiles.js';

/** A book on a venue that carries orders out later, where each position has a margin of its own. */
const settings = but(
  goodSettings,
  '    venues:\n',
  `    venues:\n      gmx-v2: { reader: ${other('9')}, markets: { ETH/USD: ${other('a')}, BTC/USD: ${other('b')} } }\n`,
);

const strategy = `name: gmx-book
chain: lab
account: ${book}
watch:
  - gmx-v2: ETH/USD
  - wallet: USDC
rules:
  - hedge: ETH
    when: abs(delta) > 0.5
    on: gmx-v2 ETH/USD
    leverage: 2.5
  - topUp: gmx-v2 ETH/USD long USDC
    when: health < 3
    to: 5
    from: wallet USDC
  - deleverage: gmx-v2 *
    when: health < 2
    to: 4
  - protect: gmx-v2 *
    at: 1.3
    when: health < 20
    maxSlippage: 5%
  - claim: gmx-v2
limits:
  order: 50_000 usd
  health: 2
  day: { turnover: 500_000 usd, gas: 0.05 eth }
`;
const rulesOf = (text: string) => load({ settings, strategies: [text] }).strategies[0]?.rules ?? [];
const holds = expect.any(Function);

test('default: every rule, with what it does not say', () => {
  const [hedge, topUp, , protect, claim] = rulesOf(strategy);
  expect(hedge).toMatchObject({ on: ['gmx-v2 ETH/USD'], underlying: 'ETH', leverage: 2.5 });
  expect(topUp).toMatchObject({ accounts: { venue: 'gmx-v2', name: 'ETH/USD long USDC' } });
  expect(protect).toEqual({
    kind: 'protect',
    name: 'protect gmx-v2 *',
    line: 19,
    when: { source: 'health < 20', names: ['health'], holds },
    cooldown: 120_000,
    accounts: { venue: 'gmx-v2', name: '*' },
    at: 1.3,
    tolerance: 50,
    maxSlippage: 500,
  });
  expect(claim).toEqual({
    kind: 'claim',
    name: 'claim gmx-v2',
    line: 23,
    when: { source: 'always', names: [], holds },
    cooldown: 86_400_000,
    venue: 'gmx-v2',
    minimum: 20,
  });
  expect(claim?.when.holds(new Float64Array())).toBe(true);
});

test('behavior: a stop executes at any price unless it says otherwise, and a hedge has a leverage of 3', () => {
  const plain = but(but(strategy, '    maxSlippage: 5%\n', ''), '    leverage: 2.5\n', '');
  expect(rulesOf(plain)[3]).toMatchObject({ maxSlippage: null });
  expect(rulesOf(but(strategy, 'maxSlippage: 5%', 'maxSlippage: any'))[3]).toMatchObject({ maxSlippage: null });
  expect(rulesOf(plain)[0]).toMatchObject({ leverage: 3 });
  expect(rulesOf(but(strategy, '- gmx-v2: ETH/USD', '- gmx-v2: [ETH/USD]'))).toHaveLength(5);
});

describe('behavior: what is wrong is said, with its place', () => {
  test.each([
    ['leverage: 2.5', 'leverage: 0', ['11:15 rules[0].leverage `0` is not a leverage: more than 0, at most 100']],
    ['leverage: 2.5', 'leverage: 101', ['11:15 rules[0].leverage `101` is not a leverage: more than 0, at most 100']],
    ['leverage: 2.5', 'leverage: 3x', ['11:15 rules[0].leverage `3x` is not a number']],
    ['at: 1.3', 'at: 1', ['20:9 rules[3].at `1` is not above 1, where accounts are liquidated']],
    ['    at: 1.3\n', '', ['19:5 rules[3].at `at` is missing']],
    ['maxSlippage: 5%', 'maxSlippage: whatever', ['22:18 rules[3].maxSlippage `whatever` is neither a rate nor `any`']],
    ['maxSlippage: 5%', 'tolerance: 50', ['22:16 rules[3].tolerance `50` has no unit']],
    ['- claim: gmx-v2', '- claim: gmx-v2\n    minimum: 20', ['24:14 rules[4].minimum `20` has no unit']],
    [
      '- claim: gmx-v2',
      '- claim: gmx-v2\n    when: health < 2',
      ['24:11 rules[4].when a `claim` rule cannot read `health`: it belongs to one margin account'],
    ],
    ['- claim: gmx-v2', '- claim: perp-v2', ['23:12 rules[4].claim `perp-v2` is not watched']],
    ['- claim: gmx-v2', '- claim: wallet', ['23:12 rules[4].claim the wallet owes nothing']],
    ['protect: gmx-v2 *', 'protect: gmx-v2', ['19:14 rules[3].protect `gmx-v2` does not say which margin account']],
    [
      'protect: gmx-v2 *',
      'protect: gmx-v2 ETH/USD *',
      ['19:14 rules[3].protect `ETH/USD *` is not a margin account: `*` stands alone, for all of them'],
    ],
    ['protect: gmx-v2 *', 'protect: wallet *', ['19:14 rules[3].protect the wallet has no margin account']],
    ['- hedge: ETH', '- hedge: BTC', ['10:9 rules[0].on `gmx-v2 ETH/USD` cannot hedge BTC: its underlying is ETH']],
    ['on: gmx-v2 ETH/USD', 'on: gmx-v2 ETH', ['10:9 rules[0].on `ETH` is not watched on `gmx-v2`']],
    [
      '- gmx-v2: ETH/USD',
      '- gmx-v2: SOL/USD',
      [
        '5:13 watch[0].gmx-v2[0] `SOL/USD` is not a market of `gmx-v2` on lab',
        '10:9 rules[0].on `ETH/USD` is not watched on `gmx-v2`',
        '12:12 rules[1].topUp `gmx-v2` can have no margin account `ETH/USD long USDC` of what is watched there',
      ],
    ],
    [
      '- claim: gmx-v2',
      '- claim: gmx-v2\n    name: expire',
      ['23:5 rules[4] `expire` is what ballast calls its own decisions'],
    ],
    [
      'at: 1.3',
      'at: 2.2',
      ['20:9 rules[3].at the stop closes the whole position at 2.2, before `deleverage gmx-v2 *` acts below 2'],
    ],
    [
      '- claim: gmx-v2',
      '- protect: gmx-v2 ETH/USD long USDC\n    at: 1.4',
      [
        '23:14 rules[4].protect `protect gmx-v2 *` above keeps the stop of the same position: each would move it to its own place',
      ],
    ],
    [
      'topUp: gmx-v2 ETH/USD long USDC',
      'topUp: gmx-v2 ETH/USD long',
      ['12:12 rules[1].topUp `gmx-v2` can have no margin account `ETH/USD long` of what is watched there'],
    ],
    [
      'protect: gmx-v2 *',
      'protect: gmx-v2 BTC/USD long USDC',
      ['19:14 rules[3].protect `gmx-v2` can have no margin account `BTC/USD long USDC` of what is watched there'],
    ],
    [
      '- claim: gmx-v2',
      '- claim: gmx-v2\n  - claim: gmx-v2\n    name: again',
      ['24:12 rules[5].claim `claim gmx-v2` above collects the same'],
    ],
  ] as const)('%s → %s', (from, to, expected) => {
    expect(said({ settings, strategies: [but(strategy, from, to)] })).toEqual(expected);
  });

  test('behavior: a stop or a claim where no order rests', () => {
    const there = but(strategy, '  - gmx-v2: ETH/USD\n', '  - gmx-v2: ETH/USD\n  - perp-v2: ETH\n');
    const strategies = [but(but(there, 'protect: gmx-v2 *', 'protect: perp-v2 *'), 'claim: gmx-v2', 'claim: perp-v2')];
    expect(said({ settings, strategies })).toEqual([
      '20:14 rules[3].protect no order can rest at `perp-v2`',
      '24:12 rules[4].claim nothing is owed beside the positions by `perp-v2`',
    ]);
    const [problem] = failure({ settings, strategies }).problems;
    expect(problem?.mend).toBe('name a venue where it can be: gmx-v2');
  });

  test('behavior: and how to mend it', () => {
    const mendOf = (from: string, to: string) =>
      failure({ settings, strategies: [but(strategy, from, to)] }).problems[0]?.mend;
    expect(mendOf('maxSlippage: 5%', 'maxSlippage: whatever')).toBe('write it like 500bps or 5%, or `any`');
    expect(mendOf('topUp: gmx-v2 ETH/USD long USDC', 'topUp: gmx-v2 ETH/USD long')).toBe(
      'write `gmx-v2 *` for each, or one like `gmx-v2 ETH/USD long USDC`',
    );
    expect(mendOf('at: 1.3', 'at: 2.2')).toBe('set `at` below 2');
    expect(mendOf('- hedge: ETH', '- hedge: BTC')).toBe('hedge ETH, or watch and trade a market of BTC');
    expect(mendOf('protect: gmx-v2 *', 'protect: gmx-v2')).toContain('`gmx-v2 ETH/USD long USDC`');
  });
});
