import {
  type Abi,
  type Address,
  type Chain,
  createPublicClient,
  createTestClient,
  defineChain,
  encodeDeployData,
  encodeFunctionData,
  formatTransactionReceipt,
  getAddress,
  type Hex,
  type HttpTransport,
  http,
  numberToHex,
  type PublicClient,
  type RpcTransactionReceipt,
  type TestClient,
  type TransactionReceipt,
} from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { shortMessageOf } from '../model/error.js';
import { type Artifact, linkBytecode } from './artifacts.js';
import { LabError } from './errors.js';
import { MULTICALL3 } from './multicall3.js';

export const CHAIN_ID = 31337;

export interface Contract {
  address: Address;
  abi: Abi;
}

export interface SendOptions {
  /** Whose account, unlocked at Anvil; the deployer when unset. */
  from?: Address;
  /** Timestamp of the block that carries it, Unix seconds; the chain's clock decides when unset. */
  at?: number;
}

/** The lab's own hands on the chain. Its accounts are unlocked at Anvil, so nothing is signed here. */
export interface LabChain {
  publicClient: PublicClient<HttpTransport, Chain>;
  testClient: TestClient<'anvil', HttpTransport, Chain>;
  deployer: Address;
  deploy(
    artifact: Artifact,
    args?: readonly unknown[],
    libraries?: Readonly<Record<string, Address>>,
  ): Promise<Contract>;
  /** Mined when it resolves. @throws LabError with the protocol's reason when it reverts */
  send(
    contract: Contract,
    functionName: string,
    args?: readonly unknown[],
    options?: SendOptions,
  ): Promise<TransactionReceipt>;
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
 * moves on between estimate and mining. Well above the heaviest transaction (10 M), below Osaka's cap of 2^24.
 */
const GAS = numberToHex(16_000_000);

/** Anvil's own: answers with the receipt, so that nothing is polled. */
interface SendSync {
  Parameters: [{ from: Address; to?: Address; data: Hex; gas: Hex }];
  ReturnType: RpcTransactionReceipt;
}

export function createLabChain(url: string): LabChain {
  const chain = defineChain({
    id: CHAIN_ID,
    name: 'lab',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [url] } },
    contracts: { multicall3: { address: MULTICALL3 } },
  });
  const transport = http(url);
  const publicClient = createPublicClient({ chain, transport, pollingInterval: 10, cacheTime: 0 });
  const testClient = createTestClient({ mode: 'anvil', chain, transport });
  const deployer = developmentAccount(0);

  async function sendRaw(request: { from: Address; to?: Address; data: Hex }, what: string, at?: number) {
    if (at !== undefined) await testClient.setNextBlockTimestamp({ timestamp: BigInt(at) });
    const receipt = formatTransactionReceipt(
      await publicClient.request<SendSync>({ method: 'eth_sendTransactionSync', params: [{ ...request, gas: GAS }] }),
    );
    if (receipt.status !== 'success')
      throw new LabError(`${what} reverted`, { facts: [`gas used ${receipt.gasUsed}`] });
    return receipt;
  }

  return {
    publicClient,
    testClient,
    deployer,
    async deploy(artifact, args = [], libraries = {}) {
      const { abi, contractName } = artifact;
      const data = encodeDeployData({ abi, bytecode: linkBytecode(artifact, libraries), args });
      const { contractAddress } = await sendRaw({ from: deployer, data }, contractName);
      if (!contractAddress) throw new LabError(`${contractName} was not created`);
      return { address: getAddress(contractAddress), abi };
    },
    async send({ address, abi }, functionName, args = [], { from = deployer, at } = {}) {
      const data = encodeFunctionData({ abi, functionName, args });
      try {
        return await sendRaw({ from, to: address, data }, functionName, at);
      } catch (cause) {
        // Once more, as a call on the state as it is now: that tells the protocol's own reason.
        const reason = await publicClient
          .simulateContract({ address, abi, functionName, args, account: from })
          .then(() => 'it would succeed now', shortMessageOf);
        throw new LabError(`${functionName} failed in the lab`, { facts: [reason, shortMessageOf(cause)], cause });
      }
    },
    read: async <Value>({ address, abi }: Contract, functionName: string, args: readonly unknown[] = []) =>
      (await publicClient.readContract({ address, abi, functionName, args })) as Value,
    now: async () => Number((await publicClient.getBlock()).timestamp),
  };
}
