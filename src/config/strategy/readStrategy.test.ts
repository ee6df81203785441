import { describe, expect, test } from 'vitest';
import { but, goodStrategy, said } from '../../../test/configFiles.js';

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
    ['on: perp-v2 ETH', 'on: lyra ETH', ['11:9 rules[0].on nothing that hedges is traded on `lyra`']],
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
      [
        '21:11 rules[2].when it deleverages below 1.35, before `topUp perp-v2 *` tops up below 1.3',
        '24:3 limits.health hedges may push an account to 1.2, where `smaller` closes them again: it acts below 1.35',
      ],
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
      'deleverage: lyra *\n    when: health < 1.12',
      'deleverage: perp-v2 *\n    when: health < 1.25',
      ['24:3 limits.health hedges may push an account to 1.2, where `smaller` closes them again: it acts below 1.25'],
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
