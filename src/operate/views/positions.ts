import { z } from 'zod';
import { exactDecimal, known, unixMs } from './plain.js';

const liquidity = z.object({
  lowerUsd: exactDecimal,
  upperUsd: exactDecimal,
  units: exactDecimal.meta({ description: 'Of the underlying that is in it now, fees apart.' }),
  dollarsUsd: exactDecimal,
  feesUsd: known.meta({ description: 'Owed and not collected.' }),
  impermanentLossUsd: known,
});

const position = z.object({
  id: z.string(),
  venue: z.string(),
  instrument: z.string().meta({ description: '`<venue> <symbol>`, as operators write it.' }),
  kind: z.enum(['perpetual', 'option', 'token', 'spot', 'liquidity']),
  underlying: z.string().nullable().meta({ description: 'null: worth a US dollar whatever moves.' }),
  expiresAt: unixMs.nullable(),
  strikeUsd: exactDecimal.nullable(),
  right: z.enum(['call', 'put']).nullable(),
  quantity: exactDecimal.meta({ description: 'Signed, units of the underlying or whole tokens; negative is short.' }),
  markUsd: exactDecimal.meta({ description: 'USD per unit, the venue’s own at this block.' }),
  notionalUsd: known.meta({ description: '|quantity| × mark.' }),
  valueUsd: known.meta({ description: 'Signed: what is not in the equity of the margin account already.' }),
  delta: known.meta({ description: 'Units of the underlying.' }),
  gamma: known.meta({ description: 'Units of delta per USD.' }),
  vega: known.meta({ description: 'USD per 1.00 of volatility.' }),
  thetaUsdPerDay: known,
  carryUsdPerDay: known.meta({
    description: 'Funding, borrowing and interest while nothing moves; null: none is told.',
  }),
  marginAccount: z.string().nullable().meta({ description: 'null: nothing can liquidate it.' }),
  liquidity: liquidity.nullable(),
});

const marginAccount = z.object({
  id: z.string(),
  venue: z.string(),
  positions: z.array(z.string()),
  underlyings: z.array(z.string()),
  collateral: z.string().meta({ description: 'Symbol of its token.' }),
  collateralAmount: exactDecimal,
  equityUsd: known,
  maintenanceUsd: known,
  health: known.meta({ description: 'equity / maintenance: 1 is liquidatable; null: nothing is required.' }),
  leverage: known,
  liquidationPriceUsd: known.meta({
    description: 'Of its first underlying, all else equal; null: no price does it.',
  }),
  liquidationDistance: known.meta({
    description: 'Share of the price between here and there; null: no price does it.',
  }),
});

const waiting = z.object({
  id: z.string().meta({ description: 'What the venue calls it.' }),
  venue: z.string(),
  describe: z.string(),
  instrument: z.string().nullable(),
  triggerPriceUsd: exactDecimal.nullable().meta({ description: 'null: at the market.' }),
  status: z.enum(['waits', 'overdue', 'suspended']),
  sinceAt: unixMs,
  heldAmount: exactDecimal.nullable().meta({ description: 'Taken from the wallet, and in no position yet.' }),
  heldToken: z.string().nullable(),
  order: z.string().nullable().meta({ description: 'Ours in the ledger; null: made by hand.' }),
});

const book = z.object({
  strategy: z.string(),
  chainId: z.int().nullable(),
  account: z.string().nullable(),
  blockNumber: z.int().nullable().meta({ description: 'null: nothing was recorded yet.' }),
  blockAt: unixMs.nullable(),
  recordedAt: unixMs.nullable(),
  equityUsd: known,
  positions: z.array(position),
  marginAccounts: z.array(marginAccount).meta({ description: 'The least healthy first.' }),
  waiting: z.array(waiting).meta({ description: 'Orders that wait at venues.' }),
});

/** What each book holds, the margin accounts behind it, and what waits at its venues, at its newest recorded tick. */
export const positionsView = z.object({ at: unixMs, books: z.array(book) });
export type PositionsView = z.infer<typeof positionsView>;
export type BookPositions = PositionsView['books'][number];
