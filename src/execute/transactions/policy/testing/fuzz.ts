import fc from 'fast-check';
import {
  type Address,
  concat,
  getAddress,
  type Hex,
  maxUint256,
  pad,
  parseAbi,
  size,
  toFunctionSelector,
  toHex,
  zeroAddress,
} from 'viem';
import { mutationsOf } from '../../../../../test/mutations.js';
import type { TransactionCall } from '../../../../model/decodedCall.js';
import { wei } from '../../../../model/units.js';
import { addressesSaid } from './addressesSaid.js';
import { type HostileBook, judge, stranger } from './hostile.js';

/** Something that is asked for, whoever made it up. */
export interface Asked {
  call: TransactionCall;
  next: readonly TransactionCall[];
}

/** What wallets are emptied with. */
const drains = parseAbi([
  'function transfer(address to, uint256 amount)',
  'function transferFrom(address from, address to, uint256 amount)',
  'function approve(address spender, uint256 amount)',
  'function increaseAllowance(address spender, uint256 amount)',
  'function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)',
  'function setApprovalForAll(address operator, bool approved)',
  'function safeTransferFrom(address from, address to, uint256 id)',
  'function depositFor(address to, address token, uint256 amount)',
  'function withdraw(address token, uint256 amount)',
  'function deposit(address token, uint256 amount)',
  'function addCollateral(uint256 id, uint256 amount)',
  'function sendTokens(address token, address receiver, uint256 amount)',
  'function sendWnt(address receiver, uint256 amount)',
]).map(toFunctionSelector);

/** Honest transactions bent by an intruder or a bug, and calls made of parts that drain wallets. */
export function askedOf(book: HostileBook): fc.Arbitrary<Asked> {
  const orders = Object.values(book.honest);
  const asked = orders.flatMap((steps) => steps.map((call, step): Asked => ({ call, next: steps.slice(step + 1) })));
  const honest = fc.constantFrom(...asked);
  const address = fc.constantFrom<Address>(...addressesIn(book), stranger, zeroAddress);
  const amount = fc.oneof(fc.constantFrom(0n, 1n, maxUint256), fc.bigInt(0n, 10n ** 24n));
  const withData = (from: fc.Arbitrary<Asked>, change: (asked: Asked) => fc.Arbitrary<Hex>) =>
    from.chain((one) => change(one).map((data): Asked => ({ ...one, call: { ...one.call, data } })));

  const bent = withData(honest, ({ call }) => mutationsOf(call.data));
  // What was cut off short has no words left to bend.
  const bentTwice = withData(bent, ({ call: { data } }) => (size(data) < 68 ? fc.constant(data) : mutationsOf(data)));
  /** One address in it, wherever it stands, is another. */
  const swapped = withData(honest, ({ call: { data } }) => {
    const found = addressesIn(book).filter((one) => data.toLowerCase().includes(one.slice(2).toLowerCase()));
    if (found.length === 0) return fc.constant(data);
    return fc.tuple(fc.constantFrom(...found), address).map(([from, other]) => exchanged(data, from, other));
  });
  const joined = withData(honest, ({ call }) => honest.map((other): Hex => concat([call.data, other.call.data])));
  const elsewhere = fc.tuple(honest, address).map(([{ call, next }, to]): Asked => ({ call: { ...call, to }, next }));
  const paid = fc
    .tuple(honest, fc.bigInt(-2n, 10n ** 18n))
    .map(([{ call, next }, more]): Asked => ({ call: { ...call, value: wei(call.value + more) }, next }));
  const otherwise = fc.tuple(honest, fc.array(honest, { maxLength: 3 })).map(
    ([{ call }, following]): Asked => ({
      call,
      next: following.map((one) => one.call),
    }),
  );
  const word = fc.oneof(
    address.map((one) => pad(one, { size: 32 })),
    amount.map((one) => toHex(one, { size: 32 })),
  );
  const made = fc
    .tuple(address, fc.constantFrom(...drains), fc.array(word, { maxLength: 7 }), fc.constantFrom(0n, 1n), honest)
    .map(
      ([to, selector, words, value, { call }]): Asked => ({
        call: { to, data: concat([selector, ...words]), value: wei(value) },
        next: [call],
      }),
    );
  return fc.oneof(honest, bent, bent, bentTwice, swapped, swapped, joined, elsewhere, paid, otherwise, made, made);
}

/** Everything that stands in the book's honest transactions, and what they are sent to. */
function addressesIn({ account, token, spender, bystander, honest }: HostileBook): Address[] {
  const targets = Object.values(honest).flatMap((steps) => steps.map(({ to }) => to));
  return [...new Set([account, token, spender, bystander, ...targets])];
}

const exchanged = (data: Hex, from: Address, other: Address): Hex =>
  data.toLowerCase().replaceAll(from.slice(2).toLowerCase(), other.slice(2).toLowerCase()) as Hex;

/**
 * What was accepted of so many. Each of them names no address but those that honest transactions name.
 * @throws Error when one does
 */
export function acceptedOf(book: HostileBook, runs: number): Asked[] {
  const honest = Object.values(book.honest).flat();
  const known = new Set(
    [book.account, ...honest.flatMap(({ data }) => addressesSaid(data))].map((one) => getAddress(one)),
  );
  const accepted: Asked[] = [];
  fc.assert(
    fc.property(askedOf(book), ({ call, next }) => {
      if (judge(book, call, next).refused !== null) return;
      accepted.push({ call, next });
      const foreign = addressesSaid(call.data).find((one) => !known.has(one));
      if (foreign !== undefined) throw new Error(`${foreign} in ${call.data} was accepted`);
    }),
    { numRuns: runs },
  );
  return accepted;
}
