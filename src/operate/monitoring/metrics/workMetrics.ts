import { verdicts } from '../../../model/decision.js';
import { orderClasses } from '../../../model/order.js';
import type { Scrape } from '../scrape.js';
import { bare, counter, type Figure, fromZero, gauge, type MonitoringMetric, one, tally } from './metric.js';

const perKey =
  (figure: (key: Scrape['system']['keys'][number], chain: string) => Figure): MonitoringMetric['read'] =>
  ({ system }) =>
    system.keys.flatMap((key) => {
      const chain = system.chains.find(({ chainId }) => chainId === key.chainId)?.chain ?? String(key.chainId);
      return one({ chain, account: key.account }, figure(key, chain));
    });

const perClass = ({ overview }: Scrape) =>
  overview.books.flatMap(({ strategy }) => orderClasses.map((orderClass) => ({ book: strategy, class: orderClass })));

/** What was decided, what is on its way, and what keys have signed. */
export const workMetrics: readonly MonitoringMetric[] = [
  counter(
    'ballast_decisions_total',
    'By the class of what was wanted and by what was decided, since this process began to count',
    ['book', 'class', 'verdict'],
    (scrape) =>
      fromZero(
        perClass(scrape).flatMap((labels) => verdicts.map((verdict) => ({ ...labels, verdict }))),
        scrape.counted.decisions.map(({ strategy, orderClass, verdict, count }) => ({
          labels: { book: strategy, class: orderClass, verdict },
          value: count,
        })),
      ),
  ),
  counter(
    'ballast_orders_total',
    'Orders that were made, since this process began to count',
    ['book', 'class'],
    (scrape) =>
      fromZero(
        perClass(scrape),
        scrape.counted.orders.map(({ strategy, orderClass, count }) => ({
          labels: { book: strategy, class: orderClass },
          value: count,
        })),
      ),
  ),
  counter(
    'ballast_fills_total',
    'Since this process began to count',
    [],
    bare(({ counted }) => counted.fills),
  ),
  gauge(
    'ballast_orders_open',
    'Orders that are not at their end, by status',
    ['book', 'class', 'status'],
    ({ orders }) =>
      tally(orders.map(({ strategy, orderClass, status }) => ({ book: strategy, class: orderClass, status }))),
  ),
  gauge(
    'ballast_reviews_waiting',
    'Orders that wait for a person',
    [],
    bare(({ overview }) => overview.reviewsWaiting),
  ),
  gauge(
    'ballast_budget_notional_used_usd',
    'What a key has signed in 24 hours that adds to what is at risk',
    ['chain', 'account'],
    perKey(({ notionalUsd }) => notionalUsd.used),
  ),
  gauge(
    'ballast_budget_notional_limit_usd',
    'What it may; no line where nothing is stated',
    ['chain', 'account'],
    perKey(({ notionalUsd }) => notionalUsd.limit),
  ),
  gauge(
    'ballast_budget_gas_used_native',
    'Most that what it has signed in 24 hours may cost in gas, in the gas token',
    ['chain', 'account'],
    perKey(({ gas }) => gas.used),
  ),
  gauge(
    'ballast_budget_gas_limit_native',
    'What it may; no line where nothing is stated',
    ['chain', 'account'],
    perKey(({ gas }) => gas.limit),
  ),
  gauge(
    'ballast_signatures_refused_day',
    "Refused by the key's policy in 24 hours",
    ['chain', 'account'],
    perKey(({ refused }) => refused),
  ),
];
