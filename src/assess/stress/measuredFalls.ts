import type { Underlying } from '../../model/instrument.js';

/** From what a price closed an hour at to the lowest that it traded at within the 24 hours after. USDT a unit. */
export interface Fall {
  close: number;
  /** Beginning of that hour, UTC. */
  closedIn: string;
  low: number;
  /** Beginning of the hour of the low, UTC. */
  lowIn: string;
}

/**
 * The deepest fall of each day that has a name, by one measure for all of them: the low counts, and not where the day ended, since
 * accounts are liquidated at the low. From hourly candles of ETH/USDT and BTC/USDT; the low falls on the named day. BTC's
 * candles end in April 2024.
 */
export const measuredFalls: Readonly<Record<string, Readonly<Record<Underlying, Fall>>>> = {
  'march-2020': {
    BTC: { close: 7667.32, closedIn: '2020-03-12T03:00Z', low: 3621.81, lowIn: '2020-03-13T02:00Z' },
    ETH: { close: 184.1, closedIn: '2020-03-12T02:00Z', low: 86, lowIn: '2020-03-13T02:00Z' },
  },
  'may-2021': {
    BTC: { close: 43717.95, closedIn: '2021-05-18T13:00Z', low: 28688, lowIn: '2021-05-19T13:00Z' },
    ETH: { close: 3430.68, closedIn: '2021-05-18T20:00Z', low: 1888, lowIn: '2021-05-19T13:00Z' },
  },
  'june-2022': {
    BTC: { close: 28111.7, closedIn: '2022-06-12T17:00Z', low: 22559.7, lowIn: '2022-06-13T14:00Z' },
    ETH: { close: 1525.92, closedIn: '2022-06-12T15:00Z', low: 1165.45, lowIn: '2022-06-13T14:00Z' },
  },
  'november-2022': {
    BTC: { close: 20836.4, closedIn: '2022-11-07T19:00Z', low: 16830, lowIn: '2022-11-08T19:00Z' },
    ETH: { close: 1545.82, closedIn: '2022-11-08T16:00Z', low: 1136.13, lowIn: '2022-11-09T10:00Z' },
  },
  'august-2024': {
    ETH: { close: 2923.57, closedIn: '2024-08-04T12:00Z', low: 2111, lowIn: '2024-08-05T01:00Z' },
  },
  'october-2025': {
    ETH: { close: 4380.7, closedIn: '2025-10-10T00:00Z', low: 3435, lowIn: '2025-10-10T21:00Z' },
  },
};

/** Relative, to the whole per cent: -0.53. */
export const fallOf = ({ close, low }: Fall): number => Math.round((low / close - 1) * 100) / 100;
