import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Address, type Hash, type Hex, keccak256, stringToBytes } from 'viem';
import type { Decision, Subject } from '../../model/decision.js';
import type { MarginAccount } from '../../model/marginAccount.js';
import type { Order, TradeTerms, TransactionRequest } from '../../model/order.js';
import type { Position } from '../../model/position.js';
import { bps, tokenAmount, unixMillis, unixSeconds, wad, wei } from '../../model/units.js';
import { newId } from '../id.js';
import type { Work } from '../ledger.js';
import type { JournalledAttempt } from '../statements/attempts.js';
import { insertDecision, insertOrder } from '../statements/orders.js';
import { insertTick, type Tick } from '../statements/ticks.js';

/** Ledger entries for tests: true to type, with values that a careless column would spoil. */

export const sampleAccount: Address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const hash32 = (fill: string): Hash => `0x${fill.repeat(64)}`;
export const sampleStrategySource = `rules:
  - { hedge: ETH, when: abs(delta) > 1.5, to: 0, on: perp-v2 ETH, maxSlippage: 30bps }
  - { topUp: perp-v2 cross, when: health < 1.3, to: 1.8, from: wallet USDC }
`;
export const sampleStrategyHash: Hex = keccak256(stringToBytes(sampleStrategySource));

/** A folder that is gone when the test is over. */
export function temporaryFolder(onFinished: (forget: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-'));
  onFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const sampleTick = (changes: Partial<Tick> = {}): Tick => {
  const at = changes.at ?? unixMillis(1_700_000_000_000);
  return {
    id: newId(at),
    strategy: 'eth-book',
    strategyHash: sampleStrategyHash,
    chainId: 31337,
    account: sampleAccount,
    blockNumber: 401_223_187n,
    blockHash: hash32('b'),
    blockTimestamp: unixSeconds(1_700_000_000),
    snapshotHash: hash32('c'),
    tookMs: 12.5,
    skippedBlocks: 1,
    summary: { worstHealth: Number.POSITIVE_INFINITY },
    at,
    ...changes,
  };
};

export const samplePosition: Position = {
  id: 'lyra #7',
  venue: 'lyra',
  account: sampleAccount,
  instrument: {
    kind: 'option',
    id: 'lyra ETH-19DEC26-2000-P',
    venue: 'lyra',
    underlying: 'ETH',
    expiry: unixSeconds(1_766_131_200),
    strike: wad(2_000n * 10n ** 18n),
    right: 'put',
  },
  quantity: wad(-(10n ** 30n) - 1n),
  mark: wad(123_456_789_012_345_678_901n),
  value: wad(-1n),
  marginAccount: 'lyra #7',
  pricing: { vol: 0.71, spot: 2_204.18, rate: 0.05 },
};

export const sampleMarginAccount: MarginAccount = {
  id: 'perp-v2 cross',
  venue: 'perp-v2',
  account: sampleAccount,
  positions: ['perp-v2 ETH'],
  underlyings: ['ETH'],
  equity: wad(3n * 10n ** 21n),
  maintenance: wad(0n),
  health: Number.POSITIVE_INFINITY,
  notional: wad(0n),
  collateral: { symbol: 'USDC', address: sampleAccount, decimals: 6, price: wad(10n ** 18n) },
  collateralAmount: tokenAmount(3_000_000_000n),
};

export const sampleTrade: TradeTerms = {
  kind: 'trade',
  venue: 'perp-v2',
  instrument: 'perp-v2 ETH',
  position: null,
  side: 'Sell',
  quantity: wad(2_410_000_000_000_000_000n),
  reduceOnly: false,
  maxSlippage: bps(30),
};

export const sampleDecision = (changes: Partial<Decision> = {}): Decision => ({
  id: newId(1_700_000_000_000),
  rule: 'hedge ETH',
  kind: 'hedge',
  subject: { underlying: 'ETH' },
  orderClass: 'delta',
  verdict: 'act',
  because: ['delta 2.41 ETH is over 1.5'],
  size: ['to 0: -2.41 ETH; nothing in flight'],
  not: [],
  checks: [{ code: 'ORDER_USD', verdict: 'pass', text: '5 312 of 50 000 usd' }],
  metrics: { delta: 2.41, liquidationPrice: Number.NaN, worstHealth: Number.POSITIVE_INFINITY },
  action: {
    rule: 'hedge ETH',
    subject: { underlying: 'ETH' },
    orderClass: 'delta',
    terms: sampleTrade,
    notional: 5_312.07,
  },
  ...changes,
});

export const sampleOrder = (changes: Partial<Order> = {}): Order => {
  const createdAt = changes.createdAt ?? unixMillis(1_700_000_000_000);
  return {
    id: newId(createdAt),
    decision: newId(createdAt),
    strategy: 'eth-book',
    rule: 'hedge ETH',
    account: sampleAccount,
    chainId: 42161,
    mode: 'live',
    orderClass: 'delta',
    terms: sampleTrade,
    status: 'PendingNew',
    text: '',
    notional: 5_312.07,
    createdAt,
    ...changes,
  };
};

export const sampleStep: TransactionRequest = {
  purpose: 'trade',
  describe: 'short 2.41 ETH-PERP on perp-v2',
  to: sampleAccount,
  data: '0xb6b1b6c3',
  value: wei(0n),
  approval: { token: sampleAccount, spender: sampleAccount, amount: tokenAmount(2n ** 255n) },
};

export const sampleAttempt = (order: Order, changes: Partial<JournalledAttempt> = {}): JournalledAttempt => {
  const id = newId(order.createdAt);
  return {
    id,
    order: order.id,
    step: 0,
    account: order.account,
    chainId: 31337,
    nonce: 7,
    hash: `0x${id.replaceAll('-', '').padEnd(64, '0')}`,
    bytes: '0x02f8',
    state: 'Signed',
    text: '',
    blockNumber: null,
    blockHash: null,
    gasCost: null,
    cancels: false,
    revertData: null,
    settled: false,
    createdAt: order.createdAt,
    ...changes,
  };
};

/** All that an order needs to stand in the ledger: tick, decision, order and one step. */
export function workOf(
  order: Order,
  step: TransactionRequest = sampleStep,
  subject: Subject = { underlying: 'ETH' },
): Work {
  const tick = sampleTick({ strategy: order.strategy, at: order.createdAt });
  const { strategy, rule, orderClass } = order;
  const decision = sampleDecision({ id: order.decision, rule, subject, orderClass });
  return [
    insertTick(tick),
    insertDecision(decision, { tick: tick.id, strategy, strategyHash: tick.strategyHash, at: order.createdAt }),
    insertOrder(order, [step]),
  ];
}
