import { encodeFunctionData } from 'viem';
import { erc20Abi } from '../../../abis/erc20.js';
import type { KeeperGas, OrderTerms, TransactionRequest } from '../../model/order.js';
import { type Wei, wei } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';
import type { Binding } from './binding.js';
import { symbolOf } from './binding.js';
import { collateralParts } from './collateralParts.js';
import type { GmxDetail } from './detail.js';
import { marketIn } from './detail.js';
import { instrumentIdOf } from './names.js';
import { approvalsFor } from './orders/approvals.js';
import { decodeRequests } from './orders/decodeRequests.js';
import { describeRequests, type Names } from './orders/describe.js';
import { encodeRequests } from './orders/encodeRequests.js';
import { EXECUTION_FEE_BUFFER_BPS, estimateGasLimit, shapeOf } from './orders/executionFee.js';
import { refuseCancel } from './orders/refuseOrderChange.js';
import type { Request } from './orders/request.js';
import { showAmount } from './orders/show.js';
import type { Part } from './parts.js';
import { orderKey, orderNamed, restingRequest } from './restingRequest.js';
import { tradeParts } from './tradeParts.js';

/**
 * Approvals of exactly what is sent where the allowance is too small, then one transaction that asks for everything. The
 * keepers' fee in it is for twice the block's base fee, until it is stated again at the price that is signed.
 * @throws VenueRefusal when GMX would not take it, or would cancel it
 */
export function prepare(binding: Binding, detail: GmxDetail, terms: OrderTerms): TransactionRequest[] {
  const { requests, gas } = requestsOf(binding, detail, terms);
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
    ...(gas.length > 0 ? { keeperGas: gas } : {}),
  };
  const priced = requote(binding, draft, wei(2n * (detail.baseFee > 0n ? detail.baseFee : 1n)));
  const told = decodeRequests(priced, binding.account, binding.orderContracts).requests;
  return [...steps, { ...priced, describe: describeRequests(told, names) }];
}

interface Requests {
  requests: readonly Request[];
  /** One entry for each request that pays a keeper. */
  gas: readonly KeeperGas[];
}

function requestsOf(binding: Binding, detail: GmxDetail, terms: OrderTerms): Requests {
  switch (terms.kind) {
    case 'trade':
      return ofParts(detail, tradeParts(binding, detail, terms).parts);
    case 'addCollateral':
    case 'removeCollateral':
      return ofParts(detail, collateralParts(binding, detail, terms).parts);
    case 'rest': {
      const request = restingRequest(binding, detail, terms);
      if (request.kind !== 'updateOrder') return { requests: [request], gas: [newOrderGas(detail, request)] };
      const standing = orderNamed(detail, request.key);
      const shape = {
        orderType: standing.orderType,
        swapPathLength: standing.swapPath.length,
        decreasePositionSwapType: 0,
        callbackGasLimit: 0n,
      };
      return {
        requests: [request],
        gas: [{ gas: estimateGasLimit(shape, detail.gas), paid: wei(standing.executionFee) }],
      };
    }
    case 'cancel': {
      const request = { kind: 'cancelOrder', key: orderKey(terms.order) } as const;
      const { now, requestExpirationTime } = detail;
      refuseCancel(request, orderNamed(detail, terms.order), { now, requestExpirationTime });
      return { requests: [request], gas: [] };
    }
    case 'claim': {
      const claims = terms.amounts.map(({ instrument, address }) => {
        const owed = detail.claimableFunding.find(
          (row) =>
            row.token.toLowerCase() === address.toLowerCase() &&
            instrumentIdOf(marketIn(detail, row.market).props.name) === instrument,
        );
        if (!owed) throw new VenueRefusal(`GMX owes no ${symbolOf(binding, address)} in ${instrument}`);
        return { market: owed.market, token: owed.token };
      });
      if (claims.length === 0) throw new VenueRefusal('there is nothing to claim');
      return { requests: [{ kind: 'claimFunding', claims }], gas: [] };
    }
  }
}

const ofParts = (detail: GmxDetail, parts: readonly Part[]): Requests => ({
  requests: parts.map(({ request }) => request),
  gas: parts.map(({ request }) => newOrderGas(detail, request)),
});

const newOrderGas = (detail: GmxDetail, request: Part['request']): KeeperGas => ({
  gas: estimateGasLimit(shapeOf(request), detail.gas),
  paid: wei(0n),
});

function encoded({ account, orderContracts }: Binding, requests: readonly Request[]) {
  const only = requests.length === 1 && requests[0]?.kind === 'cancelOrder';
  const { to, data, value } = encodeRequests(requests, account, orderContracts, only ? 'direct' : 'multicall');
  return { to, data, value: wei(value) };
}

/**
 * The same request with the keepers' fees for another gas price, and a buffer on top for GMX raising its estimate
 * meanwhile; what is not spent comes back. @throws ForeignCalldata when the request is not ours
 */
export function requote(binding: Binding, request: TransactionRequest, maxFeePerGas: Wei): TransactionRequest {
  const { keeperGas } = request;
  if (!keeperGas) return request;
  const { account, orderContracts } = binding;
  const { form, requests } = decodeRequests(request, account, orderContracts);
  let next = 0;
  const priced = requests.map((asked): Request => {
    if (asked.kind === 'cancelOrder' || asked.kind === 'claimFunding') return asked;
    const { gas, paid } = keeperGas[next++] ?? { gas: 0n, paid: 0n };
    const fee = divideUp(gas * maxFeePerGas * (10_000n + EXECUTION_FEE_BUFFER_BPS), 10_000n) - paid;
    const due = fee > 0n ? fee : 0n;
    return asked.kind === 'updateOrder' ? { ...asked, executionFeeTopUp: due } : { ...asked, executionFee: due };
  });
  if (next !== keeperGas.length) {
    throw new VenueRefusal('the request pays other keepers than it says', {
      facts: [`${next} orders, ${keeperGas.length} fees`],
    });
  }
  const { data, value } = encodeRequests(priced, account, orderContracts, form);
  return { ...request, data, value: wei(value) };
}

const divideUp = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;

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
