import { type Address, getAddress, type Hex, type Log, toEventSelector } from 'viem';

/** A move of tokens that a log tells of. */
export interface TokenMove {
  token: Address;
  from: Address;
  to: Address;
  /** Base units; of a token that is one of a kind (ERC-721): its id. */
  amount: bigint;
  /** One of a kind: a position, where a venue keeps them so. */
  single: boolean;
}

/** A permission that a log tells of. */
export interface TokenPermission {
  token: Address;
  owner: Address;
  spender: Address;
  /** Base units that it may take; the id of one token; null: all of an owner's (ERC-721). */
  amount: bigint | null;
  kind: 'amount' | 'single' | 'all';
}

const TRANSFER = toEventSelector('Transfer(address,address,uint256)');
const APPROVAL = toEventSelector('Approval(address,address,uint256)');
const APPROVAL_FOR_ALL = toEventSelector('ApprovalForAll(address,address,bool)');

/** ERC-20 and ERC-721 share the event; the latter indexes the third argument as well. */
export function tokenMoves(logs: readonly Log[]): TokenMove[] {
  return logs.flatMap(({ address, topics, data }): TokenMove[] => {
    const [event, from, to, id] = topics;
    if (event !== TRANSFER || !from || !to) return [];
    const third = id ?? word(data);
    if (third === null) return [];
    const amount = BigInt(third);
    return [{ token: getAddress(address), from: addressIn(from), to: addressIn(to), amount, single: id !== undefined }];
  });
}

/** What was permitted; permissions taken back are left out. */
export function tokenPermissions(logs: readonly Log[]): TokenPermission[] {
  return logs.flatMap(({ address, topics, data }): TokenPermission[] => {
    const [event, owner, spender, id] = topics;
    if (!owner || !spender) return [];
    const common = { token: getAddress(address), owner: addressIn(owner), spender: addressIn(spender) };
    if (event === APPROVAL_FOR_ALL) {
      return BigInt(word(data) ?? '0x0') === 0n ? [] : [{ ...common, amount: null, kind: 'all' }];
    }
    if (event !== APPROVAL) return [];
    // A token that moves forgets who might have moved it.
    if (id) return BigInt(spender) === 0n ? [] : [{ ...common, amount: BigInt(id), kind: 'single' }];
    const amount = BigInt(word(data) ?? '0x0');
    return amount === 0n ? [] : [{ ...common, amount, kind: 'amount' }];
  });
}

/** Base units that an account has less of afterwards, by token; negative where it has more. ERC-20 only. */
export function netOutflow(moves: readonly TokenMove[], account: Address): ReadonlyMap<Address, bigint> {
  const owner = getAddress(account);
  const net = new Map<Address, bigint>();
  for (const { token, from, to, amount, single } of moves) {
    if (single || from === to) continue;
    const sign = from === owner ? 1n : to === owner ? -1n : 0n;
    if (sign !== 0n) net.set(token, (net.get(token) ?? 0n) + sign * amount);
  }
  return net;
}

const addressIn = (topic: Hex): Address => getAddress(`0x${topic.slice(-40)}`);
/** The first word of the data; null where there is none. */
const word = (data: Hex): Hex | null => (data.length >= 66 ? (data.slice(0, 66) as Hex) : null);
