import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keccak256, toBytes } from 'viem';
import { describe, expect, test } from 'vitest';
import {
  book,
  but,
  failure,
  folder,
  goodSettings,
  goodStrategy,
  kinds,
  load,
  other,
  said,
} from '../../test/configFiles.js';
import { defaultRiskSettings } from '../model/riskSettings.js';
import { loadConfig } from './loadConfig.js';

test('default', () => {
  const { settings, strategies } = load({});
  expect(strategies).toEqual([
    {
      name: 'eth-book',
      file: join(folder, '0.yaml'),
      hash: keccak256(toBytes(goodStrategy)),
      chain: 'lab',
      account: book,
      mode: 'shadow',
      surviveBelow: 1.1,
      watch: [
        { venue: 'lyra', names: ['ETH'] },
        { venue: 'perp-v2', names: ['ETH'] },
        { venue: 'wallet', names: ['USDC', 'sUSD'] },
      ],
      rules: [
        {
          kind: 'hedge',
          name: 'hedge ETH',
          line: 9,
          when: { source: 'abs(delta) > 1.5 and gas < 2', names: ['delta', 'gas'], holds: expect.any(Function) },
          underlying: 'ETH',
          to: 0,
          on: ['perp-v2 ETH'],
          crossHedge: null,
          band: { kind: 'condition' },
          aim: 'centre',
          hysteresis: 0,
          hold: 86_400_000,
          maxSlippage: 30,
          cooldown: 120_000,
          minimum: 0.05,
          leverage: 3,
        },
        {
          kind: 'topUp',
          name: 'topUp perp-v2 *',
          line: 15,
          when: { source: 'health < 1.3', names: ['health'], holds: expect.any(Function) },
          accounts: { venue: 'perp-v2', name: '*' },
          to: 1.8,
          from: ['USDC'],
          minimum: 10,
          maximum: Number.POSITIVE_INFINITY,
          cooldown: 30_000,
        },
        {
          kind: 'deleverage',
          name: 'smaller',
          line: 19,
          when: { source: 'health < 1.12', names: ['health'], holds: expect.any(Function) },
          accounts: { venue: 'lyra', name: '*' },
          to: 1.4,
          maxSlippage: 100,
          minimum: 10,
          cooldown: 30_000,
        },
      ],
      limits: {
        order: 50_000,
        slippage: 100,
        priceDeviation: 300,
        health: 1.2,
        hour: { orders: 30 },
        day: { turnover: 500_000, orders: 60, gas: 0.05 },
      },
      atStake: [{ above: 0, endpoints: 1, confirmations: null }],
      risk: defaultRiskSettings,
    },
  ]);
  expect(settings).toEqual({
    file: join(folder, 'ballast.yaml'),
    above: [],
    chains: {
      lab: {
        name: 'lab',
        id: 31337,
        endpoints: ['ws://127.0.0.1:8545'],
        confirmations: 2,
        headAge: 60_000,
        gasToken: 'ETH',
        multicall3: '0xcA11bde05977b3631167028862bE2a173976CA11',
        tokens: {
          USDC: { address: other('1'), decimals: 6, underlying: null },
          sUSD: { address: other('2'), decimals: 18, underlying: null },
          sETH: { address: other('3'), decimals: 18, underlying: 'ETH' },
        },
        venues: {
          lyra: { viewer: other('4'), markets: { ETH: other('5') } },
          'perp-v2': { clearingHouse: other('6'), markets: { ETH: other('7'), BTC: other('8') } },
          wallet: {},
        },
      },
    },
    ledger: { file: join(folder, 'ballast.db'), keep: 30 * 86_400_000, sampleEvery: 10_000 },
    keys: [
      {
        account: book,
        backEnd: {
          kind: 'keystore',
          file: join(folder, 'keys/book.json'),
          password: { from: 'file', file: join(folder, 'keys/book.password') },
        },
      },
    ],
  });
});

test('behavior: a strategy without rules only watches', () => {
  const [strategy] = load({
    strategies: [`${goodStrategy.split('rules:')[0]}limits:${goodStrategy.split('limits:')[1]}`],
  }).strategies;
  expect(strategy?.rules).toEqual([]);
});

test('behavior: a problem found later is located in its file', () => {
  const config = load({});
  const problem = config.locate(join(folder, 'ballast.yaml'), ['chains', 'lab', 'id'], 'the chain is 1', 'use another');
  expect(problem).toMatchObject({ line: 3, column: 9, path: 'chains.lab.id', source: '    id: 31337' });
  const watched = config.locate(config.strategies[0]?.file ?? '', ['watch', 1, 'perp-v2'], 'no code', 'mend', {
    atKey: true,
  });
  expect(watched).toMatchObject({ line: 6, column: 5, path: 'watch[1].perp-v2' });
});

describe('behavior: what is wrong with ballast.yaml is said, with its place', () => {
  test.each([
    ['id: 31337', 'id: mainnet', ['3:9 chains.lab.id `mainnet` is not a number']],
    ['[ws://127.0.0.1:8545]', '[ipc:/tmp/x]', ['4:17 chains.lab.endpoints[0] an endpoint cannot be reached by ipc:']],
    ['[ws://127.0.0.1:8545]', '[]', ['4:16 chains.lab.endpoints `endpoints` is empty']],
    [
      '[ws://127.0.0.1:8545]',
      '[ws://a/1, ws://a/1]',
      ['4:27 chains.lab.endpoints[1] the same endpoint stands here twice'],
    ],
    [
      'decimals: 6',
      'decimals: 600',
      ['6:78 chains.lab.tokens.USDC.decimals `600` is not a number of decimals: 0 to 36'],
    ],
    ['decimals: 6', 'decimal: 6', ['6:68 chains.lab.tokens.USDC.decimal unknown key `decimal`']],
    [other('2'), other('1'), ['7:24 chains.lab.tokens.sUSD.address this is the address of USDC too']],
    [
      '      lyra:',
      '      layra:',
      [
        '10:7 chains.lab.venues.layra `layra` is not a venue that ballast knows',
        '5:5 watch[0].lyra `lyra` is not deployed on lab',
      ],
    ],
    ['clearingHouse:', 'clearinghouse:', ['12:9 chains.lab.venues.perp-v2.clearinghouse unknown key `clearinghouse`']],
    [
      other('6'),
      '0xCA11bde05977b3631167028862bE2a173976CA11',
      [
        '12:24 chains.lab.venues.perp-v2.clearingHouse `0xCA11bde05977b3631167028862bE2a173976CA11` has a wrong checksum: a character was mistyped',
      ],
    ],
    ['keys:', 'ledger: { keep: for ever }\nkeys:', ['14:17 ledger.keep `for ever` is not a duration']],
    ['id: 31337', 'id: 31337\n    headAge: 0s', ['4:14 chains.lab.headAge every block would be stale']],
    ['chains:', 'chain:', ['1:1 chain unknown key `chain`', '2:8 chain `lab` is not a chain of ballast.yaml']],
    [', passwordFile: keys/book.password', '', ['15:70 keys[0].keystore what opens this keystore is not said']],
  ] as const)('%s → %s', (from, to, expected) => {
    expect(said({ settings: but(goodSettings, from, to) })).toEqual(expected);
  });
});

describe('behavior: a live strategy needs its key', () => {
  const live = but(goodStrategy, 'chain: lab', 'chain: lab\nmode: live');

  test('declared', () => {
    expect(said({ strategies: [live], settings: goodSettings.split('keys:')[0] ?? '' })).toEqual([
      `3:7 mode \`live\` needs a key, and none is declared for ${book}`,
    ]);
  });

  test('in files that exist', () => {
    expect(said({ strategies: [live] })).toEqual([
      expect.stringMatching(/^15:70 keys\[0\]\.keystore there is no file .*keys\/book\.json$/),
      expect.stringMatching(/^15:100 keys\[0\]\.passwordFile there is no file .*keys\/book\.password$/),
    ]);
  });

  test('and a shadow strategy does not', () => {
    expect(load({ settings: goodSettings.split('keys:')[0] ?? '' }).strategies).toHaveLength(1);
  });
});

describe('behavior: broken YAML is one problem a cause', () => {
  test.each([
    ['  - lyra: ETH', '\t- lyra: ETH', '5:1', 'indent with spaces, not tabs'],
    ['[USDC, sUSD]', '[USDC, sUSD', '8:1', 'close the bracket'],
    ['chain: lab', 'chain: lab\nchain: lab', '3:1', 'keep one of the two'],
    ['[USDC, sUSD]', `[\${A}, sUSD]`, '7:', 'quote it'],
    ['topUp: perp-v2 *', 'topUp: *all', '15:12', 'quote'],
    ['chain: lab', 'chain: lab: x', '2:8', 'one `key: value` a line'],
  ])('%s → %s', (from, to, place, mend) => {
    const [problem] = failure({ strategies: [but(goodStrategy, from, to)] }).problems;
    expect(`${problem?.line}:${problem?.column}`).toContain(place);
    expect(problem?.mend).toContain(mend);
  });

  test('empty, a list, a scalar, too deep', () => {
    expect(said({ strategies: [''] })[0]).toContain('the file is empty');
    expect(said({ strategies: ['- a'] })).toEqual(['1:1  the file is not a map']);
    expect(said({ strategies: ['42'] })).toEqual(['1:1  the file is not a map']);
    expect(said({ strategies: ['['.repeat(100_000)] })[0]).toContain('1:1 ');
  });
});

test('behavior: what was read is handed on as it was hashed, whatever becomes of the file', () => {
  const config = load({});
  const [settingsFile, file] = [join(folder, 'ballast.yaml'), join(folder, '0.yaml')];
  const read = config.texts.get(file) ?? new Uint8Array();
  expect([Buffer.from(read).toString(), keccak256(read)]).toEqual([goodStrategy, config.strategies[0]?.hash]);
  writeFileSync(file, 'name: later\n');
  writeFileSync(settingsFile, 'chains: later\n');
  const env = { BOOK_ACCOUNT: book };
  const again = loadConfig({ settingsFile, strategyFiles: [file], env, kinds, texts: config.texts });
  expect([again.strategies[0]?.hash, again.texts]).toEqual([config.strategies[0]?.hash, config.texts]);
});

test('behavior: a file that is not UTF-8 cannot be kept as its text, and is refused', () => {
  load({});
  const [settingsFile, file] = [join(folder, 'ballast.yaml'), join(folder, '0.yaml')];
  writeFileSync(file, Buffer.from(`# caf\xe9\n${goodStrategy}`, 'latin1'));
  const env = { BOOK_ACCOUNT: book };
  expect(() => loadConfig({ settingsFile, strategyFiles: [file], env, kinds })).toThrow('the file is not UTF-8');
});

test('behavior: files that are not there', () => {
  const options = { settingsFile: join(folder, 'no.yaml'), strategyFiles: [folder], env: {}, kinds };
  expect(() => loadConfig(options)).toThrow(
    /there is no such file[\s\S]*mend: copy ballast\.example\.yaml[\s\S]*a folder/,
  );
});

test('behavior: two strategies of one name', () => {
  expect(said({ strategies: [goodStrategy, goodStrategy] })).toEqual([
    `1:7 name ${join(folder, '0.yaml')} is called \`eth-book\` too`,
  ]);
});

test('behavior: two live strategies on one account are refused, a second pair of eyes is not', () => {
  const other = but(goodStrategy, 'name: eth-book', 'name: other-book');
  const live = (text: string) => but(text, 'limits:', 'mode: live\nlimits:');
  const shared = said({ strategies: [live(goodStrategy), live(other)] }).filter((line) => line.includes('trades this'));
  expect(shared).toEqual([expect.stringMatching(/ account .*0\.yaml trades this account live too/)]);
  expect(load({ strategies: [goodStrategy, other] }).strategies).toHaveLength(2);
});

test('behavior: a second name of the chain, another spelling of the account, and they are one account all the same', () => {
  const [, lab = ''] = goodSettings.split('chains:\n');
  const twice = `chains:\n${(lab.split('keys:')[0] ?? '').replace('lab:', 'second:')}${lab}`;
  const live = but(goodStrategy, 'limits:', 'mode: live\nlimits:');
  const second = but(
    but(but(live, 'eth-book', 'other'), 'chain: lab', 'chain: second'),
    `\${BOOK_ACCOUNT}`,
    book.toLowerCase(),
  );
  const shared = (settings: string) =>
    said({ settings, strategies: [live, second] }).filter((line) => line.includes('trades this'));
  expect(shared(twice)).toHaveLength(1);
  // One key for two chains is fine: each counts its own nonces.
  expect(shared(but(twice, 'id: 31337', 'id: 42161'))).toEqual([]);
});

test('behavior: one report has all problems of all files, in their order, with line and mend', () => {
  const broken = goodStrategy
    .replace('cooldown: 2m', 'cooldwn: 2m')
    .replace('health < 1.3', 'helth < 1.3')
    .replace('to: 1.4', 'to: 1.05')
    .replace('50_000 usd', '50_000');
  const error = failure({ settings: but(goodSettings, 'id: 31337', 'id: 0'), strategies: [broken] });
  expect(error.problems).toHaveLength(6);
  expect(error.message.replaceAll(folder, '')).toMatchInlineSnapshot(`
    "6 problems in 2 files; nothing was sent
      /ballast.yaml:3:9  chains.lab.id
        3 |     id: 0
          |         ^
        \`0\` is not a whole number of 1 or more
        mend: for example 42161

      /0.yaml:13:5  rules[0].cooldwn
        13 |     cooldwn: …
           |     ^
        unknown key \`cooldwn\`
        mend: did you mean \`cooldown\`?

      /0.yaml:16:11  rules[1].when
        16 |     when: helth < 1.3
           |           ^
        \`helth\` is not a metric
        mend: did you mean \`health\`?

      /0.yaml:22:9  rules[2].to
        22 |     to: 1.05
           |         ^
        the target 1.05 is not above the trigger: it acts below 1.12
        mend: set \`to\` above 1.12, or the trigger below 1.05

      /0.yaml:22:9  rules[2].to
        22 |     to: 1.05
           |         ^
        the target 1.05 is not above \`surviveBelow\` (1.1)
        mend: set \`to\` above 1.1

      /0.yaml:24:10  limits.order
        24 |   order: 50_000
           |          ^
        \`50_000\` has no unit
        mend: write it like 50_000 usd"
  `);
});
