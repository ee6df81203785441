import { type Address, isAddressEqual, parseEventLogs } from 'viem';
import { expect } from 'vitest';
import { erc20Abi } from '../../../../../abis/erc20.js';
import type { Lab } from '../../../../lab/lab.js';
import type { TransactionCall } from '../../../../model/decodedCall.js';
import { type HostileBook, stranger } from './hostile.js';

type World = Pick<Lab, 'publicClient' | 'testClient' | 'snapshot' | 'revert'>;

/**
 * Sends what was accepted from the account on a real chain, one at a time, each on the chain as it was: tokens leave the account
 * for contracts of the venue alone, permissions are for who pulls for it, and nothing at all reaches a stranger.
 * @param contracts Of the venue.
 * @returns how many went through
 */
export async function expectHarmless(
  world: World,
  book: HostileBook,
  accepted: readonly TransactionCall[],
  contracts: readonly Address[],
): Promise<number> {
  const { publicClient, testClient } = world;
  const { account, venue } = book;
  const clean = await world.snapshot();
  const isOne = (of: readonly Address[], address: Address) => of.some((one) => isAddressEqual(one, address));
  let through = 0;
  await testClient.impersonateAccount({ address: account });
  // Mined when asked: Anvil's own mining tidies its pool after the receipt is there, and takes what a quick revert has sent anew with it.
  await testClient.setAutomine(false);
  try {
    for (const { to, data, value } of accepted) {
      await testClient.setBalance({ address: account, value: 10n ** 20n });
      const hash = await testClient.request<{ Parameters: unknown; ReturnType: `0x${string}` }>({
        method: 'eth_sendTransaction',
        params: [{ from: account, to, data, value: `0x${value.toString(16)}`, gas: `0x${(8_000_000).toString(16)}` }],
      });
      await testClient.mine({ blocks: 1 });
      const { status, logs } = await publicClient.getTransactionReceipt({ hash });
      if (status === 'success') through++;
      // ERC-20 only: an NFT's third topic is indexed too, and it does not parse as one.
      for (const { eventName, args, address } of parseEventLogs({ abi: erc20Abi, logs })) {
        const said = `${eventName} of ${address} in ${data}`;
        if (eventName === 'Transfer') {
          expect(isAddressEqual(args.to, stranger), said).toBe(false);
          if (isAddressEqual(args.from, account)) expect(isOne(contracts, args.to), `${said} to ${args.to}`).toBe(true);
        } else if (isAddressEqual(args.owner, account)) {
          const spenders = (venue.spenders ?? []).filter(({ token }) => isAddressEqual(token, address));
          const known = spenders.map(({ spender }) => spender);
          expect(isOne(known, args.spender), `${said} to ${args.spender}`).toBe(true);
        }
      }
      expect(await publicClient.getBalance({ address: stranger })).toBe(0n);
      await world.revert(clean);
      await testClient.impersonateAccount({ address: account });
    }
  } finally {
    await testClient.setAutomine(true);
  }
  return through;
}
