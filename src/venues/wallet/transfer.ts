import { type Address, encodeFunctionData, formatUnits, isAddressEqual, type Log, parseEventLogs } from 'viem';
import { erc20Abi } from '../../../abis/erc20.js';
import type { Token } from '../../model/instrument.js';
import type { Fill, OrderTerms, TransactionRequest, TransferredToken } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { multiplyWad, tokenAmount, wad, wei } from '../../model/units.js';
import { refuseReceiver } from '../refuseReceiver.js';
import { VenueRefusal } from '../venue.js';
import { inWad, refusePoor } from './balances.js';

/** A token that the account gives to another. */
export interface TokenTransfer {
  token: Token;
  asset: TransferredToken;
  to: Address;
}

/** @throws VenueRefusal for anything but a transfer of a token that is watched here */
export function tokenTransfer(account: Address, tokens: readonly Token[], terms: OrderTerms): TokenTransfer {
  if (terms.kind !== 'transfer') {
    throw new VenueRefusal('nothing is traded in the wallet', { mend: 'name an instrument of another venue' });
  }
  const { asset, to } = terms;
  if ('position' in asset) throw new VenueRefusal(`${asset.position} is not in the wallet`, { mend: 'name its venue' });
  const token = tokens.find(({ address }) => isAddressEqual(address, asset.address));
  if (token?.symbol !== asset.token || token.decimals !== asset.decimals) {
    throw new VenueRefusal(`${asset.token} at ${asset.address} is no token of this wallet`, {
      facts: [`watched are ${tokens.map(({ symbol }) => symbol).join(', ') || 'none'}`],
      mend: 'declare it under `tokens:` in ballast.yaml and watch it: `watch: [wallet: […]]`',
    });
  }
  if (asset.amount <= 0n) throw new VenueRefusal('nothing to give: the amount is zero');
  refuseReceiver(account, to);
  // What is sent to a token's own contract is lost, and many of them take it.
  const contract = tokens.find(({ address }) => isAddressEqual(address, to));
  if (contract) throw new VenueRefusal(`${to} is the contract of ${contract.symbol}, and no account`);
  return { token, asset, to };
}

/** One call; exact, to the base unit. @throws VenueRefusal when the wallet does not hold it */
export function prepareTransfer(reading: VenueReading, { token, asset, to }: TokenTransfer): TransactionRequest[] {
  refusePoor(reading, token, asset.amount);
  return [
    {
      purpose: 'transfer',
      describe: `give ${formatUnits(asset.amount, token.decimals)} ${token.symbol} to ${to}`,
      to: token.address,
      data: encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, asset.amount] }),
      value: wei(0n),
      approval: null,
    },
  ];
}

/** The wallet with that much less; below zero says what it lacks. */
export function afterTransfer(reading: VenueReading<null>, { token, asset }: TokenTransfer): VenueReading<null> {
  return {
    ...reading,
    positions: reading.positions.map((position) => {
      if (position.id !== token.id) return position;
      const quantity = wad(position.quantity - inWad(asset.amount, token.decimals, 'up'));
      return { ...position, quantity, value: multiplyWad(quantity, position.mark, 'down') };
    }),
  };
}

/**
 * What arrived, by the token's own logs: a token that keeps a fee, on the way or right after, brings less than was given. Nothing
 * when nothing did.
 */
export function transferFills(account: Address, terms: OrderTerms, logs: readonly Log[]): Fill[] {
  if (terms.kind !== 'transfer' || 'position' in terms.asset) return [];
  const { asset, to } = terms;
  const own = logs.filter(({ address }) => isAddressEqual(address, asset.address));
  let arrived = 0n;
  for (const { args } of parseEventLogs({ abi: erc20Abi, eventName: 'Transfer', logs: own })) {
    if (isAddressEqual(args.from, args.to)) continue;
    if (isAddressEqual(args.from, account) && isAddressEqual(args.to, to)) arrived += args.value;
    if (isAddressEqual(args.from, to)) arrived -= args.value;
  }
  if (arrived <= 0n) return [];
  return [{ kind: 'transfer', asset: { ...asset, amount: tokenAmount(arrived) }, to }];
}

/** Of plain tokens, to an account that has none yet: it is dearest then. Proxies and tokens that do more take more. */
export const TRANSFER_GAS = 60_000n;
