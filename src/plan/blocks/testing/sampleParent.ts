import type { Address } from 'viem';
import type { WorkedParent } from '../../../model/desk.js';
import type { ParentState, ParentTerms } from '../../../model/parentOrder.js';
import { newParentState } from '../../../model/parentState.js';
import { bps, unixMillis, WAD, wad } from '../../../model/units.js';

/** An order for ten units of a token that was accepted and waits to be put into a block. */
export function sampleParent(
  id: string,
  terms: Partial<ParentTerms> = {},
  state: Partial<ParentState> = {},
  change: Partial<WorkedParent> = {},
): WorkedParent {
  const quantity = terms.quantity ?? wad(10n * WAD);
  return {
    id,
    clOrdId: id,
    strategy: `book ${id}`,
    account: accountOf(id),
    chainId: 31_337,
    mode: 'live',
    orderClass: 'delta',
    list: null,
    terms: {
      venue: 'uniswap-v3',
      instrument: 'uniswap-v3 WETH/USDC',
      position: null,
      side: 'Buy',
      quantity,
      ordType: 'Market',
      price: null,
      stopPx: null,
      reduceOnly: false,
      timeInForce: 'GTC',
      expireTime: null,
      algorithm: { kind: 'immediate' },
      maxSlippage: bps(100),
      block: true,
      ...terms,
    },
    state: { ...newParentState(quantity), status: 'New', ...state },
    executions: 1,
    author: 'somebody',
    text: '',
    createdAt: unixMillis(1_700_000_000_000),
    acceptedAt: unixMillis(1_700_000_001_000),
    arrivalPrice: 2_000,
    children: [],
    ...change,
  };
}

/** Another one for each name. */
export const accountOf = (name: string): Address =>
  `0x${[...name]
    .map((letter) => letter.charCodeAt(0).toString(16).padStart(2, '0'))
    .join('')
    .padStart(40, '0')
    .slice(-40)}`;
