import { z } from 'zod';
import { isNothing } from '../../assess/holdings/heldOf.js';
import type { MarginAccount } from '../../model/marginAccount.js';
import type { Position } from '../../model/position.js';
import type { RiskReport } from '../../model/riskReport.js';
import { daysPerYear } from '../../model/time.js';
import { toFloat } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import { newestTicks } from '../../record/queries/newestTicks.js';
import { latestPulses } from '../../record/queries/pulses.js';
import type { RecordedTick } from '../../record/queries/recordedTick.js';
import { marginAccountsAt, positionsAt, riskAt } from '../../record/queries/ticks.js';
import { keptFirst } from '../books/keptFirst.js';
import { type OwnedVenueOrder, ownedWaitingAt } from '../waitingAt.js';
import { exact, exactWad } from '../words/exact.js';
import type { PositionsAsked } from './asked.js';
import { type Endless, endless, endlessOf, exactDecimal, exactOrNull, figure, figureOf, unixMs } from './plain.js';

const liquidity = z.object({
  lowerUsd: exactDecimal,
  upperUsd: exactDecimal,
  units: exactDecimal.meta({ description: 'Of the underlying that is in it now, fees apart.' }),
  dollarsUsd: exactDecimal,
  feesUsd: figure.meta({ description: 'Owed and not collected.' }),
  impermanentLossUsd: figure,
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
  notionalUsd: figure.meta({ description: '|quantity| × mark.' }),
  valueUsd: figure.meta({ description: 'Signed: what is not in the equity of the margin account already.' }),
  delta: figure.meta({ description: 'Units of the underlying.' }),
  gamma: figure.meta({ description: 'Units of delta per USD.' }),
  vega: figure.meta({ description: 'USD per 1.00 of volatility.' }),
  thetaUsdPerDay: figure,
  carryUsdPerDay: figure.meta({
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
  equityUsd: figure,
  maintenanceUsd: figure,
  health: endless.meta({ description: 'equity / maintenance: 1 is liquidatable; infinite: nothing is required.' }),
  leverage: figure,
  liquidationPriceUsd: figure.meta({
    description: 'Of its first underlying, all else equal; null: no price does it.',
  }),
  liquidationDistance: figure.meta({
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
  equityUsd: figure,
  positions: z.array(position),
  marginAccounts: z.array(marginAccount).meta({ description: 'The least healthy first.' }),
  waiting: z.array(waiting).meta({ description: 'Orders that wait at venues.' }),
});

/** What each book holds, the margin accounts behind it, and what waits at its venues, at its newest recorded tick. */
export const positionsView = z.object({ at: unixMs, books: z.array(book) });
export type PositionsView = z.infer<typeof positionsView>;
export type BookPositions = PositionsView['books'][number];

/** Every book that was ever watched, those that are kept first, or one; a strategy's books on further chains stand beside it. `now`: Unix ms. */
export async function readPositions(
  ledger: Ledger,
  now: number,
  { strategy }: PositionsAsked = {},
): Promise<PositionsView> {
  const [ticks, pulses] = await Promise.all([newestTicks(ledger.db), latestPulses(ledger)]);
  const asked = ticks.filter((tick) => isOf(tick.strategy, strategy));
  return { at: now, books: await Promise.all(keptFirst(asked, pulses).map(({ book: tick }) => bookAt(ledger, tick))) };
}

/** Whether a book is that of a strategy, on whichever chain; no strategy stands for any. */
export const isOf = (book: string, strategy: string | undefined): boolean =>
  strategy === undefined || book === strategy || book.startsWith(`${strategy}@`);

async function bookAt(ledger: Ledger, tick: RecordedTick): Promise<BookPositions> {
  const [held, accounts, risk, waits] = await Promise.all([
    positionsAt(ledger, tick.id),
    marginAccountsAt(ledger, tick.id),
    riskAt(ledger, tick.id),
    ownedWaitingAt(ledger, tick),
  ]);
  return {
    ...{ strategy: tick.strategy, chainId: tick.chainId, account: tick.account },
    ...{ blockNumber: Number(tick.blockNumber), blockAt: tick.blockTimestamp * 1_000, recordedAt: tick.at },
    equityUsd: figureOf(risk?.portfolio.equity),
    positions: held.filter((one) => !isNothing(one)).map((one) => viewPosition(one, risk)),
    marginAccounts: accounts.map((one) => viewAccount(one, risk)).sort((a, b) => rank(a.health) - rank(b.health)),
    waiting: waits.map(viewWaiting),
  };
}

const rank = (health: Endless): number => (typeof health === 'number' ? health : Number.POSITIVE_INFINITY);

function viewPosition(position: Position, risk: RiskReport | undefined): BookPositions['positions'][number] {
  const { id, venue, instrument, quantity, mark, value, marginAccount: behind, carry, liquidity: range } = position;
  const greeks = risk?.positions.find((one) => one.position === id);
  const isOption = instrument.kind === 'option';
  return {
    ...{ id, venue, instrument: instrument.id, kind: instrument.kind, underlying: instrument.underlying },
    expiresAt: isOption ? instrument.expiry * 1_000 : null,
    strikeUsd: isOption ? exactWad(instrument.strike) : null,
    right: isOption ? instrument.right : null,
    ...{ quantity: exactWad(quantity), markUsd: exactWad(mark) },
    notionalUsd: figureOf(Math.abs(toFloat(quantity) * toFloat(mark))),
    valueUsd: figureOf(toFloat(value)),
    ...{ delta: figureOf(greeks?.delta), gamma: figureOf(greeks?.gamma), vega: figureOf(greeks?.vega) },
    thetaUsdPerDay: perDay(greeks?.theta),
    carryUsdPerDay: perDay(carry),
    marginAccount: behind,
    liquidity:
      instrument.kind !== 'liquidity' || range === undefined
        ? null
        : {
            ...{ lowerUsd: exactWad(instrument.lower), upperUsd: exactWad(instrument.upper) },
            ...{ units: exactWad(range.units), dollarsUsd: exactWad(range.dollars) },
            feesUsd: figureOf(toFloat(range.feeDollars) + toFloat(range.feeUnits) * toFloat(mark)),
            impermanentLossUsd: figureOf(range.impermanentLoss),
          },
  };
}

const perDay = (perYear: number | undefined): number | null =>
  perYear === undefined ? null : figureOf(perYear / daysPerYear);

function viewAccount(account: MarginAccount, risk: RiskReport | undefined): BookPositions['marginAccounts'][number] {
  const { id, venue, positions, underlyings, collateral, collateralAmount, equity, maintenance, health } = account;
  const margin = risk?.marginAccounts.find((one) => one.marginAccount === id);
  return {
    ...{ id, venue, positions: [...positions], underlyings: [...underlyings], collateral: collateral.symbol },
    collateralAmount: exact(collateralAmount, collateral.decimals),
    ...{
      equityUsd: figureOf(toFloat(equity)),
      maintenanceUsd: figureOf(toFloat(maintenance)),
      health: endlessOf(health),
    },
    leverage: figureOf(margin?.leverage),
    liquidationPriceUsd: figureOf(margin?.liquidationPrice),
    liquidationDistance: figureOf(margin?.liquidationDistance),
  };
}

function viewWaiting(one: OwnedVenueOrder): BookPositions['waiting'][number] {
  const { id, venue, describe, instrument, triggerPrice, held, status, overdue, since, order } = one;
  return {
    ...{ id, venue, describe, instrument, triggerPriceUsd: exactOrNull(triggerPrice) },
    status: status === 'Suspended' ? 'suspended' : overdue ? 'overdue' : 'waits',
    sinceAt: since * 1_000,
    heldAmount: held && exact(held.amount, held.token.decimals),
    heldToken: held?.token.symbol ?? null,
    order,
  };
}
