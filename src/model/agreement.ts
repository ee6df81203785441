/**
 * What endpoints say of the very block that a decision stands on: whether they answer the same calls with the same bytes. In
 * counts, the endpoint in use included in `agreed`.
 */
export interface Agreement {
  /** How many must agree for what is at stake (`atStake` of the strategy). */
  wanted: number;
  agreed: number;
  /** Answered other bytes about the same block hash: one of them lies, or is broken. */
  differed: number;
  /** Do not have the block (yet). */
  behind: number;
  /** Did not answer. */
  silent: number;
  /** How many have said that venues are where they were found at the start; absent where enough have for any order. */
  opening?: number;
}

/** One step of what is asked for before money moves, by what an order moves. */
export interface StakeTier {
  /** USD: for orders above this; the highest tier that an order reaches counts. */
  above: number;
  /** Endpoints that must agree on the block and everything read at it, the one in use included. */
  endpoints: number;
  /** Blocks on the chain, its own included, that make the order's transactions final; null: the chain's setting. */
  confirmations: number | null;
}

/** The highest tier that so many USD reach. @throws RangeError where there is none for small amounts */
export function tierOf(atStake: readonly StakeTier[], usd: number): StakeTier {
  let found: StakeTier | undefined;
  for (const tier of atStake) {
    if ((usd > tier.above || tier.above === 0) && (found === undefined || tier.above >= found.above)) found = tier;
  }
  if (found === undefined) throw new RangeError(`no tier is for ${usd} USD`);
  return found;
}

/** Where an operator states nothing: a second opinion wherever there is a second endpoint. */
export const defaultTiers = (endpoints: number): readonly StakeTier[] => [
  { above: 0, endpoints: Math.min(2, endpoints), confirmations: null },
];
