import {
  type Address,
  formatLog,
  type Hex,
  isAddressEqual,
  isHex,
  type Log,
  numberToHex,
  type RpcLog,
  size,
  zeroHash,
} from 'viem';
import type { TransactionRequest } from '../../model/order.js';
import type { Wei } from '../../model/units.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { nonsense } from '../../observe/endpoints/quantity.js';

/** What a simulation says that a transaction would do, as its receipt would tell it. */
export interface Effect {
  /** What was simulated: its value and calldata carry the gas price of the simulation, not the one that is signed. */
  of: TransactionRequest;
  /** In order. Moves of the gas token are among them, as Transfer logs of `nativeToken`. */
  logs: readonly Log[];
  returned: Hex;
}

export type Simulation = { ok: true; effect: Effect } | { ok: false; revertData: Hex };

/** How `eth_simulateV1` names the gas token when it is told to trace transfers. */
export const nativeToken: Address = '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee';

/**
 * More wei than any transaction takes. Where a gas price is stated a node demands that the balance pays for the gas limit, and
 * the limit of a simulation is that of a whole block. Whether the account can pay is asked for apart (`eth_estimateGas`).
 */
const PLENTY: Wei = (2n ** 120n) as Wei;

/**
 * `eth_simulateV1` of one transaction on top of the latest block. Some nodes (releases of Erigon of 2025) leave out what contracts log where they
 * trace moves of the gas token: one that tells of nothing else is asked again without.
 * @param gasPrice wei; what the transaction is told it pays. Legacy, since a base fee of the simulation's own may be zero.
 * @throws whatever the client throws when the node does not have the method, or fails otherwise; EndpointError when its
 *   answer makes no sense
 */
export async function simulate(
  client: ChainRequester,
  account: Address,
  request: TransactionRequest,
  gasPrice?: Wei,
): Promise<Simulation> {
  const price = gasPrice === undefined ? {} : { gasPrice: numberToHex(gasPrice) };
  const input = { from: account, to: request.to, input: request.data, value: numberToHex(request.value), ...price };
  const rich = gasPrice === undefined ? {} : { stateOverrides: { [account]: { balance: numberToHex(PLENTY) } } };
  const ask = async (traceTransfers: boolean): Promise<Simulation> => {
    const answer: unknown = await client.request({
      method: 'eth_simulateV1',
      params: [{ blockStateCalls: [{ calls: [input], ...rich }], traceTransfers, validation: false }, 'latest'],
    });
    return readSimulation(request, answer);
  };
  const traced = await ask(true);
  if (!traced.ok || traced.effect.logs.some(isOfContract)) return traced;
  const plain = await ask(false);
  if (!plain.ok) return plain;
  return {
    ok: true,
    effect: { ...plain.effect, logs: [...traced.effect.logs, ...plain.effect.logs.filter(isOfContract)] },
  };
}

const isOfContract = ({ address }: Log): boolean => !isAddressEqual(address, nativeToken);

function readSimulation(of: TransactionRequest, answer: unknown): Simulation {
  const call = firstCall(answer);
  const { status, returnData, logs, error } = call;
  if (status === '0x0') return { ok: false, revertData: bytes(error?.data) ?? bytes(returnData) ?? '0x' };
  const returned = bytes(returnData);
  if (status !== '0x1' || returned === null || !Array.isArray(logs)) throw nonsense('eth_simulateV1', answer);
  return { ok: true, effect: { of, returned, logs: logs.map((log, at) => asMined(log, at, answer)) } };
}

interface SimulatedCall {
  status?: unknown;
  returnData?: unknown;
  logs?: unknown;
  error?: { data?: unknown };
}

function firstCall(answer: unknown): SimulatedCall {
  const block = Array.isArray(answer) ? (answer[0] as { calls?: unknown } | null) : null;
  const call = Array.isArray(block?.calls) ? (block.calls[0] as SimulatedCall | null) : null;
  if (typeof call !== 'object' || call === null) throw nonsense('eth_simulateV1', answer);
  return call;
}

/**
 * Readers of receipts want to know where a log stands; nodes leave out of a simulation what it does not have. One that no
 * contract can write must not get to them: what they throw over it would end the process.
 */
function asMined(log: unknown, at: number, answer: unknown): Log {
  const { address, topics, data, blockNumber, blockHash, transactionHash } = (log ?? {}) as Partial<RpcLog>;
  const isLog =
    isBytes(address, 20) &&
    Array.isArray(topics) &&
    topics.length <= 4 &&
    topics.every((topic) => isBytes(topic, 32)) &&
    isBytes(data);
  if (!isLog) throw nonsense('eth_simulateV1', answer);
  return formatLog({
    ...(log as RpcLog),
    blockNumber: blockNumber ?? '0x0',
    blockHash: blockHash ?? zeroHash,
    transactionHash: transactionHash ?? zeroHash,
    transactionIndex: '0x0',
    logIndex: numberToHex(at),
  });
}

const isBytes = (value: unknown, length?: number): boolean =>
  isHex(value, { strict: true }) && value.length % 2 === 0 && (length === undefined || size(value) === length);

const bytes = (value: unknown): Hex | null => (isHex(value, { strict: true }) ? value : null);
