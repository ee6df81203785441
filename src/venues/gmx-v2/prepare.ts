import { encodeFunctionData } from 'viem';
import { erc20Abi } from '../../../abis/erc20.js';
import type { OrderTerms, TransactionRequest } from '../../model/order.js';
import { type Wei, wei } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';
import type { Binding } from './binding.js';
import { symbolOf } from './binding.js';
import type { GmxDetail } from './detail.js';
import { approvalsFor } from './orders/approvals.js';
import { decodeRequests } from './orders/decodeRequests.js';
import { describeRequests, type Names } from './orders/describe.js';
import { encodeRequests } from './orders/encodeRequests.js';
import { refuseCalls } from './orders/refusals.js';
import { refuseUpdate } from './orders/refuseOrderChange.js';
import type { Request } from './orders/request.js';
import { requote } from './orders/requote.js';
import { decodeRouterCalls } from './orders/routerCall.js';
import { showAmount } from './orders/show.js';
import { requestsOf } from './requestsOf.js';
import { orderNamed } from './restingRequest.js';

/**
 * Approvals of exactly what is sent where the allowance is too small, then one transaction that asks for everything. The
 * keepers' fee in it is for twice the block's base fee, until it is stated again at the price that is signed.
 * @throws VenueRefusal when GMX would not take it, or would cancel it
 */
export function prepare(binding: Binding, detail: GmxDetail, terms: OrderTerms): TransactionRequest[] {
  const { requests, keeperGas } = requestsOf(binding, detail, terms);
  const names = namesOf(binding, detail);
  const approvals = approvalsFor(requests, binding.release.contracts.router);
  for (const { token, amount } of approvals) refuseOverdraft(binding, detail, token, amount);
  const steps = approvals
    .filter(({ token, amount }) => (walletRow(detail, token)?.allowance ?? 0n) < amount)
    .map((approval): TransactionRequest => {
      const decimals = walletRow(detail, approval.token)?.decimals ?? 0;
      const shown = `${showAmount(approval.amount, decimals, 'up')} ${symbolOf(binding, approval.token)}`;
      return {
        purpose: 'approve',
        describe: `let GMX's Router take exactly ${shown}`,
        to: approval.token,
        data: encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [approval.spender, approval.amount] }),
        value: wei(0n),
        approval,
      };
    });
  const draft: TransactionRequest = {
    purpose: terms.kind,
    describe: '',
    ...encoded(binding, requests),
    approval: null,
    ...(keeperGas.length > 0 ? { keeperGas } : {}),
  };
  const priced = requotePrepared(binding, draft, wei(2n * (detail.baseFee > 0n ? detail.baseFee : 1n)));
  const told = decodeRequests(priced, binding.account, binding.orderContracts).requests;
  refuseReverting(binding, detail, priced, told);
  return [...steps, { ...priced, describe: describeRequests(told, names) }];
}

/**
 * The same request with the keepers' fees for another gas price, and a buffer on top for GMX raising its estimate
 * meanwhile; what is not spent comes back. @throws ForeignCalldata when the request is not ours
 */
export function requotePrepared(binding: Binding, request: TransactionRequest, maxFeePerGas: Wei): TransactionRequest {
  const { keeperGas } = request;
  if (!keeperGas) return request;
  const { account, orderContracts: contracts } = binding;
  const { data, value } = requote(request, { account, contracts, keeperGas, maxFeePerGas });
  return { ...request, data, value: wei(value) };
}

function encoded({ account, orderContracts }: Binding, requests: readonly Request[]) {
  const only = requests.length === 1 && requests[0]?.kind === 'cancelOrder';
  const { to, data, value } = encodeRequests(requests, account, orderContracts, only ? 'direct' : 'multicall');
  return { to, data, value: wei(value) };
}

/**
 * What ExchangeRouter would revert with is known before anything is sent. Whether the account has the ETH is a matter of
 * the guard, which knows the gas as well. @throws GmxRefusal
 */
function refuseReverting(
  { account, orderContracts: contracts }: Binding,
  detail: GmxDetail,
  { data }: Pick<TransactionRequest, 'data'>,
  told: readonly Request[],
): void {
  const { gas, baseFee: gasPrice } = detail;
  refuseCalls(decodeRouterCalls(data).calls, {
    account,
    contracts,
    gas,
    gasPrice,
    markets: Object.values(detail.markets).map(({ props }) => props.marketToken),
    balanceOf: (token) => walletRow(detail, token)?.balance ?? 0n,
    nativeBalance: null,
  });
  for (const request of told) {
    if (request.kind === 'updateOrder') refuseUpdate(request, orderNamed(detail, request.key), { gas, gasPrice });
  }
}

const walletRow = ({ wallet }: GmxDetail, token: string) =>
  wallet.find((row) => row.token.toLowerCase() === token.toLowerCase());

function refuseOverdraft(binding: Binding, detail: GmxDetail, token: `0x${string}`, amount: bigint): void {
  const row = walletRow(detail, token);
  if (row && row.balance >= amount) return;
  const symbol = symbolOf(binding, token);
  const decimals = row?.decimals ?? 0;
  throw new VenueRefusal(`the wallet does not hold ${showAmount(amount, decimals, 'up')} ${symbol}`, {
    facts: [`it holds ${showAmount(row?.balance ?? 0n, decimals)}`],
    mend: `send ${symbol} to the account`,
  });
}

function namesOf(binding: Binding, detail: GmxDetail): Names {
  return {
    markets: Object.values(detail.markets).map(({ props }) => props),
    tokens: detail.wallet.map(({ token, decimals }) => ({
      address: token,
      symbol: symbolOf(binding, token),
      decimals,
    })),
  };
}
