import { type Address, getAddress, isAddress, numberToHex } from 'viem';
import { askRemote, type RemoteOptions } from './remoteSignerRequest.js';
import type { KeySigner } from './signer.js';
import { SignerError } from './signerError.js';
import { verifySigned } from './verifySigned.js';

export interface RemoteSignerOptions extends RemoteOptions {
  account: Address;
  /** The only chain this signer signs for. */
  chainId: number;
}

/**
 * A key that another process holds: JSON-RPC `eth_signTransaction`, the `eth1` interface of web3signer. What comes back is
 * taken for nothing until it is verified: it must be the very transaction, signed by the very account.
 */
export function createRemoteSigner({ account, chainId, ...remote }: RemoteSignerOptions): KeySigner {
  return {
    address: account,
    async sign(transaction) {
      if (transaction.chainId !== chainId) {
        throw new SignerError(`the transaction is for chain ${transaction.chainId}, this signer is for ${chainId}`);
      }
      const { to, data, value, gas, nonce, maxFeePerGas, maxPriorityFeePerGas } = transaction;
      const result = await askRemote(remote, 'eth_signTransaction', [
        {
          from: account,
          to,
          data,
          value: numberToHex(value),
          gas: numberToHex(gas),
          nonce: numberToHex(nonce),
          maxFeePerGas: numberToHex(maxFeePerGas),
          maxPriorityFeePerGas: numberToHex(maxPriorityFeePerGas),
          // web3signer has the chain from its own command line and ignores these; a node's own signer wants them.
          chainId: numberToHex(chainId),
          type: '0x2',
        },
      ]);
      return verifySigned(rawOf(result), transaction, account);
    },
  };
}

/** The accounts that a remote signer signs for. @throws SignerError; retryable when it does not answer */
export async function remoteAccounts(remote: RemoteOptions): Promise<Address[]> {
  const accounts = await askRemote(remote, 'eth_accounts', []);
  const isList =
    Array.isArray(accounts) && accounts.every((one) => typeof one === 'string' && isAddress(one, { strict: false }));
  if (!isList) {
    throw new SignerError('the remote signer does not list its accounts', {
      mend: 'is this URL that of a signer (`eth_accounts`)?',
    });
  }
  return accounts.map((one: string) => getAddress(one.toLowerCase()));
}

/** web3signer answers the bytes alone, a node `{ raw, tx }`. */
const rawOf = (result: unknown): unknown =>
  typeof result === 'object' && result !== null && 'raw' in result ? result.raw : result;
