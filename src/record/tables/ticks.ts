import type { Address, Hash, Hex } from 'viem';
import type { Instrument, Underlying, VenueId } from '../../model/instrument.js';
import type { CollateralToken, MarginAccountId } from '../../model/marginAccount.js';
import type { Id } from '../../model/order.js';
import type { LiquidityState, OptionPricing } from '../../model/position.js';
import type { PositionId } from '../../model/positionId.js';
import type { RiskReport } from '../../model/riskReport.js';
import type { TokenAmount, UnixMillis, UnixSeconds, Wad } from '../../model/units.js';
import { big, blob, height, index, integer, json, millis, primaryKey, real, table, text } from '../columns.js';

/** One row a recorded tick of a strategy. */
export const ticks = table(
  'ticks',
  {
    id: text<Id>().primaryKey(),
    holder: text<Id>().notNull(),
    strategy: text().notNull(),
    strategyHash: text<Hex>().notNull(),
    chainId: integer().notNull(),
    account: text<Address>().notNull(),
    blockNumber: height().notNull(),
    blockHash: text<Hash>().notNull(),
    blockTimestamp: integer<UnixSeconds>().notNull(),
    /** Of the raw inputs, whether or not they were kept. */
    snapshotHash: text<Hex>().notNull(),
    tookMs: real().notNull(),
    /** Blocks that passed unseen since the strategy's previous tick. */
    skippedBlocks: integer().notNull(),
    /** What a status line shows; plain values of the keeper's choice. */
    summary: json<unknown>().notNull(),
    at: millis<UnixMillis>().notNull(),
  },
  (t) => [index('ticks_strategy_at').on(t.strategy, t.at), index('ticks_at').on(t.at)],
);

const ofTick = () =>
  text<Id>()
    .notNull()
    .references(() => ticks.id, { onDelete: 'cascade' });

/** The raw inputs of a tick, gzipped: enough to replay it. */
export const snapshots = table('snapshots', {
  tick: ofTick().primaryKey(),
  /** sha256 of the text before compression, in older rows its keccak256. */
  hash: text<Hex>().notNull(),
  data: blob().notNull(),
});

export const positions = table(
  'positions',
  {
    tick: ofTick(),
    id: text<PositionId>().notNull(),
    venue: text<VenueId>().notNull(),
    account: text<Address>().notNull(),
    instrument: json<Instrument>().notNull(),
    quantity: big<Wad>().notNull(),
    mark: big<Wad>().notNull(),
    value: big<Wad>().notNull(),
    marginAccount: text<MarginAccountId>(),
    pricing: json<OptionPricing>(),
    /** USD a year. */
    carry: real(),
    liquidity: json<LiquidityState>(),
  },
  (t) => [primaryKey({ columns: [t.tick, t.id] })],
);

export const marginAccounts = table(
  'margin_accounts',
  {
    tick: ofTick(),
    id: text<MarginAccountId>().notNull(),
    venue: text<VenueId>().notNull(),
    account: text<Address>().notNull(),
    positions: json<readonly PositionId[]>().notNull(),
    underlyings: json<readonly Underlying[]>().notNull(),
    equity: big<Wad>().notNull(),
    maintenance: big<Wad>().notNull(),
    health: real().notNull(),
    notional: big<Wad>().notNull(),
    collateral: json<CollateralToken>().notNull(),
    collateralAmount: big<TokenAmount>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tick, t.id] })],
);

export const risk = table('risk', {
  tick: ofTick().primaryKey(),
  report: json<RiskReport>().notNull(),
});
