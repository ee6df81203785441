import type { Address } from 'viem';
import { isAddressEqual } from 'viem';
import type { MarketProps } from '../state.js';
import { buys } from './acceptablePrice.js';
import { isMarketType } from './orderKind.js';
import type {
  ClaimFundingRequest,
  DecreaseRequest,
  IncreaseRequest,
  OrderRequest,
  Request,
  UpdateOrderRequest,
} from './request.js';
import { MAX_UINT256 } from './request.js';
import { showAmount } from './show.js';
import type { TriggerOrderType } from './triggerPrice.js';
import { triggerRule } from './triggerPrice.js';

/** What addresses are called. What is not here is shown as its address and its base units. */
export interface Names {
  markets: readonly MarketProps[];
  tokens: readonly { address: Address; symbol: string; decimals: number }[];
}

/**
 * One plain sentence for people. `quantity` (index token, smallest units) is what the size is expected to be; the request
 * itself knows only USD.
 */
export function describeRequest(request: Request, names: Names, quantity: bigint | null = null): string {
  switch (request.kind) {
    case 'increase':
      return `${increased(request, names, quantity)}${conditions(request, names)}`;
    case 'decrease':
      return `${decreased(request, names, quantity)}${conditions(request, names)}`;
    case 'updateOrder':
      return updated(request);
    case 'cancelOrder':
      return `cancel order ${short(request.key)}`;
    case 'claimFunding':
      return claimed(request, names);
  }
}

/** All that one transaction asks, in order. */
export const describeRequests = (requests: readonly Request[], names: Names): string =>
  requests.map((request) => describeRequest(request, names)).join('; then ');

function increased(request: IncreaseRequest, names: Names, quantity: bigint | null): string {
  const { market, collateralAmount, collateralAsNative, isLong } = request;
  const sent = `${amount(request.collateralToken, collateralAmount, names)}${collateralAsNative ? ' (as ETH)' : ''}`;
  if (request.sizeDeltaUsd === 0n) return `add ${sent} to the ${position(request, names)}`;
  const name = propsOf(market, names)?.name ?? market;
  const usd = `${showAmount(request.sizeDeltaUsd, 30)} USD`;
  const tokens = tokensOf(request, names, quantity);
  const size = tokens === null ? `${usd} of ${name}` : `${tokens} ${name} (${usd})`;
  return `${isLong ? 'long' : 'short'} ${size}${collateralAmount === 0n ? '' : ` with ${sent}`}`;
}

const purposes = { MarketDecrease: '', LimitDecrease: 'take-profit: ', StopLossDecrease: 'stop-loss: ' };

function decreased(request: DecreaseRequest, names: Names, quantity: bigint | null): string {
  const { sizeDeltaUsd, withdrawAmount } = request;
  const taken = amount(request.collateralToken, withdrawAmount, names);
  const held = position(request, names);
  if (sizeDeltaUsd === 0n) return `take ${taken} out of the ${held}`;
  const usd = `${showAmount(sizeDeltaUsd, 30)} USD`;
  const tokens = tokensOf(request, names, quantity);
  const part = sizeDeltaUsd === MAX_UINT256 ? 'all' : tokens === null ? usd : `${tokens} (${usd})`;
  const besides = withdrawAmount === 0n ? '' : ` and take ${taken} out`;
  return `${purposes[request.orderType]}close ${part} of the ${held}${besides}`;
}

/** `2.41`, where it is known what a whole one is. */
function tokensOf({ market }: OrderRequest, names: Names, quantity: bigint | null): string | null {
  const props = propsOf(market, names);
  return props && quantity !== null ? showAmount(quantity, props.indexTokenDecimals) : null;
}

function position({ market, collateralToken, isLong }: OrderRequest, names: Names): string {
  const token = tokenOf(collateralToken, names);
  return `${isLong ? 'long' : 'short'} ${propsOf(market, names)?.name ?? market} held in ${token?.symbol ?? collateralToken}`;
}

function conditions(request: OrderRequest, names: Names): string {
  const decimals = propsOf(request.market, names)?.indexTokenDecimals ?? 0;
  // Rounded so that no better price is promised than the bound's.
  const price = (value: bigint) => showAmount(value, 30 - decimals, buys(request) ? 'up' : 'down');
  const parts: string[] = [];
  if (!isMarketType(request.orderType)) {
    const { comparison } = triggerRule(request.orderType as TriggerOrderType, request.isLong);
    parts.push(
      `once the price is ${price(request.triggerPrice)} or ${comparison === 'atOrAbove' ? 'higher' : 'lower'}`,
    );
  }
  // A change of collateral alone has no price.
  if (request.sizeDeltaUsd !== 0n) {
    const unbounded = request.acceptablePrice === (buys(request) ? MAX_UINT256 : 0n);
    parts.push(unbounded ? 'at any price' : `at ${price(request.acceptablePrice)} or better`);
  }
  const fee = `; keeper fee up to ${showAmount(request.executionFee, 18, 'up', 3)} ETH`;
  return `${parts.map((part) => `, ${part}`).join('')}${fee}`;
}

function updated(request: UpdateOrderRequest): string {
  const size = request.sizeDeltaUsd === MAX_UINT256 ? 'all' : `${showAmount(request.sizeDeltaUsd, 30)} USD`;
  const topUp = request.executionFeeTopUp;
  const fee = topUp === 0n ? '' : `; ${showAmount(topUp, 18, 'up', 3)} ETH more for the keeper`;
  // The market, and so the decimals of its prices, is not in the calldata.
  return `change order ${short(request.key)} to ${size}, trigger ${request.triggerPrice}, worst price ${worst(request)}${fee}`;
}

const worst = ({ acceptablePrice }: UpdateOrderRequest): string =>
  acceptablePrice === 0n || acceptablePrice === MAX_UINT256 ? 'any' : `${acceptablePrice}`;

function claimed({ claims }: ClaimFundingRequest, names: Names): string {
  const each = claims.map(({ market, token }) => {
    const symbol = tokenOf(token, names)?.symbol ?? token;
    return `${symbol} of ${propsOf(market, names)?.name ?? market}`;
  });
  return `claim received funding: ${each.join(', ')}`;
}

function amount(token: Address, value: bigint, names: Names): string {
  const known = tokenOf(token, names);
  return known ? `${showAmount(value, known.decimals)} ${known.symbol}` : `${value} units of ${token}`;
}

const propsOf = (market: Address, { markets }: Names): MarketProps | undefined =>
  markets.find((props) => isAddressEqual(props.marketToken, market));

const tokenOf = (token: Address, { tokens }: Names) => tokens.find(({ address }) => isAddressEqual(address, token));

const short = (key: string): string => `${key.slice(0, 10)}…`;
