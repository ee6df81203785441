import { type Address, getAddress, isAddressEqual, zeroAddress } from 'viem';
import { VenueReadError, VenueRefusal } from '../../venues/venue.js';
import { nativeToken } from './effect.js';
import { doneProblem } from './effectDone.js';
import type { EffectInput } from './effectInput.js';
import { justified } from './effectJustified.js';
import { netOutflow, type TokenMove, tokenMoves, tokenPermissions } from './effectTokens.js';

/**
 * How what a simulation shows is not what the order is for; null when it is: nobody is given more permission than the request
 * says, nothing leaves the account beyond what the order justifies, and the venue does what the terms say.
 */
export function effectProblem(input: EffectInput): string | null {
  try {
    return permissionProblem(input) ?? movesProblem(input) ?? venueProblem(input);
  } catch (error) {
    if (error instanceof VenueReadError || error instanceof VenueRefusal) {
      return `what it would do cannot be read: ${error.shortMessage}`;
    }
    throw error;
  }
}

/** An approval is exact and to whom it names. Elsewhere only what is left of one after its spender has taken its due. */
function permissionProblem(input: EffectInput): string | null {
  const { request, effect, account } = input;
  const given = tokenPermissions(effect.logs).filter(({ owner }) => isAddressEqual(owner, account));
  const { approval } = request;
  const paid = tokenMoves(effect.logs).filter(({ from, to }) => isAddressEqual(from, account) && from !== to);
  for (const { kind, token, spender, amount } of given) {
    if (kind !== 'amount') return `it would let ${spender} take what the account holds at ${token}`;
    const isAsked =
      approval !== null &&
      isAddressEqual(token, approval.token) &&
      isAddressEqual(spender, approval.spender) &&
      amount === approval.amount;
    if (isAsked) continue;
    // Some tokens say what is left of a permission whenever some of it is used. Called itself, a token might be told to give one.
    const isUsed = paid.some((move) => move.token === token && move.amount > 0n);
    const isRest = approval === null && isUsed && token !== getAddress(request.to) && isSpender(input, token, spender);
    if (!isRest) return `it would let ${spender} take ${amount} units of ${token}`;
  }
  if (approval && approval.amount > 0n && given.length === 0)
    return `it would not let ${approval.spender} take anything`;
  return null;
}

/** Whom orders at this venue permit to take this token. */
function isSpender({ venue, request, reading }: EffectInput, token: Address, spender: Address): boolean {
  const funding = (reading?.funding ?? []).map((row) => ({ token: row.token.address, spender: row.spender }));
  return [...(venue.spenders ?? []), ...funding, { token, spender: request.to }].some(
    (known) => isAddressEqual(known.token, token) && isAddressEqual(known.spender, spender),
  );
}

function movesProblem(input: EffectInput): string | null {
  const { account, effect, request } = input;
  const moves = tokenMoves(effect.logs);
  const allowed = justified(input);
  const gone = moves.find((move) => {
    const { single, from, to } = move;
    // A position that is closed is burnt.
    const isBurnt = isAddressEqual(to, zeroAddress) && request.purpose === 'trade';
    return single && isAddressEqual(from, account) && !isBurnt && !allowed.leaves(move);
  });
  if (gone) return `#${gone.amount} of ${gone.token} would leave the account to ${gone.to}`;
  const stray = strayProblem(input, moves);
  if (stray !== null) return stray;
  for (const [token, out] of netOutflow(moves, account)) {
    const most = allowed.most(token);
    if (out <= most) continue;
    const what = token === getAddress(nativeToken) ? 'wei' : `units of ${token}`;
    return `${out} ${what} would leave the account, where the order justifies ${most}`;
  }
  return allowed.missing(netOutflow(moves, account));
}

/** What is given goes to whom the order names, and to nobody else: not a fee of the token's either. */
function strayProblem({ order: { terms }, request, account }: EffectInput, moves: readonly TokenMove[]): string | null {
  if (terms.kind !== 'transfer' || request.purpose !== 'transfer') return null;
  const stray = moves.find(
    ({ from, to, amount, single }) =>
      isAddressEqual(from, account) && !isAddressEqual(to, terms.to) && (single || amount > 0n),
  );
  return stray ? `${stray.amount} units of ${stray.token} would go to ${stray.to}, and not to ${terms.to}` : null;
}

/** Steps before the last prepare: the venue does nothing yet. */
function venueProblem({ order, venue, request, effect }: EffectInput): string | null {
  return request.purpose === order.terms.kind ? doneProblem(order, venue, request, effect) : null;
}
