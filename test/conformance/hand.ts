import { type Address, createWalletClient, encodeFunctionData, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { getBlock, getTransactionReceipt } from 'viem/actions';
import { erc20Abi } from '../../abis/erc20.js';
import { receiptOf } from '../../src/lab/receiptOf.js';
import type { TransactionRequest } from '../../src/model/order.js';
import { wei } from '../../src/model/units.js';
import type { Venue } from '../../src/venues/venue.js';
import type { FundedAccount, VenueWorld } from './world.js';

/** Somebody else with the same key: sends without the ledger's knowledge. */
export interface Hand {
  /** One after the other, each mined. @throws Error when one reverts */
  send(venue: Venue, requests: readonly TransactionRequest[]): Promise<void>;
  /** Sends tokens away. */
  transfer(token: Address, to: Address, amount: bigint): Promise<void>;
}

/** Above the heaviest transaction of any venue: what is sent by hand is not estimated. */
const gas = 8_000_000n;

export function createHand(world: VenueWorld, { privateKey }: FundedAccount): Hand {
  const transport = http(world.chain.http);
  const client = createWalletClient({ account: privateKeyToAccount(privateKey), transport, pollingInterval: 20 });

  async function transact(what: string, request: { to: Address; data: `0x${string}`; value: bigint }, price: bigint) {
    const fees = { maxFeePerGas: price, maxPriorityFeePerGas: 0n };
    const hash = await client.sendTransaction({ chain: null, ...request, ...fees, gas });
    const { status } = await receiptOf(
      { getTransactionReceipt: (asked) => getTransactionReceipt(client, asked) },
      hash,
    );
    if (status !== 'success') throw new Error(`by hand, "${what}" reverted`);
  }
  /** Twice what a block asks for, so that the next one's rise does not matter. */
  async function gasPrice(): Promise<bigint> {
    const { baseFeePerGas } = await getBlock(client);
    return 2n * (baseFeePerGas ?? 0n) + 1n;
  }

  return {
    async send(venue, requests) {
      for (const planned of requests) {
        const price = await gasPrice();
        const { describe, to, data, value } =
          planned.keeperGas && venue.requote ? venue.requote(planned, wei(price)) : planned;
        await transact(describe, { to, data, value }, price);
      }
    },
    async transfer(token, to, amount) {
      const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, amount] });
      await transact('transfer', { to: token, data, value: 0n }, await gasPrice());
    },
  };
}
