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
import type { Request } from './orders/request.js';
import { requote } from './orders/requote.js';
import { showAmount } from './orders/show.js';
import { requestsOf } from './requestsOf.js';

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
