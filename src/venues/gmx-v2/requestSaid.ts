import type { Address } from 'viem';
import { getAddress, isAddressEqual, zeroHash } from 'viem';
import type { DecodedCall } from '../../model/decodedCall.js';
import { toFloat, tokenAmount, wei } from '../../model/units.js';
import { neverSaid, notYetRead, priceUnknown } from '../strictCall.js';
import type { Binding } from './binding.js';
import { symbolOf } from './binding.js';
import { usdToWad } from './convert.js';
import type { GmxDetail } from './detail.js';
import { positionKey } from './keys.js';
import { tokenRole } from './math/prices.js';
import { describeRequest, type Names } from './orders/describe.js';
import { isDecreaseType, isIncreaseType, orderTypeOf } from './orders/orderKind.js';
import type { DecreaseRequest, IncreaseRequest, OrderRequest, Request, UpdateOrderRequest } from './orders/request.js';
import type { KnownMarkets } from './read/accountState.js';
import type { GmxOrder, MarketProps } from './state.js';

type Detail = GmxDetail | undefined;

/** What a request does, as the signer's policy judges it. @throws VenueRefusal for what no order of ours asks */
export function requestSaid(
  binding: Binding,
  known: Pick<KnownMarkets, 'markets'>,
  request: Request,
  detail: Detail,
): DecodedCall {
  const does = describeRequest(request, namesOf(binding, known));
  const { account } = binding;
  switch (request.kind) {
    case 'increase':
      refuseUnread(refuseForeignOrder(known, request), request, detail);
      return { does, recipients: [account], ...sent(request), ...riskOfIncrease(account, request, detail) };
    case 'decrease': {
      const props = refuseForeignOrder(known, request);
      return {
        does,
        recipients: [account],
        ...feeOnly(request.executionFee),
        ...riskOfDecrease(props, request, detail),
      };
    }
    case 'updateOrder':
      return { does, recipients: [], ...feeOnly(request.executionFeeTopUp), ...riskOfUpdate(known, request, detail) };
    case 'cancelOrder':
      return { does, recipients: [], ...feeOnly(0n), ...onlyLowers };
    case 'claimFunding':
      // GMX asks whatever is named as a market to pay the claim out.
      for (const { market, token } of request.claims)
        refuseForeignToken('claimFundingFees', propsOf(known, market), token);
      return { does, recipients: [account], ...feeOnly(0n), ...onlyLowers };
  }
}

type Paid = Pick<DecodedCall, 'pays' | 'value'>;
type Risk = Pick<DecodedCall, 'notional' | 'lowersRisk'>;

const onlyLowers: Risk = { notional: 0, lowersRisk: true };

/** @param usd - 30 decimals. */
const mayAdd = (usd: bigint): Risk => ({ notional: toFloat(usdToWad(usd, 'up')), lowersRisk: false });

const feeOnly = (fee: bigint): Paid => ({ pays: [], value: wei(fee) });

function sent({ collateralToken, collateralAmount, collateralAsNative, executionFee }: IncreaseRequest): Paid {
  if (collateralAsNative) return feeOnly(executionFee + collateralAmount);
  const amount = tokenAmount(collateralAmount);
  return { ...feeOnly(executionFee), pays: amount === 0n ? [] : [{ token: collateralToken, amount }] };
}

/**
 * Collateral alone lowers the risk of the position it goes to; GMX's keepers cancel it, and give it back, where there is none.
 * One that waits for a trigger keeps it in the vault meanwhile.
 */
function riskOfIncrease(account: Address, request: IncreaseRequest, detail: Detail): Risk {
  const { market, collateralToken, isLong, sizeDeltaUsd, collateralAmount, orderType } = request;
  if (sizeDeltaUsd > 0n) return mayAdd(sizeDeltaUsd);
  if (collateralAmount === 0n) throw neverSaid('createOrder', 'asks for nothing');
  if (orderType !== 'MarketIncrease') throw neverSaid('createOrder', 'waits for a price to add collateral');
  const key = positionKey(account, market, collateralToken, isLong);
  if (detail && !detail.positions.some((position) => position.key === key)) {
    throw neverSaid('createOrder', 'adds collateral to a position that is not held', [`position ${key}`]);
  }
  return onlyLowers;
}

function riskOfDecrease(props: MarketProps, request: DecreaseRequest, detail: Detail): Risk {
  const { sizeDeltaUsd, withdrawAmount, collateralToken } = request;
  if (withdrawAmount > 0n) return mayAdd(worthOfCollateral(props, collateralToken, withdrawAmount, detail));
  if (sizeDeltaUsd === 0n) throw neverSaid('createOrder', 'asks for nothing');
  return onlyLowers;
}

/** The calldata names the order by its key only: what kind it is of, the account's own book tells. */
function riskOfUpdate(known: Pick<KnownMarkets, 'markets'>, request: UpdateOrderRequest, detail: Detail): Risk {
  if (!detail) throw notYetRead(`what order ${request.key} is of, and its price, is not known yet`);
  const order = detail.orders.find(({ key }) => key === request.key);
  if (!order)
    throw neverSaid('updateOrder', 'changes an order that the account does not have', [`order ${request.key}`]);
  const type = orderTypeOf(order.orderType);
  if (type && isIncreaseType(type)) return mayAdd(request.sizeDeltaUsd);
  if (type && isDecreaseType(type)) return riskOfStandingDecrease(known, order, detail);
  throw neverSaid('updateOrder', `changes a ${type ?? order.orderType} order`);
}

function riskOfStandingDecrease(known: Pick<KnownMarkets, 'markets'>, order: GmxOrder, detail: GmxDetail): Risk {
  const { market, initialCollateralToken: token, initialCollateralDeltaAmount: withdrawn } = order;
  return withdrawn === 0n ? onlyLowers : mayAdd(worthOfCollateral(propsOf(known, market), token, withdrawn, detail));
}

/** USD, 30 decimals, at the dearer price. */
function worthOfCollateral(props: MarketProps, token: Address, amount: bigint, detail: Detail): bigint {
  const priced = detail?.prices[getAddress(props.marketToken)];
  if (!priced) throw priceUnknown(`the collateral of gmx-v2 ${props.name}`);
  const { long, short } = priced.prices;
  return amount * (tokenRole(props, token) === 'longToken' ? long : short).max;
}

function refuseForeignOrder(known: Pick<KnownMarkets, 'markets'>, request: OrderRequest): MarketProps {
  const { market, collateralToken, referralCode } = request;
  const props = propsOf(known, market);
  refuseForeignToken('createOrder', props, collateralToken);
  if (referralCode !== zeroHash) throw neverSaid('createOrder', 'sets a referral code', [referralCode]);
  return props;
}

/** Of a market that was not read, or has no price, the wallet's tokens were not read either: nothing would bound what it takes. */
function refuseUnread({ name, marketToken }: MarketProps, { sizeDeltaUsd }: IncreaseRequest, detail: Detail): void {
  if (!detail || sizeDeltaUsd === 0n) return;
  if (!detail.markets[getAddress(marketToken)])
    throw neverSaid('createOrder', `is in ${name}, neither watched nor held`);
  if (!detail.prices[getAddress(marketToken)]) throw priceUnknown(`gmx-v2 ${name}`);
}

function refuseForeignToken(call: string, { name, longToken, shortToken }: MarketProps, token: Address): void {
  if ([longToken, shortToken].some((one) => isAddressEqual(one, token))) return;
  throw neverSaid(call, `names a token that ${name} does not hold`, [`token ${token}`]);
}

function propsOf({ markets }: Pick<KnownMarkets, 'markets'>, market: Address): MarketProps {
  const found = markets[getAddress(market)];
  if (found) return found.props;
  throw neverSaid('request', 'is in a market that GMX does not list', [`market ${market}`]);
}

function namesOf(binding: Binding, { markets }: Pick<KnownMarkets, 'markets'>): Names {
  const props = Object.values(markets).map((market) => market.props);
  const tokens = props.flatMap(({ longToken, longTokenDecimals, shortToken, shortTokenDecimals }) => [
    { address: longToken, symbol: symbolOf(binding, longToken), decimals: longTokenDecimals },
    { address: shortToken, symbol: symbolOf(binding, shortToken), decimals: shortTokenDecimals },
  ]);
  return { markets: props, tokens };
}
