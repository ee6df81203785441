import type { Address } from 'viem';
import type { BlockState, Child, WorkedParent } from '../../../model/desk.js';
import { emptyDesk } from '../../../model/desk.js';
import type { Spot } from '../../../model/instrument.js';
import type { Market } from '../../../model/market.js';
import type { OrdStatus, TransferredToken } from '../../../model/order.js';
import type { VenueReading } from '../../../model/snapshot.js';
import { bps, tokenAmount, type UnixMillis, unixMillis, WAD, wad } from '../../../model/units.js';
import type { Venue } from '../../../venues/venue.js';
import { outlookOf } from '../../outlookOf.js';
import { portfolioOf } from '../../portfolio.js';
import { toyBook, toySnapshot, toyStrategy, unused } from '../../testing/toyBook.js';
import { usdc } from '../../testing/toyTokens.js';
import { toyWallet, toyWalletReading } from '../../testing/toyWallet.js';
import type { Turn } from '../../turn.js';
import { accountOf, sampleParent } from './sampleParent.js';

export const at = unixMillis(1_700_000_000_000);
export const deskAccount = accountOf('desk');
export const spot: Spot = {
  ...{ id: 'uniswap-v3 WETH/USDC', venue: 'uniswap-v3', kind: 'spot', underlying: 'ETH' },
  base: { symbol: 'WETH', address: '0x00000000000000000000000000000000000000e1', decimals: 18 },
  quote: { symbol: 'USDC', address: usdc.address, decimals: 6 },
};
const market: Market = {
  ...{ instrument: spot, fee: bps(5), closed: null },
  ...{ mark: wad(2_000n * WAD), last: wad(2_000n * WAD), index: wad(2_000n * WAD) },
};

/** So many units of the token. */
export const ether = (amount: number): TransferredToken => ({
  ...{ token: 'WETH', address: spot.base.address, decimals: 18 },
  amount: tokenAmount(BigInt(amount * 1_000_000) * 10n ** 12n),
});

/** A transfer for the block; what is filled has arrived. */
export const transfer = (
  id: string,
  to: `0x${string}`,
  asset: TransferredToken,
  status: OrdStatus = 'Filled',
  change: Partial<Child> = {},
): Child => ({
  ...{ id, status, text: status === 'Rejected' ? 'the key may not' : '', createdAt: at, updatedAt: at },
  terms: { kind: 'transfer', venue: 'wallet', asset, to, reference: 'block-1' },
  fills: status === 'Filled' ? [{ kind: 'transfer', asset, to }] : [],
  ...change,
});

/** What the block's own order has sold, at 2 000 USD a unit. */
export const sale = (units: number): Child => ({
  ...transfer('sale', deskAccount, ether(0)),
  terms: {
    ...{ kind: 'trade', venue: spot.venue, instrument: spot.id, position: null, side: 'Sell', reduceOnly: false },
    ...{ quantity: wad(ether(units).amount), maxSlippage: bps(100) },
  },
  fills: [
    {
      ...{ kind: 'trade', instrument: spot.id, underlying: 'ETH', side: 'Sell', fee: wad(0n) },
      ...{ quantity: wad(ether(units).amount), price: wad(2_000n * WAD) },
      cash: { token: 'USDC', decimals: 6, amount: tokenAmount(BigInt(units * 2_000) * 10n ** 6n) },
    },
  ],
});

/** A member that sells so much. */
export const seller = (id: string, units: number, change: Parameters<typeof sampleParent>[3] = {}): WorkedParent =>
  sampleParent(id, { side: 'Sell', quantity: wad(ether(units).amount) }, {}, change);

/** A block that sells ten units of each of its members, who were asked to send them. */
export function blockOf(parents: readonly WorkedParent[], change: Partial<BlockState> = {}): BlockState {
  const members = parents.filter(({ id }) => id !== 'own');
  return {
    ...{ id: 'block-1', chainId: 31_337, instrument: spot.id, side: 'Sell', method: 'transfer', strategy: 'desk' },
    ...{ account: deskAccount, parent: null, price: null, maxDeviation: bps(1), status: 'Collecting' },
    quantity: wad(members.reduce((sum, { state }) => sum + state.quantity, 0n)),
    members: members.map(({ id, strategy, account, state }) => ({
      ...{ parent: id, strategy, account, quantity: state.quantity, gives: null },
      ...{ gives: { ...ether(0), amount: tokenAmount(state.quantity) } },
    })),
    ...{ author: 'ana', createdAt: at, askedAt: at, parents, allocations: [] },
    ...change,
  };
}

const quiet: Venue = { ...toyWallet, after: (reading) => reading, prepare: () => [] };

export interface TurnOf {
  now?: UnixMillis;
  book?: string;
  /** That it keeps. */
  account?: Address;
  mode?: 'live' | 'shadow';
  /** Nothing can be traded at this block. */
  unlisted?: boolean;
  /** What was read of another venue. */
  also?: VenueReading;
}

/** A turn in a book that keeps a wallet and watches the pair. */
export function blockTurn(
  block: BlockState,
  {
    now = unixMillis(at + 60_000),
    book = 'desk',
    account = deskAccount,
    mode = 'live',
    unlisted = false,
    also,
  }: TurnOf = {},
): Turn {
  const nothing = { positions: [], marginAccounts: [], funding: [], prices: {}, detail: null };
  const pair: VenueReading = { venue: spot.venue, ...nothing, markets: unlisted ? [] : [market] };
  const wallet = toyWalletReading(tokenAmount(10n ** 12n), wad(100n * WAD), wad(2_000n * WAD));
  const snapshot = toySnapshot([pair, wallet, ...(also ? [also] : [])]);
  const venues = new Map<string, Venue>([
    ['wallet', quiet],
    [spot.venue, { ...quiet, id: spot.venue }],
  ]);
  const strategy = toyStrategy([], { name: book, account, mode });
  const input = { ...toyBook([]), strategy, snapshot, venues, now };
  return {
    ...{ input, openOrders: [], flying: { vouched: [], doubtful: [], byHand: [], suspended: [], untold: [] } },
    portfolio: portfolioOf(snapshot, venues, outlookOf(input)),
    ...{ usage: unused, decided: [], unseen: [], inFlight: () => null },
    desk: { ...emptyDesk, parents: block.parents, blocks: [block] },
  } as Turn;
}
