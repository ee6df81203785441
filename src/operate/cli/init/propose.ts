import type { VenueId } from '../../../model/instrument.js';
import { marginAccountsOf } from '../../../model/snapshot.js';
import { venueKindOf } from '../../../venues/venues.js';
import { integer } from '../../words/numbers.js';
import { habitOf, habits, usualHabit } from './habits.js';
import type { Held, Proposal, ProposedField } from './proposal.js';
import { proposeHedge } from './proposeHedge.js';
import { proposeMargin } from './proposeMargin.js';
import { round, roundUp, usd } from './rounding.js';

/** Rules and limits for what is held, each with its reason. Pure: the same book gives the same proposal. */
export function propose(held: Held): Proposal {
  const margined = marginVenues(held);
  const hedges = proposeHedge(held);
  const rules = [...hedges, ...margined.flatMap((venue) => proposeMargin(held, venue))];
  return { watch: held.watch, rules, limits: limitsOf(held, margined), surviveBelow: surviveBelowOf(margined) };
}

/** Watched, and able to liquidate: whether or not anything is margined there today. */
const marginVenues = ({ watch, snapshot }: Held): VenueId[] => {
  const now = new Set(marginAccountsOf(snapshot).map(({ venue }) => venue));
  return watch.map(({ venue }) => venue).filter((venue) => now.has(venue) || venue in habits);
};

/** Gas of a correction, an approval and a keeper's fee among it: an expectation on the high side. */
const gasOfAnOrder = 1_500_000;
const ordersADay = 100;

function limitsOf({ snapshot, report, watch }: Held, margined: readonly VenueId[]): ProposedField[] {
  const { equity } = report.portfolio;
  const order = Math.max(500, round(equity / 10));
  const turnover = Math.max(5_000, roundUp(order * 20));
  const baseFee = Number(snapshot.block.baseFee) / 1e18;
  const gas = Math.max(0.02, roundUp(ordersADay * gasOfAnOrder * baseFee));
  const slippage = margined.map((venue) => habitOf(venue).deleverage.maxSlippage);
  const trading = watch.filter(({ venue }) => venueKindOf(venue)?.perpetuals).map(({ venue }) => venue);
  const least = Math.min(...(trading.length > 0 ? trading : margined).map((venue) => habitOf(venue).least));
  return [
    {
      ...{ key: 'order', value: usd(order) },
      note: `a tenth of what the book is worth today, ${integer(Math.round(equity))} usd; what is larger is done in several`,
    },
    ...(slippage.includes('10%')
      ? [{ key: 'slippage', value: '10%', note: 'room for the premiums of options; every rule states its own' }]
      : []),
    {
      ...{ key: 'priceDeviation', value: margined.includes('gmx-v2') ? '1%' : '3%' },
      note: 'price to trade at against the index; beyond it nothing new is opened',
    },
    ...(Number.isFinite(least)
      ? [{ key: 'health', value: String(least), note: 'a hedge may not leave a margin account below this' }]
      : []),
    { key: 'hour', value: '{ orders: 20 }' },
    {
      ...{ key: 'day', value: `{ turnover: ${usd(turnover)}, orders: ${ordersADay}, gas: ${gas} eth }` },
      note: `${Math.round(turnover / order)} such orders; gas for ${ordersADay} at today's price, or more`,
    },
  ];
}

/** One number for the whole file: GMX's would let everything elsewhere pass as survival. */
function surviveBelowOf(margined: readonly VenueId[]): ProposedField {
  const value = Math.min(...margined.map((venue) => habitOf(venue).surviveBelow), usualSurvive(margined));
  const note = 'below this health nothing but `ballast halt` holds a rescue back';
  return { key: 'surviveBelow', value: String(value), note };
}

const usualSurvive = (margined: readonly VenueId[]): number =>
  margined.length === 0 ? usualHabit.surviveBelow : Number.POSITIVE_INFINITY;
