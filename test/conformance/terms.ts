import type { MarginAccount } from '../../src/model/marginAccount.js';
import type { Market } from '../../src/model/market.js';
import type { CollateralTerms, Side, TradeTerms } from '../../src/model/order.js';
import type { Position } from '../../src/model/position.js';
import type { VenueReading } from '../../src/model/snapshot.js';
import type { TokenAmount, Wad } from '../../src/model/units.js';
import type { Desk } from './desk.js';
import type { Examples, LoanAmount, LoanExample } from './world.js';

export const opposite = (side: Side): Side => (side === 'Buy' ? 'Sell' : 'Buy');

/** A trade of the example's instrument that opens a position or adds to `position`. */
export const opens = (
  { instrument, maxSlippage, leverage }: Examples,
  reading: VenueReading,
  side: Side,
  quantity: Wad,
  position: Position | null = null,
): TradeTerms => ({
  kind: 'trade',
  venue: reading.venue,
  instrument: position?.instrument.id ?? instrument(reading),
  position: position?.id ?? null,
  ...{ side, quantity, reduceOnly: false, maxSlippage },
  ...(leverage === undefined ? {} : { leverage }),
});

/** A reduce-only trade. */
export const reduces = (
  { maxSlippage }: Examples,
  { id, venue, instrument, quantity: held }: Position,
  quantity: Wad,
) =>
  ({
    ...{ kind: 'trade', venue, instrument: instrument.id, position: id, side: held > 0n ? 'Sell' : 'Buy' },
    ...{ quantity, reduceOnly: true, maxSlippage },
  }) satisfies TradeTerms;

export const moves = (
  kind: CollateralTerms['kind'],
  { venue, id, collateral }: MarginAccount,
  amount: TokenAmount,
): CollateralTerms => ({
  ...{ kind, venue, marginAccount: id, token: collateral.symbol, decimals: collateral.decimals, amount },
});

/** The one position that is held. */
export function onlyPosition({ positions }: VenueReading): Position {
  const [position, ...more] = positions;
  if (!position || more.length > 0) throw new Error(`expected one position, found ${positions.length}`);
  return position;
}

/** What is liquidated when the position goes wrong. */
export function marginAccountOf(reading: VenueReading, { id, marginAccount }: Position): MarginAccount {
  const found = reading.marginAccounts.find((account) => account.id === marginAccount);
  if (!found) throw new Error(`${id} has no margin account`);
  return found;
}

export function marketIn({ markets }: VenueReading, instrument: string): Market {
  const found = markets.find((market) => market.instrument.id === instrument);
  if (!found) throw new Error(`${instrument} is not among the markets`);
  return found;
}

/** Signed quantity of an instrument over all positions. */
export const sizeOf = ({ positions }: VenueReading, instrument: string): bigint =>
  positions.reduce((sum, position) => (position.instrument.id === instrument ? sum + position.quantity : sum), 0n);

/** Puts in what the venue wants before it lets trade. */
export async function deposit(desk: Desk): Promise<void> {
  const terms = desk.world.examples.deposit(await desk.read());
  if (terms) await filled(desk, terms);
}

/** Opens the example's position on a side, deposit included. */
export async function openPosition(desk: Desk, side: Side): Promise<Position> {
  await deposit(desk);
  const { examples } = desk.world;
  await filled(desk, opens(examples, await desk.read(), side, examples.open));
  return onlyPosition(await desk.read());
}

/** Carries it out, and says why when it came to something else. */
export async function filled(desk: Desk, terms: Parameters<Desk['carryOut']>[0]) {
  const story = await desk.carryOut(terms);
  if (story.order.status !== 'Filled') {
    throw new Error(`${terms.kind} ended ${story.order.status}: ${story.order.text}`);
  }
  return story;
}

/** The one margin account that backs something. */
export function onlyMargin({ marginAccounts }: VenueReading): MarginAccount {
  const [margin, ...more] = marginAccounts.filter(({ positions }) => positions.length > 0);
  if (!margin || more.length > 0) throw new Error(`expected one margin account in use, found ${more.length + 1}`);
  return margin;
}

/** Moves so much of a token of the loan's example. */
export const lends = (
  kind: CollateralTerms['kind'],
  { venue, marginAccounts: [margin] }: VenueReading,
  { token, decimals, amount }: LoanAmount,
): CollateralTerms => ({ kind, venue, marginAccount: margin?.id ?? '', token, decimals, amount });

export function loanOf({ world }: Desk): LoanExample {
  const { loan } = world.examples;
  if (!loan) throw new Error('the world has no example of a loan');
  return loan;
}

/** What can be liquidated: the example's position on its margin side, or the example's loan against its collateral. */
export async function openMargined(desk: Desk): Promise<MarginAccount> {
  const { loan, marginSide } = desk.world.examples;
  if (loan) {
    await filled(desk, lends('addCollateral', await desk.read(), loan.supplied));
    await filled(desk, lends('borrow', await desk.read(), loan.borrowed));
  } else await openPosition(desk, marginSide);
  return onlyMargin(await desk.read());
}
