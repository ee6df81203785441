import { describe, expect, test } from 'vitest';
import { book, but, goodSettings, load } from '../../../test/configFiles.js';
import type { StrategyChange } from '../../model/proposal.js';
import { addsRisk, strategyChanges } from './strategyChanges.js';

const text = `name: eth-book
chain: lab
account: ${book}
watch:
  - lyra: ETH
  - perp-v2: [ETH, BTC]
  - wallet: [USDC, sUSD]
rules:
  - hedge: ETH
    when: abs(delta) > 0.5 and gas < 50
    to: 0
    on: perp-v2 ETH
    maxSlippage: 80bps
    cooldown: 30s
  - topUp: lyra *
    when: health < 1.3
    to: 1.5
    from: wallet sUSD
  - deleverage: perp-v2 cross
    when: health < 1.12
    to: 1.4
    maxSlippage: 1%
limits:
  order: { review: 20_000 usd, reject: 50_000 usd }
  day: { turnover: 500_000 usd, gas: 0.05 eth }
  runway: 6h
  restricted: [lyra *]
`;

function changes(from: string, to: string, whole = text): StrategyChange[] {
  const [before, after] = [whole, but(whole, from, to)].map(
    (one) => load({ settings: goodSettings, strategies: [one] }).strategies[0],
  );
  if (!before || !after) throw new Error('no strategy');
  return strategyChanges(before, after);
}

const said = (from: string, to: string, whole?: string) =>
  changes(from, to, whole).map(({ kind, subject, field, before, after, risk }) =>
    [risk, kind, subject, field ?? '*', `${before} -> ${after}`].join(' | '),
  );

test('default: what is written in another way, and means the same, is no change', () => {
  expect(changes('50_000 usd', '50000 usd')).toEqual([]);
  expect(changes('maxSlippage: 1%', 'maxSlippage: 100bps # a comment')).toEqual([]);
  expect(changes('cooldown: 30s', 'cooldown: 30000ms')).toEqual([]);
});

describe('a value', () => {
  test.each([
    ['reject: 50_000 usd', 'reject: 80_000 usd', 'adds | changed | limits | order | 50_000 usd -> 80_000 usd'],
    ['reject: 50_000 usd', 'reject: 30_000 usd', 'lowers | changed | limits | order | 50_000 usd -> 30_000 usd'],
    ['review: 20_000 usd', 'review: 40_000 usd', 'adds | changed | limits | order (review) | 20_000 usd -> 40_000 usd'],
    ['runway: 6h', 'runway: 1h 30m', 'adds | changed | limits | runway | 6h -> 1h 30m'],
    ['runway: 6h', 'runway: 12h', 'lowers | changed | limits | runway | 6h -> 12h'],
    ['  runway: 6h\n', '', 'adds | removed | limits | runway | 6h -> null'],
    ['runway: 6h', 'runway: 6h\n  gross: 1_000_000 usd', 'lowers | added | limits | gross | null -> 1_000_000 usd'],
    ['\n  restricted: [lyra *]', '', 'adds | removed | limits | restricted lyra * | lyra * -> null'],
    ['to: 1.5', 'to: 1.4', 'adds | changed | topUp lyra * | to | 1.5 -> 1.4'],
    ['maxSlippage: 80bps', 'maxSlippage: 1%', 'adds | changed | hedge ETH | maxSlippage | 80bps -> 1%'],
    ['on: perp-v2 ETH', 'on: [perp-v2 ETH]\n    minimum: 2', 'adds | changed | hedge ETH | minimum | 0 -> 2'],
    ['name: eth-book', 'name: eth-book\nsurviveBelow: 1.05', 'adds | changed | strategy | surviveBelow | 1.1 -> 1.05'],
  ])('`%s` that becomes `%s`', (from, to, expected) => {
    expect(said(from, to)).toEqual([expected]);
  });
});

describe('a condition', () => {
  test.each([
    ['health < 1.3', 'health < 1.2', 'adds', 'it acts later: below 1.2 instead of 1.3'],
    ['health < 1.3', 'health <  1.4', 'lowers', 'it acts sooner: below 1.4 instead of 1.3'],
    ['abs(delta) > 0.5', 'abs(delta) > 0.9', 'adds', 'it acts later: above 0.9 instead of 0.5'],
    [
      'abs(delta) > 0.5 and gas < 50',
      'abs(delta) > 0.5 and gas < 60',
      'unclear',
      expect.stringContaining('cannot be told'),
    ],
    ['health < 1.3', 'health < 1.4 and gas < 9', 'unclear', expect.stringContaining('cannot be told')],
    ['health < 1.3', 'health < 1.2 or liquidationDistance < 0.1', 'unclear', expect.stringContaining('cannot be told')],
  ])('`%s` that becomes `%s`', (from, to, risk, why) => {
    expect(changes(from, to)).toMatchObject([{ field: 'when', risk, why }]);
  });
});

test('behavior: a rule that protects and is gone adds risk, says what is lost, and comes first', () => {
  const rule = text.slice(text.indexOf('  - deleverage'), text.indexOf('limits:'));
  const found = changes(rule, '');
  expect(found).toMatchObject([
    {
      kind: 'removed',
      subject: 'deleverage perp-v2 cross',
      field: null,
      before: expect.stringContaining('when: health < 1.12'),
      after: null,
      risk: 'adds',
      why: expect.stringContaining('before they are liquidated'),
    },
  ]);
  expect(addsRisk(found)).toBe(true);
});

test('behavior: a rule that protects and comes lowers it', () => {
  const rule = text.slice(text.indexOf('  - deleverage'), text.indexOf('limits:'));
  const found = changes('limits:\n', `${rule}limits:\n`, text.replace(rule, ''));
  expect(found).toMatchObject([{ kind: 'added', subject: 'deleverage perp-v2 cross', risk: 'lowers' }]);
  expect(addsRisk(found)).toBe(false);
});

test('behavior: what is watched no more adds risk, what is watched too does not', () => {
  expect(said('perp-v2: [ETH, BTC]', 'perp-v2: ETH')).toEqual(['adds | removed | watch | * | perp-v2 BTC -> null']);
  expect(said('wallet: [USDC, sUSD]', 'wallet: [USDC, sUSD, sETH]')).toEqual([
    'none | added | watch | * | null -> wallet sETH',
  ]);
});

test('behavior: who is called otherwise has gone and come', () => {
  expect(said('when: health < 1.3', 'name: rescue\n    when: health < 1.3')).toEqual([
    expect.stringMatching(/^adds \| removed \| topUp lyra \*/),
    expect.stringMatching(/^lowers \| added \| rescue/),
  ]);
});
