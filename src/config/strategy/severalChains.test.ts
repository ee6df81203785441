import { describe, expect, test } from 'vitest';
import { but, goodSettings, goodStrategy, load, other, said } from '../../../test/configFiles.js';
import { bookName, strategyOn } from '../../chains/strategyOn.js';

const second = `  far:
    id: 10
    endpoints: [ws://127.0.0.1:9545]
    gasToken: POL
    tokens:
      USDC: { address: ${other('1')}, decimals: 6 }
    venues:
      perp-v2:
        clearingHouse: ${other('6')}
        markets: { ETH: ${other('7')} }
`;
const settings = goodSettings.replace('keys:', `${second}keys:`);
const strategy = goodStrategy.replace(
  'rules:',
  `chains:
  far:
    gas: 5 pol
    watch:
      - perp-v2: [ETH]
      - wallet: [USDC]
rules:
  - topUp: far:perp-v2 *
    when: health < 1.3
    to: 1.8
    from: wallet USDC`,
);

test('default: each chain has a book of its own, with the rules whose means are there, and sees the other by name', () => {
  const [whole] = load({ settings, strategies: [strategy] }).strategies;
  if (!whole) throw new Error('no strategy');
  const home = strategyOn(whole, 'lab');
  const far = strategyOn(whole, 'far');
  expect(home).toMatchObject({ chain: 'lab', limits: { day: { gas: 0.05 } } });
  expect(home.rules.map(({ name }) => name)).toEqual(['hedge ETH', 'topUp perp-v2 *', 'smaller']);
  expect(home.watch.map(({ venue }) => venue)).toEqual(['lyra', 'perp-v2', 'wallet', 'far:perp-v2', 'far:wallet']);
  expect(far).toMatchObject({ name: 'eth-book', chain: 'far', home: 'lab', limits: { day: { gas: 5 } } });
  expect(far.rules).toMatchObject([{ name: 'topUp far:perp-v2 *', accounts: { venue: 'perp-v2', name: '*' } }]);
  expect(far.watch.map(({ venue }) => venue)).toEqual(['perp-v2', 'wallet', 'lab:lyra', 'lab:perp-v2', 'lab:wallet']);
  expect([bookName(home), bookName(far)]).toEqual(['eth-book', 'eth-book@far']);
});

test('behavior: a strategy of one chain is as its file has it', () => {
  const [one] = load({}).strategies;
  if (!one) throw new Error('no strategy');
  expect(strategyOn(one, one.chain)).toBe(one);
});

describe('behavior: what is wrong with a further chain is said', () => {
  test.each([
    [
      '  far:\n',
      '  fra:\n',
      ['`fra` is not a chain of ballast.yaml', '`far` is not among the `chains:` of this strategy'],
    ],
    ['  far:\n', '  lab:\n', ['`lab` is chain 31337, which the strategy has already']],
    ['    gas: 5 pol\n', '', ['gas on far is paid in POL, not ETH']],
    [
      '- perp-v2: [ETH]\n      - wallet: [USDC]',
      '- perp-v2: [BTC]\n      - wallet: [USDC]',
      ['`BTC` is not a market of `perp-v2` on far'],
    ],
    [
      '- wallet: [USDC]\nrules',
      '- wallet: [DAI]\nrules',
      ['`DAI` is not a token of far', '`USDC` is not watched in the wallet'],
    ],
    ['topUp: far:perp-v2 *', 'topUp: lab:perp-v2 *', ['`lab` is the chain that the file names first']],
    ['topUp: far:perp-v2 *', 'topUp: far:lyra *', ['`lyra` is not watched']],
    ['on: perp-v2 ETH', 'on: [perp-v2 ETH, far:perp-v2 ETH]', ['a rule acts on one chain, and this names lab and far']],
    ['    watch:\n', '    wach:\n', ['unknown key `wach`']],
  ])('%j → %j', (from, to, expected) => {
    const found = said({ settings, strategies: [but(strategy, from, to)] });
    for (const one of expected) expect(found.join('\n')).toContain(one);
  });
});
