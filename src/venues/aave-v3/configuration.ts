import type { Rules } from './revisions.js';

/** A reserve's configuration, out of the bits that ReserveConfiguration.sol packs. */
export interface ReserveConfiguration {
  /** Basis points. */
  ltv: bigint;
  threshold: bigint;
  /** Basis points of what a liquidator takes for what is repaid: 10 500 is five percent more. */
  bonus: bigint;
  decimals: number;
  active: boolean;
  frozen: boolean;
  borrowing: boolean;
  paused: boolean;
  borrowableInIsolation: boolean;
  siloed: boolean;
  /** Basis points of interest that the treasury takes. */
  reserveFactor: bigint;
  /** Whole tokens; 0: none. */
  borrowCap: bigint;
  supplyCap: bigint;
  /** 0: none. */
  eMode: number;
  /** USD of two decimals; above 0: the reserve is isolated. */
  debtCeiling: bigint;
  /** 3.1 to 3.3: the Pool counts its tokens, and its debt is the scaled balance by the index. */
  virtual: boolean;
}

/** Bits that a release leaves unused are read as none, whatever an older one has left in them. */
export function configurationOf(data: bigint, rules: Rules): ReserveConfiguration {
  const bits = (from: bigint, count: bigint) => (data >> from) & ((1n << count) - 1n);
  const flag = (at: bigint) => bits(at, 1n) === 1n;
  return {
    ltv: bits(0n, 16n),
    threshold: bits(16n, 16n),
    bonus: bits(32n, 16n),
    decimals: Number(bits(48n, 8n)),
    active: flag(56n),
    frozen: flag(57n),
    borrowing: flag(58n),
    paused: flag(60n),
    borrowableInIsolation: rules.isolation && flag(61n),
    siloed: rules.isolation && flag(62n),
    reserveFactor: bits(64n, 16n),
    borrowCap: bits(80n, 36n),
    supplyCap: bits(116n, 36n),
    eMode: rules.eModes === 'one' ? Number(bits(168n, 8n)) : 0,
    debtCeiling: rules.isolation ? bits(212n, 40n) : 0n,
    virtual: flag(252n),
  };
}

/** UserConfiguration.sol: two bits a reserve, whether it is borrowed and whether it is collateral. */
const borrowBit = (id: number) => 1n << BigInt(2 * id);
const collateralBit = (id: number) => 1n << BigInt(2 * id + 1);

export const isBorrowing = (bits: bigint, id: number): boolean => (bits & borrowBit(id)) !== 0n;
export const isCollateral = (bits: bigint, id: number): boolean => (bits & collateralBit(id)) !== 0n;

export const withBorrowing = (bits: bigint, id: number, is: boolean): bigint =>
  is ? bits | borrowBit(id) : bits & ~borrowBit(id);
export const withCollateral = (bits: bigint, id: number, is: boolean): bigint =>
  is ? bits | collateralBit(id) : bits & ~collateralBit(id);

/** MAX_RESERVES_COUNT. */
const MOST_RESERVES = 128;

/** Reserves that have any bit. */
export const usedReserves = (bits: bigint): number[] =>
  Array.from({ length: MOST_RESERVES }, (_, id) => id).filter((id) => isBorrowing(bits, id) || isCollateral(bits, id));
