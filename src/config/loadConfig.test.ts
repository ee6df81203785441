import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keccak256, toBytes } from 'viem';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { done } from '../model/reading.js';
import type { VenueKind } from '../venues/venue.js';
import { VenueReadError } from '../venues/venue.js';
import { ConfigError } from './configError.js';
import { loadConfig } from './loadConfig.js';

const address = z.custom<string>((value) => typeof value === 'string' && value.startsWith('0x'), 'must be an address');

const kind = (id: string, main: string, more: Partial<VenueKind> = {}): VenueKind => ({
  id,
  deployment: z.strictObject({ [main]: address, markets: z.record(z.string(), address) }),
  contracts: () => [],
  names: (deployment) => Object.keys((deployment as { markets: object }).markets),
  open: () => {
    throw new VenueReadError('not in these tests');
  },
  ...more,
});

const kinds: VenueKind[] = [
  kind('lyra', 'viewer'),
  kind('perp-v2', 'clearingHouse', { perpetuals: true }),
  kind('wallet', '', { deployment: z.strictObject({}), names: () => [], open: () => done(undefined as never) }),
];

const book = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';
const other = (digit: string) => `0x${digit.repeat(40)}`;

const goodSettings = `chains:
  lab:
    id: 31337
    endpoints: [ws://127.0.0.1:8545]
    tokens:
      USDC: { address: ${other('1')}, decimals: 6 }
      sUSD: { address: ${other('2')}, decimals: 18 }
      sETH: { address: ${other('3')}, decimals: 18, underlying: ETH }
    venues:
      lyra: { viewer: ${other('4')}, markets: { ETH: ${other('5')} } }
      perp-v2:
        clearingHouse: ${other('6')}
        markets: { ETH: ${other('7')}, BTC: ${other('8')} }
keys:
  - { account: ${book}, keystore: keys/book.json, passwordFile: keys/book.password }
`;

const goodStrategy = `name: eth-book
chain: lab
account: \${BOOK_ACCOUNT}
watch:
  - lyra: ETH
  - perp-v2: [ETH]
  - wallet: [USDC, sUSD]
rules:
  - hedge: ETH
    when: abs(delta) > 1.5 and gas < 2
    on: perp-v2 ETH
    maxSlippage: 30bps
    cooldown: 2m
    minimum: 0.05
  - topUp: perp-v2 *
    when: health < 1.3
    to: 1.8
    from: wallet USDC
  - name: smaller
    deleverage: lyra *
    when: health < 1.12
    to: 1.4
limits:
  order: 50_000 usd
  day: { turnover: 500_000 usd, orders: 60, gas: 0.05 eth }
`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-config-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Given {
  settings?: string;
  strategies?: readonly string[];
  env?: Record<string, string>;
}

function load({ settings = goodSettings, strategies = [goodStrategy], env = {} }: Given) {
  const settingsFile = join(folder, 'ballast.yaml');
  writeFileSync(settingsFile, settings);
  const strategyFiles = strategies.map((text, index) => {
    const file = join(folder, `${index}.yaml`);
    writeFileSync(file, text);
    return file;
  });
  return loadConfig({ settingsFile, strategyFiles, env: { BOOK_ACCOUNT: book, ...env }, kinds });
}

function failure(given: Given): ConfigError {
  try {
    load(given);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('loaded without a problem');
}

/** `line:column path message` of each problem. */
const said = (given: Given): string[] =>
  failure(given).problems.map(({ line, column, path, message }) => `${line}:${column} ${path} ${message}`);

/** A text with one thing changed; the change must change something. */
function but(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`no ${from} in the text`);
  return text.replace(from, () => to);
}

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
          on: 'perp-v2 ETH',
          maxSlippage: 30,
          cooldown: 120_000,
          minimum: 0.05,
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
    },
  ]);
  expect(settings).toEqual({
    file: join(folder, 'ballast.yaml'),
    chains: {
      lab: {
        name: 'lab',
        id: 31337,
        endpoints: ['ws://127.0.0.1:8545'],
        confirmations: 2,
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
        keystore: join(folder, 'keys/book.json'),
        passwordFile: join(folder, 'keys/book.password'),
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

describe('behavior: what is wrong with a strategy is said, with its place', () => {
  test.each([
    // text
    ['chain: lab', 'chian: lab', ['2:1 chian unknown key `chian`']],
    ['    cooldown: 2m', '    coldown: 2m', ['13:5 rules[0].coldown unknown key `coldown`']],
    ['orders: 60,', 'order: 60,', ['25:33 limits.day.order unknown key `order`']],
    ['cooldown: 2m', 'cooldown: 120', ['13:15 rules[0].cooldown `120` has no unit']],
    ['30bps', '30', ['12:18 rules[0].maxSlippage `30` has no unit']],
    ['50_000 usd', '50_000', ['24:10 limits.order `50_000` has no unit']],
    ['0.05 eth', '5 usd', ['25:50 limits.day.gas `5 usd` is not in the gas token']],
    ['minimum: 0.05', 'minimum: [1]', ['14:14 rules[0].minimum `minimum`: a single value is wanted here']],
    ['minimum: 0.05', 'minimum: -1', ['14:14 rules[0].minimum `-1` is negative']],
    ['to: 1.8', 'to: 0.9', ['17:9 rules[1].to `0.9` is not above 1, where accounts are liquidated']],
    ['chain: lab', 'chain: lab\nmode: shdow', ['3:7 mode `shdow` is not a mode']],
    ['name: eth-book', 'name: eth book', ['1:7 name `eth book` is not a name: letters, digits, - and _']],
    ['  - hedge: ETH', '  - hegde: ETH', ['9:5 rules[0] `hegde` is not a kind of rule']],
    [
      '  - hedge: ETH',
      '  - hedge: ETH\n    topUp: perp-v2 *',
      ['9:5 rules[0] one rule cannot be both hedge and topUp'],
    ],
    ['perp-v2 *', 'perp-v2', ['15:12 rules[1].topUp `perp-v2` does not say which margin account']],
    [
      'deleverage: lyra *',
      'deleverage: lyra #7',
      ['20:17 rules[2].deleverage `lyra` does not say which margin account'],
    ],
    ['limits:', 'limit:', ['23:1 limit unknown key `limit`']],
    ['name: eth-book\n', '', ['1:1 name `name` is missing']],
    ['  order: 50_000 usd\n', '', ['24:3 limits.order `order` is missing']],
    // conditions
    ['abs(delta) > 1.5', 'abs(detla) > 1.5', ['10:15 rules[0].when `detla` is not a metric']],
    [
      'abs(delta) > 1.5',
      'health > 1.5',
      ['10:11 rules[0].when a `hedge` rule cannot read `health`: it belongs to one margin account'],
    ],
    ['when: health < 1.3', 'when: "health < 1.3 ,"', ['16:25 rules[1].when `,` cannot stand here']],
    ['when: health < 1.3', 'when: health', ['16:11 rules[1].when `health` is a number; a condition compares numbers']],
    ['when: health < 1.3', 'when: 5', ['16:11 rules[1].when `when`: a condition is wanted here']],
    // addresses and variables
    [`\${BOOK_ACCOUNT}`, `\${BOOK}`, ['3:10 account the variable BOOK is not set']],
    [`\${BOOK_ACCOUNT}`, `\${BOOK-ACCOUNT}`, [`3:10 account \`\${BOOK-ACCOUNT}\` is not a variable`]],
    [
      `\${BOOK_ACCOUNT}`,
      '0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
      ['3:10 account `0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266` has a wrong checksum: a character was mistyped'],
    ],
    [
      `\${BOOK_ACCOUNT}`,
      '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb9226',
      ['3:10 account `0xf39Fd6e51aad88F6F4ce6aB8827279cffFb9226` is not an address: it has 39 digits'],
    ],
    [`\${BOOK_ACCOUNT}`, `0x${'0'.repeat(40)}`, ['3:10 account the zero address is nobody']],
    // what there is
    ['chain: lab', 'chain: lba', ['2:8 chain `lba` is not a chain of ballast.yaml']],
    ['- lyra: ETH', '- lira: ETH', ['5:5 watch[0].lira `lira` is not a venue that ballast knows']],
    ['- lyra: ETH', '- lyra: SOL', ['5:11 watch[0].lyra[0] `SOL` is not a market of `lyra` on lab']],
    ['[USDC, sUSD]', '[USDC, sUDS]', ['7:20 watch[2].wallet[1] `sUDS` is not a token of lab']],
    ['[USDC, sUSD]', '[USDC, USDC]', ['7:20 watch[2].wallet[1] `USDC` stands here twice']],
    ['- lyra: ETH', '- lyra: ETH\n  - lyra: ETH', ['6:5 watch[1].lyra `lyra` is watched above']],
    [
      '  - perp-v2: [ETH]\n',
      '',
      ['10:9 rules[0].on `perp-v2` is not watched', '14:12 rules[1].topUp `perp-v2` is not watched'],
    ],
    ['on: perp-v2 ETH', 'on: lyra ETH', ['11:9 rules[0].on `lyra` trades no perpetuals']],
    ['on: perp-v2 ETH', 'on: perp-v2 BTC', ['11:9 rules[0].on `BTC` is not watched on `perp-v2`']],
    ['on: perp-v2 ETH', 'on: perp-v2', ['11:9 rules[0].on `perp-v2` is not an instrument']],
    ['- hedge: ETH', '- hedge: BTC', ['11:9 rules[0].on `perp-v2 ETH` cannot hedge BTC: its underlying is ETH']],
    [
      'from: wallet USDC',
      'from: [wallet USDC, wallet sETH]',
      ['18:25 rules[1].from[1] `sETH` is not watched in the wallet'],
    ],
    ['from: wallet USDC', 'from: bank USDC', ['18:11 rules[1].from `bank USDC` is not a source of collateral']],
    ['topUp: perp-v2 *', 'topUp: wallet *', ['15:12 rules[1].topUp the wallet has no margin account']],
    // contradictions
    ['name: smaller', 'name: hedge ETH', ['19:5 rules[2] a rule above is called `hedge ETH` too']],
    ['health < 1.3', 'health < 1.9', ['17:9 rules[1].to the target 1.8 is not above the trigger: it acts below 1.9']],
    [
      'health < 1.3',
      '1.8 >= health and gas < 5',
      ['17:9 rules[1].to the target 1.8 is not above the trigger: it acts below 1.8'],
    ],
    [
      'to: 1.8',
      'to: 1.05',
      [
        '17:9 rules[1].to the target 1.05 is not above the trigger: it acts below 1.3',
        '17:9 rules[1].to the target 1.05 is not above `surviveBelow` (1.1)',
      ],
    ],
    [
      'deleverage: lyra *\n    when: health < 1.12\n    to: 1.4',
      'deleverage: perp-v2 cross\n    when: health < 1.35\n    to: 1.6',
      ['21:11 rules[2].when it deleverages below 1.35, before `topUp perp-v2 *` tops up below 1.3'],
    ],
    [
      'on: perp-v2 ETH',
      'on: perp-v2 ETH\n    to: -2',
      ['12:9 rules[0].to at its target of -2 the rule would want to act again: it acts over 1.5'],
    ],
    ['30bps', '2%', ['12:18 rules[0].maxSlippage 200bps is over `limits.slippage` (100bps)']],
    [
      '50_000 usd',
      '600_000 usd',
      ['24:10 limits.order one order (600000 usd) may trade more than a whole day (500000 usd)'],
    ],
    ['orders: 60', 'orders: 20', ['24:3 limits.hour.orders an hour allows 30 orders, a whole day 20']],
    ['0.05 eth', '0.05 pol', ['25:50 limits.day.gas gas on lab is paid in ETH, not POL']],
    [
      '50_000 usd',
      '50_000 usd\n  health: 1.05',
      ['25:11 limits.health hedges may push an account to 1.05, where it has to be rescued (`surviveBelow`)'],
    ],
    [
      'from: wallet USDC',
      'from: wallet USDC\n    maximum: 5 usd',
      ['19:14 rules[1].maximum it never acts: its most is under its least'],
    ],
    [
      'from: wallet USDC',
      'from: wallet USDC\n    minimum: 60_000 usd',
      ['19:14 rules[1].minimum it never acts: its least order is over `limits.order` (50000 usd)'],
    ],
  ] as const)('%s → %s', (from, to, expected) => {
    expect(said({ strategies: [but(goodStrategy, from, to)] })).toEqual(expected);
  });
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
    ['chains:', 'chain:', ['1:1 chain unknown key `chain`', '2:8 chain `lab` is not a chain of ballast.yaml']],
    [', passwordFile: keys/book.password', '', ['15:5 keys[0].passwordFile `passwordFile` is missing']],
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

describe('invariant: a report shows no secret', () => {
  const secret = 'AbCdEf0123456789AbCdEf0123456789';

  test.each([
    ['in an endpoint', 'id: 31337', `id: x\n    endpoint: wss://u:${secret}@eth.example.com/v2/${secret}`],
    ['in an endpoint without a scheme', 'ws://127.0.0.1:8545', `eth.example.com/v2/${secret}`],
    ['in an endpoint of a wrong scheme', 'ws://127.0.0.1:8545', `ftp://eth.example.com/v2/${secret}`],
    ['in a list of endpoints', '[ws://127.0.0.1:8545]', `\n      - hunter-${secret.slice(0, 9)}.example.com`],
    ['as a key in place of an address', book, `0x${'ab'.repeat(32)}`],
    ['as a password', 'passwordFile: keys/book.password', `password: ${secret.slice(0, 9)}`],
    ['in broken YAML', '[ws://127.0.0.1:8545]', `[wss://eth.example.com/${secret}`],
    ['in a variable', 'ws://127.0.0.1:8545', `"\${SECRET}"`],
    ['in a variable in the wrong place', 'id: 31337', `id: \${SECRET}`],
  ])('%s', (_, from, to) => {
    const env = { SECRET: `eth.example.com/v2/${secret}` };
    const error = failure({ settings: but(goodSettings, from, to), env });
    const shown = `${error.message} ${JSON.stringify(error.problems)}`;
    expect(shown).not.toContain(secret.slice(0, 9));
    expect(shown).not.toContain('abababab');
  });
});
