import { expect, test } from 'vitest';
import { type OrderTerms, orderClasses } from '../../model/order.js';
import { tokenAmount, wad } from '../../model/units.js';
import { sampleTrade } from '../../record/testing/sample.js';
import { permits } from './permits.js';

const { maxSlippage: _, kind: __, ...traded } = sampleTrade;
const rest = {
  ...traded,
  kind: 'rest',
  ordType: 'Stop',
  triggerPrice: wad(1n),
  maxSlippage: null,
  replaces: null,
} as const;
const collateral = { venue: 'toy', marginAccount: 'toy ETH', token: 'USDC', decimals: 6, amount: tokenAmount(1n) };

const whileReducing: [OrderTerms, boolean][] = [
  [sampleTrade, false],
  [{ ...sampleTrade, reduceOnly: true }, true],
  [rest, false],
  [{ ...rest, reduceOnly: true }, true],
  [{ ...collateral, kind: 'addCollateral' }, true],
  [{ ...collateral, kind: 'removeCollateral' }, false],
  [{ ...collateral, kind: 'repay' }, true],
  [{ ...collateral, kind: 'borrow' }, false],
  [{ kind: 'cancel', venue: 'toy', order: '0x12' }, true],
  [{ kind: 'claim', venue: 'toy', amounts: [] }, true],
];

test('default: while reducing, what lowers risk goes and what adds it does not', () => {
  for (const [terms, allowed] of whileReducing) {
    for (const orderClass of ['margin', 'delta', 'cost'] as const) {
      expect(
        permits('reducing', { terms, orderClass }),
        JSON.stringify(terms, (_, v) => String(v)),
      ).toBe(allowed);
    }
    expect(permits('active', { terms, orderClass: 'delta' })).toBe(true);
  }
});

const transfer: OrderTerms = {
  ...{ kind: 'transfer', venue: 'wallet', to: '0x00000000000000000000000000000000000a11ce', reference: 'a block' },
  asset: {
    ...{ token: 'USDC', address: '0x00000000000000000000000000000000000c0de1', decimals: 6 },
    amount: tokenAmount(1n),
  },
};

test('behavior: what is given to another account goes only while trading is active, whatever its order says it is', () => {
  for (const orderClass of orderClasses) {
    const order = { terms: transfer, orderClass };
    expect([permits('active', order), permits('reducing', order), permits('halted', order)]).toEqual([
      true,
      false,
      false,
    ]);
  }
});

test('invariant: only a halt stops survival, whatever its steps are', () => {
  for (const [terms] of whileReducing) {
    const order = { terms, orderClass: 'survive' } as const;
    expect([permits('active', order), permits('reducing', order), permits('halted', order)]).toEqual([
      true,
      true,
      false,
    ]);
  }
});
