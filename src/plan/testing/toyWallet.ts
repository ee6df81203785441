import type { Position } from '../../model/position.js';
import { done } from '../../model/reading.js';
import type { VenueReading } from '../../model/snapshot.js';
import { multiplyWad, type TokenAmount, WAD, type Wad, wad, worthOf } from '../../model/units.js';
import { type Venue, VenueRefusal } from '../../venues/venue.js';
import { toyAccount, usdc } from './toyTokens.js';

/** Dollars, and optionally ether, lying in the account. */
export function toyWalletReading(dollars: TokenAmount, ether: Wad = wad(0n), etherPrice = WAD): VenueReading {
  const positions: Position[] = [
    {
      id: 'wallet USDC',
      venue: 'wallet',
      account: toyAccount,
      instrument: { kind: 'token', id: 'wallet USDC', venue: 'wallet', ...tokenOf('USDC'), underlying: null },
      quantity: worthOf(dollars, usdc.decimals, WAD, 'down'),
      mark: WAD,
      value: worthOf(dollars, usdc.decimals, WAD, 'down'),
      marginAccount: null,
      pricing: null,
    },
    {
      id: 'wallet WETH',
      venue: 'wallet',
      account: toyAccount,
      instrument: {
        kind: 'token',
        id: 'wallet WETH',
        venue: 'wallet',
        symbol: 'WETH',
        address: '0x00000000000000000000000000000000000000e1',
        decimals: 18,
        underlying: 'ETH',
      },
      quantity: ether,
      mark: etherPrice,
      value: multiplyWad(ether, etherPrice, 'down'),
      marginAccount: null,
      pricing: null,
    },
  ];
  return { venue: 'wallet', positions, marginAccounts: [], markets: [], funding: [], prices: {}, detail: null };
}

const tokenOf = (symbol: string) => ({ symbol, address: usdc.address, decimals: usdc.decimals });

const refuse = (): never => {
  throw new VenueRefusal('nothing can be traded in a wallet');
};

/** A venue that only holds. */
export const toyWallet: Venue = {
  id: 'wallet',
  account: toyAccount,
  read: () => done(toyWalletReading(usdc.price as bigint as TokenAmount)),
  marginAt: refuse,
  topUpFor: refuse,
  reductionFor: refuse,
  estimate: refuse,
  after: refuse,
  prepare: refuse,
  quote: refuse,
  fills: () => [],
  decodeError: () => null,
};
