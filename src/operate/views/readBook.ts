import type { DeepMarginRisk } from '../../model/deepRisk.js';
import type { MarginAccount } from '../../model/marginAccount.js';
import type { PulseFigures } from '../../model/pulse.js';
import type { MarginRisk, UnderlyingRisk } from '../../model/riskReport.js';
import { DAY } from '../../model/time.js';
import { unixMillis } from '../../model/units.js';
import type { NextTrigger, Trigger } from '../../plan/triggers/nextTriggers.js';
import type { Ledger } from '../../record/ledger.js';
import { momentAfter } from '../../record/queries/seriesOf.js';
import type { Environment } from '../books/bookRules.js';
import { isBeforeSetBack, isBookOld } from '../liveness.js';
import { waitingAt } from '../waitingAt.js';
import type { BookView, NextActionView } from './book.js';
import type { BookGlance } from './bookAtAGlance.js';
import { endlessOf, figureOf } from './plain.js';
import { type SampledBook, sampledBook } from './sampledBook.js';
import { wallOf } from './wall.js';

/** What the recorder writes of a tick, as far as it is shown. */
interface Summary {
  mode?: 'shadow' | 'live';
  unread?: readonly { venue: string; error: string }[];
}

export interface BookAsk {
  now: number;
  env: Environment;
  /** Of the newest tick, as its chain's pulse tells them; undefined where it tells none. */
  figures: PulseFigures | undefined;
  /** Whether the newest run keeps it. */
  isKept: boolean;
  openOrders: number;
  reviewsWaiting: number;
}

/** How one book stands. What changes with every tick is of the newest one; the rest is of the newest sample. */
export async function readBook(
  ledger: Ledger,
  strategy: string,
  { now, env, figures, isKept, openOrders, reviewsWaiting }: BookAsk,
): Promise<BookView> {
  const sample = await sampledBook(ledger, strategy, env);
  // By blocks, which are counted on when a clock is set back.
  const live = figures && sample && figures.block >= Number(sample.tick.blockNumber) ? figures : undefined;
  const before = await momentAfter(ledger, strategy, unixMillis(now - DAY));
  const { tick, risk, glance } = sample ?? {};
  const summary = (tick?.summary ?? {}) as Summary; // written by the recorder, in this shape
  const liveAt = live?.at ?? tick?.at ?? null;
  const equity = lively(live, 'equityUsd', risk?.portfolio.equity);
  const since = before && before.at < (liveAt ?? now) ? before : undefined;
  const deep = risk?.deep?.portfolio;
  const gaps = [
    ...(tick && isBeforeSetBack(tick.at, now)
      ? ['what the newest sample tells is of before the clock was set back, until the clock is there again']
      : []),
    ...(sample && !risk?.deep
      ? ['what takes long to work out (runway, walls, losses) is not known at the newest sample']
      : []),
    ...(risk?.deep?.gaps ?? []),
    ...(glance?.gaps ?? []),
  ];
  return {
    ...{ strategy, isKept },
    ...{ mode: summary.mode ?? 'unknown', account: tick?.account ?? null, chainId: tick?.chainId ?? null },
    ...{ block: tick ? Number(tick.blockNumber) : null, liveAt, sampledAt: tick?.at ?? null },
    isStale: liveAt === null || isBookOld(liveAt, now),
    equityUsd: equity,
    equityChangeUsd: since && equity !== null ? figureOf(equity - (since.values.get('equityUsd') ?? Number.NaN)) : null,
    equityChangeSince: since?.at ?? null,
    deltaUsd: lively(live, 'deltaUsd', risk?.portfolio.deltaUsd),
    worstHealth: endlessOf(live?.values['worstHealth'] ?? risk?.portfolio.worstHealth),
    nearestWall: deep?.nearestWall ? wallOf(deep.nearestWall) : null,
    runwayHours: endlessOf(deep?.runwayHours),
    touchProbability: figureOf(deep?.touchProbability),
    deltas: (risk?.underlyings ?? []).map((one) => deltaOf(one, live, glance)),
    marginAccounts: accountsOf(sample, live),
    next: [...(glance?.triggers ?? [])].map(nextOf).sort((a, b) => urgency(a) - urgency(b)),
    ...{ openOrders, ordersAtVenues: waitingAt(tick).length, reviewsWaiting },
    unread: (summary.unread ?? []).map(({ venue, error }) => ({ venue, error })),
    gaps: [...new Set(gaps)],
  };
}

const lively = (live: PulseFigures | undefined, column: string, sampled: number | undefined): number | null =>
  figureOf(live?.values[column] ?? sampled);

function deltaOf(
  { underlying, price, delta }: UnderlyingRisk,
  live: PulseFigures | undefined,
  glance: BookGlance | undefined,
): BookView['deltas'][number] {
  const priceUsd = lively(live, `priceUsd:${underlying}`, price);
  const units = lively(live, `delta:${underlying}`, delta);
  const band = glance?.bands.get(underlying);
  const outside =
    band !== undefined && units !== null && (units < (band.lower ?? -Infinity) || units > (band.upper ?? Infinity));
  return {
    ...{ underlying, priceUsd, delta: units },
    deltaUsd: priceUsd === null || units === null ? null : figureOf(units * priceUsd),
    band: band ? { rule: band.rule, target: band.target, lower: band.lower, upper: band.upper, outside } : null,
  };
}

function accountsOf(sample: SampledBook | undefined, live: PulseFigures | undefined): BookView['marginAccounts'] {
  const accounts = sample?.risk?.marginAccounts ?? [];
  const views = accounts.map((risk) => {
    const account = sample?.accounts.find(({ id }) => id === risk.marginAccount);
    const deep = sample?.risk?.deep?.accounts.find(({ marginAccount }) => marginAccount === risk.marginAccount);
    return { health: live?.values[`health:${risk.marginAccount}`] ?? risk.health, view: { risk, account, deep } };
  });
  views.sort((a, b) => (a.health === b.health ? 0 : a.health - b.health));
  return views.map(({ health, view }) => accountOf(view, health, sample?.glance));
}

function accountOf(
  { risk, account, deep }: { risk: MarginRisk; account: MarginAccount | undefined; deep: DeepMarginRisk | undefined },
  health: number,
  glance: BookGlance | undefined,
): BookView['marginAccounts'][number] {
  const bounds = glance?.health.get(risk.marginAccount);
  return {
    ...{ id: risk.marginAccount, venue: risk.venue, underlyings: [...(account?.underlyings ?? [])] },
    collateral: account?.collateral.symbol ?? null,
    ...{ equityUsd: figureOf(risk.equity), maintenanceUsd: figureOf(risk.maintenance), health: endlessOf(health) },
    ...{
      healthTrigger: bounds?.trigger ?? null,
      healthTarget: bounds?.target ?? null,
      healthRule: bounds?.rule ?? null,
    },
    leverage: endlessOf(risk.leverage),
    liquidationPriceUsd: figureOf(risk.liquidationPrice),
    touchProbability: figureOf(deep?.touchProbability),
    runwayHours: endlessOf(deep?.runwayHours),
  };
}

function nextOf({ rule, kind, subject, underlying, price, now, below, above, says }: NextTrigger): NextActionView {
  const about = 'marginAccount' in subject ? subject.marginAccount : 'underlying' in subject ? subject.underlying : '';
  const side = (one: Trigger | null) => (one === null ? null : { priceUsd: one.price, does: one.does });
  return {
    rule,
    kind,
    about,
    underlying,
    priceUsd: price,
    now,
    below: side(below),
    above: side(above),
    says: [...says],
  };
}

/** What would act now comes first, then what is nearest, then what no price wakes. */
function urgency({ now, priceUsd, below, above }: NextActionView): number {
  if (now !== null) return -1;
  const away = [below, above].flatMap((one) => (one ? Math.abs(Math.log(one.priceUsd / priceUsd)) : []));
  return Math.min(Number.MAX_VALUE, ...away);
}
