import type { VenueId } from './instrument.js';
import type { CollateralToken, MarginAccountId } from './marginAccount.js';
import type { CollateralKind } from './order.js';
import type { TokenAmount, Wei } from './units.js';

/**
 * One way in which a token may move between the wallet and a margin account. What it does to the account is linear in the amount,
 * up to `most`: so a plan over many accounts is a linear programme, whatever the protocols.
 */
export interface CollateralWay {
  kind: CollateralKind;
  venue: VenueId;
  marginAccount: MarginAccountId;
  token: CollateralToken;
  /** Base units, rounded down: most that the protocol lets move so now, the wallet's balance not counted. */
  most: TokenAmount;
  /** USD by which each whole token that is moved changes the account's equity; negative lowers it. */
  equity: number;
  /** USD by which each whole token that is moved changes its requirement. */
  maintenance: number;
  /** USD a year that each whole token, moved, earns more than it does where it was; negative costs. */
  carry: number;
  /** Gas that its transactions use, an approval included where one is needed; an expectation. */
  gas: bigint;
  /** Wei that the venue's keepers keep of what is paid in advance; absent where there are none. */
  keeper?: Wei;
  /** Why it cannot be gone now, in a sentence (a reserve is frozen, a venue is paused); null when it can. */
  closed: string | null;
}
