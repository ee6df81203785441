import type { Address } from 'viem';
import { formatUnits, isAddressEqual, maxUint256, zeroAddress } from 'viem';
import { poolAbi } from '../../../abis/aave-v3.js';
import type { DecodedCall, TransactionCall } from '../../model/decodedCall.js';
import type { VenueReading } from '../../model/snapshot.js';
import { amountToFloat, tokenAmount, wei } from '../../model/units.js';
import { refuseOverdraft } from '../refuseOverdraft.js';
import { decodeStrictly, neverCalled, neverSaid, priceUnknown, refuseParts } from '../strictCall.js';
import { suppliedIn } from './balances.js';
import { priceNumber } from './carry.js';
import { poolAlsoOffers } from './neverCalled.js';
import { NO_REFERRAL, VARIABLE } from './prepare.js';
import type { AaveContracts, AaveDetail, ReserveContracts } from './state.js';

const house = { name: "aave-v3's Pool", abi: poolAbi, alsoOffers: poolAlsoOffers };

/** What a call to the Pool does. @throws VenueRefusal for another's account, another token than is watched, or another rate */
export function decodeCall(
  contracts: AaveContracts,
  account: Address,
  watched: readonly string[],
  call: TransactionCall,
  reading: VenueReading<AaveDetail> | undefined,
): readonly DecodedCall[] | null {
  if (isAddressEqual(call.to, contracts.pool)) {
    return refuseOverdraft([callOf(contracts, account, watched, call, reading?.detail)], reading);
  }
  refuseParts(partsOf(contracts), call.to, call);
  return null;
}

function callOf(
  contracts: AaveContracts,
  account: Address,
  watched: readonly string[],
  { data }: TransactionCall,
  detail: AaveDetail | undefined,
): DecodedCall {
  const { functionName: name, args } = decodeStrictly(house, data);
  const reserveAt = (asset: Address) => reserveOf(contracts, watched, name, asset);
  const own = (whose: Address) => refuseOther(name, account, whose);
  switch (name) {
    case 'supply': {
      const [asset, amount, onBehalfOf, referral] = args;
      own(onBehalfOf);
      refuseReferral(name, referral);
      return paying(name, reserveAt(asset), amount, account);
    }
    case 'repay': {
      const [asset, amount, mode, onBehalfOf] = args;
      own(onBehalfOf);
      refuseMode(name, mode);
      const one = reserveAt(asset);
      return {
        ...paying(name, one, amount, account),
        burns: [{ token: one.variableDebt, amount: tokenAmount(amount) }],
      };
    }
    case 'borrow': {
      const [asset, amount, mode, referral, onBehalfOf] = args;
      own(onBehalfOf);
      refuseMode(name, mode);
      refuseReferral(name, referral);
      return taking(name, reserveAt(asset), amount, account, detail);
    }
    case 'withdraw': {
      const [asset, amount, to] = args;
      own(to);
      const one = reserveAt(asset);
      const burns = [{ token: one.aToken, amount: tokenAmount(amount) }];
      if (amount !== maxUint256) return { ...taking(name, one, amount, account, detail), burns };
      const reserve = detail?.reserves[one.symbol];
      if (!detail || !reserve) throw priceUnknown(`aave-v3 ${one.symbol}`);
      const said = taking(name, one, suppliedIn(detail, reserve), account, detail);
      return { ...said, does: `withdraw: all of the ${one.symbol} that is supplied`, burns };
    }
    default:
      throw neverCalled(house.name, name);
  }
}

function paying(name: string, one: ReserveContracts, amount: bigint, account: Address): DecodedCall {
  refuseAmount(name, amount);
  return {
    ...{ does: `${name}: ${formatUnits(amount, one.decimals)} ${one.symbol}`, recipients: [account] },
    ...{ pays: [{ token: one.asset, amount: tokenAmount(amount) }], value: wei(0n), notional: 0, lowersRisk: true },
  };
}

function taking(
  name: string,
  { symbol, decimals }: ReserveContracts,
  amount: bigint,
  account: Address,
  detail: AaveDetail | undefined,
): DecodedCall {
  refuseAmount(name, amount);
  const reserve = detail?.reserves[symbol];
  if (!detail || !reserve || reserve.price === 0n) throw priceUnknown(`aave-v3 ${symbol}`);
  const notional = amountToFloat(tokenAmount(amount), decimals) * priceNumber(detail, reserve);
  return {
    ...{ does: `${name}: ${formatUnits(amount, decimals)} ${symbol}`, recipients: [account], pays: [] },
    ...{ value: wei(0n), notional, lowersRisk: false },
  };
}

function reserveOf({ reserves }: AaveContracts, watched: readonly string[], name: string, asset: Address) {
  const found = Object.values(reserves).find((one) => isAddressEqual(one.asset, asset) && watched.includes(one.symbol));
  if (found) return found;
  throw neverSaid(name, 'is of a token that is not watched', [`token ${asset}`]);
}

function refuseOther(name: string, account: Address, whose: Address): void {
  if (!isAddressEqual(account, whose)) throw neverSaid(name, "is for somebody else's account", [`account ${whose}`]);
}

function refuseMode(name: string, mode: bigint): void {
  if (mode !== VARIABLE) throw neverSaid(name, 'is of debt at a stable rate', [`interestRateMode ${mode}`]);
}

function refuseReferral(name: string, code: number): void {
  if (code !== NO_REFERRAL) throw neverSaid(name, 'has a referral code', [`code ${code}`]);
}

function refuseAmount(name: string, amount: bigint): void {
  if (amount === 0n) throw neverSaid(name, 'moves nothing');
  if (amount === maxUint256) throw neverSaid(name, 'has no bound');
}

const stablePart = (symbol: string, token: Address) => [`aave-v3's stable debt token of ${symbol}`, token] as const;

const partsOf = ({ oracle, provider, reserves }: AaveContracts): Record<string, Address> => ({
  "aave-v3's oracle": oracle,
  "aave-v3's PoolAddressesProvider": provider,
  ...Object.fromEntries(
    Object.values(reserves).flatMap(({ symbol, aToken, variableDebt, stableDebt }) => [
      [`aave-v3's aToken of ${symbol}`, aToken],
      [`aave-v3's variable debt token of ${symbol}`, variableDebt],
      ...(isAddressEqual(stableDebt, zeroAddress) ? [] : [stablePart(symbol, stableDebt)]),
    ]),
  ),
});
