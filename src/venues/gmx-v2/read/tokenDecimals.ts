import type { Address } from 'viem';

/** What is said of a token's decimals, each by its own source; null where that source is silent. */
export interface DecimalsSources {
  /** The operator, or what is known of GMX's synthetic tokens. */
  stated: number | null;
  /** The token's contract; an index token often has none. */
  contract: number | null;
  /** GMX's multiplier of its feed, and the feed's own decimals. */
  multiplier: bigint | null;
  feedDecimals: number | null;
}

/** GMX's synthetic index tokens have no contract. Of BTC: gmx-synthetics, config/tokens.ts. */
export const syntheticDecimals: Readonly<Record<Address, number>> = {
  '0x47904963fc8b2340414262125aF798B9655E58Cd': 8,
};

/** The decimals that all sources agree on, or a sentence that says why there are none: a wrong guess is a wrong size. */
export function tokenDecimals(token: Address, sources: DecimalsSources): number | string {
  const said = [
    { source: 'ballast.yaml or this version', decimals: sources.stated },
    { source: 'its contract', decimals: sources.contract },
    { source: "its feed's multiplier", decimals: fromMultiplier(sources) },
  ].filter((one): one is { source: string; decimals: number } => one.decimals !== null);
  const [first] = said;
  if (!first) return `nothing tells the decimals of token ${token}`;
  if (said.every((one) => one.decimals === first.decimals)) return first.decimals;
  const list = said.map(({ source, decimals }) => `${decimals} says ${source}`).join(', ');
  return `the decimals of token ${token} are in doubt: ${list}`;
}

/** multiplier = 10^(60 - tokenDecimals - feedDecimals) (gmx-synthetics: ChainlinkPriceFeedUtils.sol). */
function fromMultiplier({ multiplier, feedDecimals }: DecimalsSources): number | null {
  if (multiplier === null || feedDecimals === null) return null;
  const digits = multiplier.toString();
  if (!/^10*$/.test(digits)) return null;
  const decimals = 60 - feedDecimals - (digits.length - 1);
  return decimals < 0 ? null : decimals;
}
