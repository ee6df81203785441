import type { PoolContracts, PoolReading } from './state.js';

/** Why a pool cannot be traded in, or null. A router that takes the order whatever it costs is not asked. */
export function closedReason({ name, base }: PoolContracts, state: PoolReading): string | null {
  if (state.liquidity === 0n && state.ticks.length === 0)
    return `the ${name} pool is drained: no liquidity was found in it`;
  if (state.index === null)
    return `nothing tells whether the price of ${base.symbol} in the ${name} pool is true: ${state.indexNote}`;
  return null;
}
