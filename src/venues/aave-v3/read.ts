import type { Address } from 'viem';
import { isAddressEqual, zeroAddress } from 'viem';
import {
  oracleAbi,
  poolAbi,
  providerAbi,
  scaledTokenAbi,
  sentinelAbi,
  stableDebtTokenAbi,
} from '../../../abis/aave-v3.js';
import { laterPoolAbi } from '../../../abis/aave-v3-later.js';
import { erc20Abi } from '../../../abis/erc20.js';
import type { Reading } from '../../model/reading.js';
import { done } from '../../model/reading.js';
import type { Block } from '../../model/snapshot.js';
import { smallest } from '../../model/units.js';
import { VenueReadError } from '../venue.js';
import type { View } from '../view.js';
import { askView, each, orNull, together, view } from '../view.js';
import { configurationOf, isBorrowing, isCollateral, usedReserves } from './configuration.js';
import { eModeView } from './eModeView.js';
import { rulesOf } from './revisions.js';
import type { AaveContracts, AaveDetail, EMode, ReserveContracts, ReserveState } from './state.js';
import { doubtOf, statedView } from './stated.js';
import { withLateReserves } from './undeclared.js';
import type { WalletToken } from './walletToken.js';

export interface AaveAnswer {
  detail: AaveDetail;
  wallet: readonly WalletToken[];
}

/**
 * Everything about an account at one block: what is watched in one phase; in a second one, only where there is any, what the
 * account uses besides, its efficiency mode, and the oracle's sentinel; in a third, only where that mode has one, the price of the
 * mode. Two more lie between where the account uses what has been listed since the start. @throws VenueReadError
 */
export function readDetail(
  contracts: AaveContracts,
  account: Address,
  watched: readonly string[],
  block: Block,
): Reading<AaveAnswer> {
  const { oracle } = contracts;
  return askView(firstView(contracts, account, watched), (answers) => {
    const { data: bits } = answers.bits;
    refuseOtherOracle(oracle, answers.oracle);
    const used = usedOf(contracts, bits);
    return withLateReserves(contracts, used.unknown, (late) => whole(answers, [...used.known, ...late]));
  });

  function whole(answers: FirstAnswers, used: readonly ReserveContracts[]): Reading<AaveAnswer> {
    const { data: bits } = answers.bits;
    const besides = used.filter(({ symbol }) => !watched.includes(symbol));
    const undeclared = Object.fromEntries(
      besides.flatMap((one) => (one.symbol in contracts.reserves ? [] : [[one.symbol, one] as const])),
    );
    const finish = (more: readonly ReserveAnswer[], eMode: EMode | null, borrowAllowed: boolean) => {
      const all = [...answers.reserves, ...more];
      refuseUnpriced(all, bits, undeclared);
      const reserves = Object.fromEntries(all.map(({ state }) => [state.symbol, state]));
      refuseOtherDebts(contracts, all, bits);
      const { revision } = contracts;
      const own = { bits, eMode, borrowAllowed, reserves, undeclared, watched };
      const detail = { revision, doubt: null, at: block.timestamp, ...own };
      const doubt = doubtOf(detail, answers.stated);
      return done({ detail: { ...detail, doubt }, wallet: all.map(({ wallet }) => wallet) });
    };
    const mode = Number(answers.mode);
    const hasSentinel = rulesOf(contracts).sentinel && !isAddressEqual(answers.sentinel, zeroAddress);
    if (besides.length === 0 && mode === 0 && !hasSentinel) return finish([], null, true);
    const second = together({
      more: reservesView(contracts, account, besides),
      mode: mode === 0 ? nothing : eModeView(contracts, mode),
      allowed: hasSentinel
        ? orNull(view('isBorrowAllowed', answers.sentinel, sentinelAbi, 'isBorrowAllowed', []))
        : nothing,
    });
    return askView(second, ({ more, mode: category, allowed }) => {
      const borrowAllowed = hasSentinel ? allowed === true : true;
      if (!category) return finish(more, null, borrowAllowed);
      const { eMode, priceSource } = category;
      if (priceSource === null) return finish(more, eMode, borrowAllowed);
      const price = view('price of the efficiency mode', oracle, oracleAbi, 'getAssetPrice', [priceSource]);
      return askView(price, (found) => finish(more, { ...eMode, price: found }, borrowAllowed));
    });
  }
}

const reservesView = (contracts: AaveContracts, account: Address, all: readonly ReserveContracts[]) =>
  each(all.map((one) => reserveView(contracts, account, one)));

const firstView = (contracts: AaveContracts, account: Address, watched: readonly string[]) => {
  const { pool, provider } = contracts;
  return together({
    bits: view('getUserConfiguration', pool, poolAbi, 'getUserConfiguration', [account]),
    mode: view('getUserEMode', pool, poolAbi, 'getUserEMode', [account]),
    oracle: view('getPriceOracle', provider, providerAbi, 'getPriceOracle', []),
    sentinel: view('getPriceOracleSentinel', provider, providerAbi, 'getPriceOracleSentinel', []),
    stated: orNull(statedView(pool, account)),
    reserves: reservesView(
      contracts,
      account,
      watched.flatMap((symbol) => contracts.reserves[symbol] ?? []),
    ),
  });
};

type FirstAnswers = ReturnType<ReturnType<typeof firstView>['decode']>;

const nothing: View<null> = { calls: [], decode: () => null };

interface ReserveAnswer {
  state: ReserveState;
  wallet: WalletToken;
}

function reserveView(contracts: AaveContracts, account: Address, one: ReserveContracts): View<ReserveAnswer> {
  const { pool, oracle } = contracts;
  const rules = rulesOf(contracts);
  const { symbol, asset, aToken, variableDebt, stableDebt, id } = one;
  const scaled = (what: string, token: Address) =>
    together({
      own: view(`${what} of ${symbol}`, token, scaledTokenAbi, 'scaledBalanceOf', [account]),
      all: view(`all ${what} of ${symbol}`, token, scaledTokenAbi, 'scaledTotalSupply', []),
    });
  const stable = isAddressEqual(stableDebt, zeroAddress)
    ? nothing
    : together({
        own: view(`stable debt of ${symbol}`, stableDebt, stableDebtTokenAbi, 'balanceOf', [account]),
        rate: view(`stable rate of ${symbol}`, stableDebt, stableDebtTokenAbi, 'getUserStableRate', [account]),
        all: view(`all stable debt of ${symbol}`, stableDebt, stableDebtTokenAbi, 'totalSupply', []),
      });
  const asked = together({
    data: view(`getReserveData of ${symbol}`, pool, poolAbi, 'getReserveData', [asset]),
    supplied: scaled('supply', aToken),
    owed: scaled('debt', variableDebt),
    stable,
    liquidity: view(`liquidity of ${symbol}`, asset, erc20Abi, 'balanceOf', [aToken]),
    virtual: rules.virtualBalance
      ? view(`virtual balance of ${symbol}`, pool, laterPoolAbi, 'getVirtualUnderlyingBalance', [asset])
      : nothing,
    // A feed may fail while nobody here needs it.
    price: orNull(view(`price of ${symbol}`, oracle, oracleAbi, 'getAssetPrice', [asset])),
    balance: view(`the wallet's ${symbol}`, asset, erc20Abi, 'balanceOf', [account]),
    allowance: view(`the Pool's allowance of ${symbol}`, asset, erc20Abi, 'allowance', [account, pool]),
  });
  const { calls, decode } = asked;
  return {
    calls,
    decode(results) {
      const answer = decode(results);
      const { data, supplied, owed, price, balance, allowance } = answer;
      const configuration = configurationOf(data.configuration.data, rules);
      // Up to 3.3 it is 0 where the Pool keeps no count.
      const isCounted = answer.virtual !== null && (configuration.virtual || !rules.otherDebts);
      const liquidity = isCounted ? smallest(answer.virtual ?? 0n, answer.liquidity) : answer.liquidity;
      refuseMoved(one, data);
      return {
        wallet: { symbol, balance, allowance },
        state: {
          ...{ symbol, id, liquidity, price: price ?? 0n, configuration },
          ...{ liquidityIndex: data.liquidityIndex, liquidityRate: data.currentLiquidityRate },
          ...{ variableIndex: data.variableBorrowIndex, variableRate: data.currentVariableBorrowRate },
          ...{ updatedAt: data.lastUpdateTimestamp, treasury: data.accruedToTreasury },
          ...{ isolatedDebt: data.isolationModeTotalDebt, supplied: supplied.own, totalSupplied: supplied.all },
          ...{ owed: owed.own, totalOwed: owed.all, stableOwed: answer.stable?.own ?? 0n },
          ...{ stableRate: answer.stable?.rate ?? 0n, totalStableOwed: answer.stable?.all ?? 0n },
        },
      };
    },
  };
}

/** Every reserve that the account uses, and the ids of those that nobody here has heard of. */
function usedOf({ reserves, undeclared }: AaveContracts, bits: bigint) {
  const ids = usedReserves(bits);
  const named = (id: number) => Object.values(reserves).find((one) => one.id === id) ?? undeclared[id];
  return { known: ids.flatMap((id) => named(id) ?? []), unknown: ids.filter((id) => named(id) === undefined) };
}

type Listed = Record<'aTokenAddress' | 'variableDebtTokenAddress' | 'stableDebtTokenAddress', Address>;

function refuseMoved(known: ReserveContracts, data: Listed): void {
  const isSame =
    isAddressEqual(known.aToken, data.aTokenAddress) &&
    isAddressEqual(known.variableDebt, data.variableDebtTokenAddress) &&
    // Zero where a release has none, whatever it goes on telling.
    (isAddressEqual(known.stableDebt, zeroAddress) || isAddressEqual(known.stableDebt, data.stableDebtTokenAddress));
  if (isSame) return;
  throw new VenueReadError(`Aave has listed ${known.symbol} anew since ballast started`, { mend: 'start it again' });
}

function refuseOtherOracle(known: Address, now: Address): void {
  if (isAddressEqual(known, now)) return;
  throw new VenueReadError('Aave has another oracle than when ballast started', {
    facts: [`it was ${known}, it is ${now}`],
    mend: 'start ballast again',
  });
}

/** Up to 3.3 what is owed of some tokens (GHO, with its discount) is not what their debt token scales to. */
function refuseOtherDebts(contracts: AaveContracts, all: readonly ReserveAnswer[], bits: bigint): void {
  if (!rulesOf(contracts).otherDebts) return;
  const found = all.find(({ state: { id, configuration } }) => !configuration.virtual && isBorrowing(bits, id));
  if (!found) return;
  throw new VenueReadError(
    `what the account owes of ${found.state.symbol} is not reckoned as other debts on Aave are`,
    {
      facts: [`release ${rulesOf(contracts).release}: the Pool keeps no virtual balance of it`],
      mend: 'take aave-v3 out of `watch`, or repay it',
    },
  );
}

/**
 * Without a price health cannot be told; nor net worth, where there is nothing but that to be told. What is not declared may be a
 * stranger's supply: without a price it counts as nothing, and the Pool's own figures decide whether that is right.
 */
function refuseUnpriced(all: readonly ReserveAnswer[], bits: bigint, undeclared: AaveDetail['undeclared']): void {
  const isOwing = usedReserves(bits).some((id) => isBorrowing(bits, id));
  const isMissed = ({ symbol, id, supplied }: ReserveState) => {
    if (isBorrowing(bits, id)) return true;
    if (symbol in undeclared) return false;
    return isCollateral(bits, id) || (supplied > 0n && !isOwing);
  };
  const found = all.find(({ state }) => state.price === 0n && isMissed(state));
  if (!found) return;
  const { symbol, id } = found.state;
  const how = isBorrowing(bits, id) || isCollateral(bits, id) ? 'uses' : 'has supplied';
  throw new VenueReadError(`Aave's oracle has no price of ${symbol}, which the account ${how}`, {
    mend: 'nothing can be told of the account until the feed answers again',
    retryable: true,
  });
}
