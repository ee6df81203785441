import { sayNumber } from '../../assess/sayNumber.js';
import type { CollateralWay } from '../../model/collateralWay.js';
import type { MarginAccountId } from '../../model/marginAccount.js';
import { type CollateralTerms, isPaidIn } from '../../model/order.js';
import type { Snapshot } from '../../model/snapshot.js';
import { secondsPerYear } from '../../model/time.js';
import {
  amountFromFloat,
  amountToFloat,
  smallest,
  type TokenAmount,
  toFloat,
  tokenAmount,
  wei,
  weiToFloat,
} from '../../model/units.js';
import { accountOf } from './carryOut.js';
import { isSelected, type LooseToken, type RebalanceInput, waysOf } from './problemOf.js';
import { inWallet, tokensOf } from './tokensOf.js';

/** Something that stands for itself, once everybody has what is needed. */
export interface Tidying {
  terms: CollateralTerms;
  why: string;
}

/** What came loose and nothing has used goes back where it came from. */
export function putBack(
  { venues }: RebalanceInput,
  snapshot: Snapshot,
  left: readonly LooseToken[],
): { back: Tidying[]; not: string[] } {
  const ways = waysOf(snapshot, venues);
  const tokens = tokensOf(snapshot, venues);
  const not: string[] = [];
  const back = left.flatMap(({ token, amount, marginAccount }): Tidying[] => {
    const known = tokens.get(token);
    const said = `${sayNumber(amountToFloat(amount, known?.decimals ?? 18))} ${token} that came out of ${marginAccount}`;
    const open = ways.filter(
      (one) =>
        isPaidIn(one) && one.marginAccount === marginAccount && one.token.symbol === token && one.closed === null,
    );
    // What was borrowed is paid back: supplied beside its loan it would cost interest for nothing.
    const way = open.find(({ kind, most }) => kind === 'repay' && most > 0n) ?? open[0];
    const fits = smallest(amount, known?.balance ?? tokenAmount(0n), way?.most ?? tokenAmount(0n));
    if (way && fits > 0n) return [{ terms: termsOf(way, fits), why: `${said} is not needed anywhere: it goes back` }];
    not.push(`${said} lies in the wallet, is not needed, and cannot be put back`);
    return [];
  });
  return { back, not };
}

/** What accounts have above `returnAbove` goes to the wallet; not of one that requires nothing, which waits for its next position. */
export function returned({ rule, venues }: RebalanceInput, snapshot: Snapshot): Tidying[] {
  if (!Number.isFinite(rule.returnAbove)) return [];
  const most = new Map<MarginAccountId, Tidying & { worth: number }>();
  for (const way of waysOf(snapshot, venues)) {
    if (way.kind !== 'removeCollateral' || way.closed !== null) continue;
    if (!rule.accounts.some((selector) => isSelected(selector, way))) continue;
    if (rule.lend !== null && isSelected(rule.lend, way)) continue;
    const account = accountOf(snapshot, way.marginAccount);
    if (!account || account.maintenance <= 0n || !(account.health > rule.returnAbove)) continue;
    const each = rule.returnAbove * way.maintenance - way.equity;
    const excess = toFloat(account.equity) - rule.returnAbove * toFloat(account.maintenance);
    if (!(each > 0)) continue;
    const amount = smallest(amountFromFloat(excess / each, way.token.decimals, 'down'), way.most);
    const worth = amountToFloat(amount, way.token.decimals) * toFloat(way.token.price);
    if (amount <= 0n || worth < rule.minimum) continue;
    const why = `${way.marginAccount} has a health of ${sayNumber(account.health)}, above ${sayNumber(rule.returnAbove)}: ${sayNumber(amountToFloat(amount, way.token.decimals))} ${way.token.symbol} goes back to the wallet`;
    // Each way alone would bring the account down to `returnAbove`: only one is gone, the largest.
    if (worth > (most.get(account.id)?.worth ?? 0)) most.set(account.id, { terms: termsOf(way, amount), why, worth });
  }
  return [...most.values()].map(({ terms, why }) => ({ terms, why }));
}

/** What lies idle above `keep` is lent, where the interest over `hold` is worth more than the gas. */
export function lent({ rule, venues, prices }: RebalanceInput, snapshot: Snapshot): Tidying[] {
  const { lend } = rule;
  if (lend === null) return [];
  const tokens = tokensOf(snapshot, venues);
  return waysOf(snapshot, venues).flatMap((way): Tidying[] => {
    const { symbol, decimals } = way.token;
    if (way.kind !== 'addCollateral' || way.closed !== null || !isSelected(lend, way)) return [];
    if (!rule.from.some((source) => 'token' in source && source.token === symbol)) return [];
    const held = tokens.get(symbol);
    const idle = held ? inWallet(held) - (rule.keep[symbol] ?? 0) : 0;
    const amount = smallest(amountFromFloat(Math.max(0, idle), decimals, 'down'), way.most);
    const whole = amountToFloat(amount, decimals);
    const earns = (whole * way.carry * rule.hold) / 1_000 / secondsPerYear;
    const gas = weiToFloat(wei(way.gas * (prices.baseFee + prices.tip))) * prices.gasTokenUsd;
    if (amount <= 0n || whole * toFloat(way.token.price) < rule.minimum || !(earns > gas)) return [];
    const why = `${sayNumber(whole)} ${symbol} lies idle: lent at ${way.marginAccount} it earns ${sayNumber(earns)} USD, for ${sayNumber(gas)} USD of gas`;
    return [{ terms: termsOf(way, amount), why }];
  });
}

const termsOf = ({ kind, venue, marginAccount, token }: CollateralWay, amount: TokenAmount): CollateralTerms => ({
  kind,
  venue,
  marginAccount,
  token: token.symbol,
  decimals: token.decimals,
  amount,
});
