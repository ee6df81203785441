import type { VenueId } from '../model/instrument.js';
import type { MarginAccount } from '../model/marginAccount.js';
import { marginAccountsOf, type Snapshot, type VenueReading } from '../model/snapshot.js';
import { bps } from '../model/units.js';
import { type Estimate, type Venue, VenueRefusal } from '../venues/venue.js';

/** Gas token, in wei, that one rescue of an account may take, and how it comes about. */
export interface GasOfRescue {
  /** Units. */
  gas: bigint;
  /** Wei per unit: what is signed allows it. */
  price: bigint;
  /** Wei that a venue's own keepers are paid in advance. */
  keeper: bigint;
  each: bigint;
}

/** A top-up: an approval and a deposit, on the high side. */
const gasOfATopUp = 400_000n;
/** What is signed allows twice the base fee; a rescue is wanted when everybody wants one. */
const dearer = 2n;

/**
 * The dearest of what each margin account may need now, at twice the base fee of the block: becoming smaller, by the venue's own figures,
 * or a top-up, which alone counts where a venue refuses the other.
 */
export function gasOfRescue(venues: ReadonlyMap<VenueId, Venue>, snapshot: Snapshot): GasOfRescue {
  const each = marginAccountsOf(snapshot).flatMap((account) => {
    const venue = venues.get(account.venue);
    const reading = snapshot.readings.find((one) => one.venue === account.venue);
    if (!venue || !reading || account.notional === 0n) return [];
    const estimate = estimateOf(venue, reading, account);
    return estimate ? [{ gas: estimate.gas ?? gasOfATopUp, keeper: estimate.keeper ?? 0n }] : [];
  });
  const gas = largest([gasOfATopUp, ...each.map((one) => one.gas)]);
  const keeper = largest([0n, ...each.map((one) => one.keeper)]);
  const price = snapshot.block.baseFee * dearer;
  return { gas, price, keeper, each: gas * price + keeper };
}

/** null where it cannot become smaller, or the venue would not take it now. */
function estimateOf(venue: Venue, reading: VenueReading, account: MarginAccount): Estimate | null {
  try {
    const terms = venue.reductionFor(reading, account, account.health * 1.2, bps(100));
    return terms && venue.estimate(reading, terms);
  } catch (error) {
    if (error instanceof VenueRefusal) return null;
    throw error;
  }
}

const largest = (values: readonly bigint[]): bigint => values.toSorted((a, b) => (a < b ? 1 : -1))[0] ?? 0n;

/** For how many rescues a balance does: whole ones. Where they cost nothing, for as many as anybody may want. */
export const rescuesFor = (balance: bigint, { each }: GasOfRescue): bigint => (each > 0n ? balance / each : 1_000_000n);

/** `0.012 ETH: 3 rescues at 0.2 gwei, 400000 gas each`. */
export function sayRescues(balance: bigint, rescue: GasOfRescue, gasToken: string): string {
  const { gas, price, keeper } = rescue;
  const toKeepers = keeper > 0n ? ` and ${sayEther(keeper)} ${gasToken} to keepers` : '';
  return `${sayEther(balance)} ${gasToken}: ${sayTimes(rescuesFor(balance, rescue))} at ${sayGwei(price)} gwei, ${gas} gas each${toKeepers}`;
}

const sayTimes = (count: bigint): string =>
  count > 1_000n ? 'more than 1000 rescues' : count === 1n ? '1 rescue' : `${count} rescues`;

/** Wei as ether, to four significant digits. */
export const sayEther = (wei: bigint): string => String(Number((Number(wei) / 1e18).toPrecision(4)));
const sayGwei = (wei: bigint): string => String(Number((Number(wei) / 1e9).toPrecision(3)));
