import type { CollateralWay } from '../../model/collateralWay.js';
import { type TokenAmount, tokenAmount } from '../../model/units.js';
import { CROSS, PERP_V2 } from './describe.js';
import { least, most } from './fixedPoint.js';
import { collateralGas } from './gas.js';
import { withdrawable } from './margin.js';
import type { PerpV2Contracts, PerpV2Detail } from './state.js';

/**
 * The settlement token in and out of the Vault. It counts at one dollar (parseSettlement), and what is required depends on
 * positions alone. A withdrawal settles funding and realised profit first; equity has counted both already. What other tokens the
 * Vault holds counts as nothing here, so no way leads there.
 */
export function waysOf({ settlementToken: token }: PerpV2Contracts, detail: PerpV2Detail): CollateralWay[] {
  const both = { venue: PERP_V2, marginAccount: CROSS, token, maintenance: 0, carry: 0 };
  const paused = detail.paused.vault ? "perp-v2's Vault is paused" : null;
  const room = amount(detail.vaultCap - detail.vaultHoldings);
  const isFull = room === 0n ? `perp-v2's Vault takes no more ${token.symbol}` : null;
  return [
    { ...both, kind: 'addCollateral', most: room, equity: 1, gas: collateralGas.add, closed: paused ?? isFull },
    {
      ...both,
      kind: 'removeCollateral',
      most: amount(least(withdrawable(detail, token.decimals), detail.vaultHoldings)),
      equity: -1,
      gas: collateralGas.remove,
      closed: paused,
    },
  ];
}

const amount = (units: bigint): TokenAmount => tokenAmount(most(units, 0n));
