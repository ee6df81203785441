import { type Address, formatUnits, isAddressEqual, parseAbi, toFunctionSelector } from 'viem';
import type { DecodedCall, TransactionCall } from '../../model/decodedCall.js';
import type { Token } from '../../model/instrument.js';
import type { VenueReading } from '../../model/snapshot.js';
import { toFloat, tokenAmount, wei, worthOf } from '../../model/units.js';
import { refuseReceiver } from '../refuseReceiver.js';
import { decodeStrictly, neverSaid, notYetRead, priceUnknown } from '../strictCall.js';
import { heldOf, refusePoor } from './balances.js';

/** All that is ever asked of a token here. What venues want of it, approvals above all, is theirs to tell. */
const transferAbi = parseAbi(['function transfer(address to, uint256 amount) returns (bool)']);
const [TRANSFER] = transferAbi.map(toFunctionSelector);

/** What a `transfer` of a watched token does; null for anything else. @throws VenueRefusal */
export function decodeCall(
  account: Address,
  tokens: readonly Token[],
  { to: target, data }: TransactionCall,
  reading: Pick<VenueReading, 'positions'> | undefined,
): readonly DecodedCall[] | null {
  const token = tokens.find(({ address }) => isAddressEqual(address, target));
  if (!token || data.slice(0, 10).toLowerCase() !== TRANSFER) return null;
  const { symbol, decimals, address } = token;
  const { args } = decodeStrictly({ name: symbol, abi: transferAbi }, data);
  const [to, said] = args;
  const amount = tokenAmount(said);
  if (amount === 0n) throw neverSaid('transfer', 'gives nothing');
  refuseReceiver(account, to);
  if (tokens.some((one) => isAddressEqual(one.address, to)))
    throw neverSaid('transfer', 'goes to the contract of a token');
  const held = reading && heldOf(reading, token);
  if (!reading || !held) throw notYetRead(`the balance of ${symbol} is not known yet`);
  refusePoor(reading, token, amount);
  if (held.mark === 0n) throw priceUnknown(symbol);
  return [
    {
      does: `transfer: give ${formatUnits(amount, decimals)} ${symbol} to ${to}`,
      recipients: [to],
      pays: [{ token: address, amount }],
      value: wei(0n),
      notional: toFloat(worthOf(amount, decimals, held.mark, 'up')),
      gives: { to, asset: { token: symbol, address, decimals, amount } },
      lowersRisk: false,
    },
  ];
}
