import type { Address } from 'viem';
import { z } from 'zod';
import { erc20Abi } from '../../../abis/erc20.js';
import type { Token } from '../../model/instrument.js';
import type { Position } from '../../model/position.js';
import type { Reading } from '../../model/reading.js';
import { done } from '../../model/reading.js';
import type { VenueReading } from '../../model/snapshot.js';
import { multiplyWad, WAD, ZERO } from '../../model/units.js';
import { tokenError } from '../tokenError.js';
import type { TokenDeclaration, Venue, VenueKind } from '../venue.js';
import { VenueReadError, VenueRefusal } from '../venue.js';
import { askView, each, view } from '../view.js';
import { inWad } from './balances.js';
import { decodeCall } from './decodeCall.js';
import { afterTransfer, prepareTransfer, TRANSFER_GAS, tokenTransfer, transferFills } from './transfer.js';

export const WALLET = 'wallet';

export type WalletDeployment = Record<string, never>;

/**
 * ERC-20 tokens that the account holds itself. Nothing can liquidate them and nothing is traded here; other venues draw
 * on them, and they can be given to another account. What a strategy may watch are the chain's tokens, so `names` of a deployment are none: they come with `open`.
 */
export const wallet: VenueKind<WalletDeployment> = {
  id: WALLET,
  deployment: z.strictObject({}),
  contracts: () => [],
  names: () => [],
  open({ account, names, tokens }) {
    const watched = names.map((symbol) => tokenOf(symbol, tokens));
    const decimals = watched.map(({ symbol, address }) =>
      view(`decimals of ${symbol}`, address, erc20Abi, 'decimals', []),
    );
    return askView(each(decimals), (answers) => {
      watched.forEach((token, index) => {
        refuseDecimals(token, answers[index]);
      });
      return done(bind(account, watched));
    });
  },
};

function tokenOf(symbol: string, tokens: Readonly<Record<string, TokenDeclaration>>): Token {
  const declared = tokens[symbol];
  if (declared) return { id: `${WALLET} ${symbol}`, venue: WALLET, kind: 'token', symbol, ...declared };
  throw new VenueReadError(`token ${symbol} is not declared for this chain`, {
    mend: `declare its address and decimals under tokens: in ballast.yaml; declared are ${Object.keys(tokens).join(', ') || 'none'}`,
  });
}

function refuseDecimals(token: Token, decimals: number | undefined): void {
  if (decimals === token.decimals) return;
  throw new VenueReadError(`token ${token.symbol} has ${decimals} decimals, not ${token.decimals}`, {
    facts: [`contract ${token.address}`],
    mend: `set decimals: ${decimals} for ${token.symbol} in ballast.yaml`,
  });
}

function bind(account: Address, tokens: readonly Token[]): Venue<null> {
  const refuse = (): never => {
    throw new VenueRefusal('nothing is traded in the wallet', { mend: 'name an instrument of another venue' });
  };
  return {
    id: WALLET,
    account,
    read: () => readBalances(account, tokens),
    marginAt: refuse,
    topUpFor: refuse,
    reductionFor: refuse,
    estimate: refuse,
    after: (reading, terms) => afterTransfer(reading, tokenTransfer(account, tokens, terms)),
    prepare: (reading, terms) => prepareTransfer(reading, tokenTransfer(account, tokens, terms)),
    transferGas: () => TRANSFER_GAS,
    quote: refuse,
    fills: (terms, logs) => transferFills(account, terms, logs),
    decodeCall: (call, reading) => decodeCall(account, tokens, call, reading),
    decodeError: tokenError,
  };
}

function readBalances(account: Address, tokens: readonly Token[]): Reading<VenueReading<null>> {
  const balances = tokens.map(({ symbol, address }) =>
    view(`balance of ${symbol}`, address, erc20Abi, 'balanceOf', [account]),
  );
  return askView(each(balances), (amounts) =>
    done({
      venue: WALLET,
      positions: tokens.map((token, index) => positionOf(account, token, amounts[index] ?? 0n)),
      marginAccounts: [],
      markets: [],
      funding: [],
      prices: {},
      detail: null,
    }),
  );
}

/** A token that follows an underlying has no mark here: `valueTokens` gives it one from the other venues' oracles. */
function positionOf(account: Address, token: Token, amount: bigint): Position {
  const quantity = inWad(amount, token.decimals, 'down');
  const mark = token.underlying === null ? WAD : ZERO;
  return {
    id: token.id,
    venue: WALLET,
    account,
    instrument: token,
    quantity,
    mark,
    value: multiplyWad(quantity, mark, 'down'),
    marginAccount: null,
    pricing: null,
  };
}
