import { type Address, decodeFunctionResult, encodeFunctionData, getAddress, isAddress } from 'viem';
import { erc20Abi } from '../../../../abis/erc20.js';
import { BallastError } from '../../../model/error.js';
import type { Endpoint } from '../../../observe/endpoints/endpoint.js';
import { venueKinds } from '../../../venues/venues.js';
import type { ChainTemplate, TokenEntry } from './knownChains.js';

/** `lyra.markets.ETH=0x…`: what ballast.yaml would have under `venues:`. */
export interface StatedContract {
  path: readonly string[];
  value: string;
}

/** `WETH=0x…:ETH`: a token, and what its price follows; a dollar where nothing is said. */
export interface StatedToken {
  symbol: string;
  address: Address;
  underlying?: string;
}

/** @throws BallastError with what is wrong about it */
export function parseContract(text: string): StatedContract {
  const [key = '', value = '', ...more] = text.split('=').map((part) => part.trim());
  const path = key.split('.');
  const venue = venueKinds.find(({ id }) => id === path[0]);
  if (more.length > 0 || value === '' || path.length < 2 || path.some((part) => !/^[A-Za-z][\w/-]*$/.test(part))) {
    throw new BallastError(`\`${text}\` does not say which contract is where`, {
      mend: 'write it like lyra.viewer=0x… or perp-v2.markets.ETH=0x…',
    });
  }
  if (!venue) {
    const known = venueKinds.map(({ id }) => id).join(', ');
    throw new BallastError(`\`${path[0]}\` is not a venue that ballast knows`, { mend: `name one of ${known}` });
  }
  return { path, value };
}

/** @throws BallastError with what is wrong about it */
export function parseToken(text: string): StatedToken {
  const [symbol = '', rest = ''] = text.split('=').map((part) => part.trim());
  const [address = '', underlying] = rest.split(':').map((part) => part.trim());
  if (!/^[\w.]+$/.test(symbol) || !isAddress(address, { strict: false })) {
    throw new BallastError(`\`${text}\` does not say which token is where`, {
      mend: 'write it like USDC=0x…, and WETH=0x…:ETH where the price follows something else than the dollar',
    });
  }
  return { symbol, address: getAddress(address.toLowerCase()), ...(underlying ? { underlying } : {}) };
}

/** A chain of one's own, of what was stated and what the endpoint says. @throws BallastError where a token does not answer as one */
export async function ownChain(
  name: string,
  { endpoint, chainId }: { endpoint: Endpoint; chainId: number },
  contracts: readonly StatedContract[],
  tokens: readonly StatedToken[],
): Promise<ChainTemplate> {
  const declared = await Promise.all(tokens.map(async (token) => [token.symbol, await entryOf(endpoint, token)]));
  const venues: Record<string, Record<string, unknown>> = {};
  for (const { path, value } of contracts) place(venues, path, value);
  return { name, id: chainId, gasToken: 'ETH', tokens: Object.fromEntries(declared), venues };
}

async function entryOf(endpoint: Endpoint, { symbol, address, underlying }: StatedToken): Promise<TokenEntry> {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'decimals' });
  try {
    const answer = await endpoint.client.request({ method: 'eth_call', params: [{ to: address, data }, 'latest'] });
    const decimals = Number(decodeFunctionResult({ abi: erc20Abi, functionName: 'decimals', data: answer }));
    return { address, decimals, ...(underlying === undefined ? {} : { underlying }) };
  } catch (cause) {
    throw new BallastError(`${symbol} at ${address} does not tell its decimals`, {
      mend: 'check the address, and that it is this chain’s',
      cause,
    });
  }
}

function place(into: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    into[key] = /^\d+$/.test(value) ? Number(value) : value;
    return;
  }
  const found = into[key];
  const inner = typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
  into[key] = inner;
  place(inner, rest, value);
}
