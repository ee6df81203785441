import {
  type Abi,
  type Address,
  encodeDeployData,
  encodeFunctionData,
  formatTransactionReceipt,
  getAddress,
  type Hash,
  type Hex,
  numberToHex,
  type RpcTransactionReceipt,
  type TransactionReceipt,
} from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { type Artifact, linkBytecode } from './artifacts.js';
import { createClients, type LabClients } from './clients.js';
import { LabError } from './errors.js';
import { revertReason } from './revertReason.js';

export interface Contract {
  address: Address;
  abi: Abi;
}

export interface SendOptions {
  /** Whose account, unlocked at Anvil; the deployer when unset. */
  from?: Address;
  /** Wei. */
  value?: bigint;
}

/** A transaction to be sent: what `send` takes. */
export type LabCall = readonly [
  contract: Contract,
  functionName: string,
  args?: readonly unknown[],
  options?: SendOptions,
];

/** The lab's own hands on the chain. Its accounts are unlocked at Anvil, so nothing is signed here. */
export interface LabChain extends LabClients {
  deployer: Address;
  deploy(
    artifact: Artifact,
    args?: readonly unknown[],
    libraries?: Readonly<Record<string, Address>>,
  ): Promise<Contract>;
  /** Mined when it resolves. @throws LabError with the protocol's reason when it reverts */
  send(...call: LabCall): Promise<TransactionReceipt>;
  /** In one block at `at`, so that nobody ever sees half of them. @throws LabError when one reverts */
  sendTogether(at: number, calls: readonly LabCall[]): Promise<void>;
  read<Value>(contract: Contract, functionName: string, args?: readonly unknown[]): Promise<Value>;
  /** Timestamp of the newest block, Unix seconds. */
  now(): Promise<number>;
}

const mnemonic = 'test test test test test test test test test test test junk';
/** One of Anvil's ten funded and unlocked accounts. */
export const developmentAccount = (addressIndex: number): Address =>
  mnemonicToAccount(mnemonic, { addressIndex }).address;

/**
 * A fixed limit instead of an estimate: it saves a round trip, and the protocols use more gas when the block's timestamp
 * moves on between estimate and mining. Well above the heaviest transaction (11 M), below Osaka's cap of 2^24.
 */
const GAS = numberToHex(16_000_000);
/** Room for a few of ours in one block; anvil's default is 30 M. */
export const BLOCK_GAS = 100_000_000;

interface Request {
  from: Address;
  to?: Address;
  data: Hex;
  value?: Hex;
}
interface Send {
  Parameters: [Request & { gas: Hex }];
  ReturnType: Hash;
}
/** Anvil's own: answers with the receipt, so that nothing is polled. */
interface SendSync {
  Parameters: [Request & { gas: Hex }];
  ReturnType: RpcTransactionReceipt;
}

export function createLabChain(url: string): LabChain {
  const clients = createClients(url);
  const { publicClient, testClient } = clients;
  const deployer = developmentAccount(0);
  const errors: Abi[number][] = [];

  const sendNow = async (request: Request) =>
    formatTransactionReceipt(
      await publicClient.request<SendSync>({ method: 'eth_sendTransactionSync', params: [{ ...request, gas: GAS }] }),
    );
  const encode = ([{ address, abi }, functionName, args = [], { from = deployer, value } = {}]: LabCall): Request => ({
    from,
    to: address,
    data: encodeFunctionData({ abi, functionName, args }),
    ...(value === undefined ? {} : { value: numberToHex(value) }),
  });
  async function expectSuccess({ status, gasUsed }: TransactionReceipt, call: LabCall): Promise<void> {
    if (status === 'success') return;
    const [contract, functionName, args = [], { from: account = deployer } = {}] = call;
    const reason = await revertReason(clients, { ...contract, functionName, args, account }, errors);
    throw new LabError(`${functionName} reverted in the lab`, { facts: [reason, `gas used ${gasUsed}`] });
  }

  return {
    ...clients,
    deployer,
    async deploy(artifact, args = [], libraries = {}) {
      const { abi, contractName } = artifact;
      errors.push(...abi.filter(({ type }) => type === 'error'));
      const data = encodeDeployData({ abi, bytecode: linkBytecode(artifact, libraries), args });
      const { contractAddress, status } = await sendNow({ from: deployer, data });
      if (!contractAddress || status !== 'success') throw new LabError(`${contractName} cannot be deployed`);
      return { address: getAddress(contractAddress), abi };
    },
    async send(...call) {
      const receipt = await sendNow(encode(call));
      await expectSuccess(receipt, call);
      return receipt;
    },
    async sendTogether(at, calls) {
      const requests = calls.map(encode);
      const hashes: Hash[] = [];
      await testClient.setAutomine(false);
      try {
        for (const request of requests)
          hashes.push(
            await publicClient.request<Send>({ method: 'eth_sendTransaction', params: [{ ...request, gas: GAS }] }),
          );
        await testClient.setNextBlockTimestamp({ timestamp: BigInt(at) });
        await testClient.mine({ blocks: 1 });
      } finally {
        await testClient.setAutomine(true);
      }
      const receipts = await Promise.all(hashes.map((hash) => publicClient.getTransactionReceipt({ hash })));
      for (const [index, call] of calls.entries()) {
        const receipt = receipts[index];
        if (receipt) await expectSuccess(receipt, call);
      }
    },
    read: async <Value>({ address, abi }: Contract, functionName: string, args: readonly unknown[] = []) =>
      (await publicClient.readContract({ address, abi, functionName, args })) as Value,
    now: async () => Number((await publicClient.getBlock()).timestamp),
  };
}
