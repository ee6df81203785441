import { tickBucketsMs } from '../../../model/pulse.js';
import type { Scrape } from '../scrape.js';
import { counter, type Figure, gauge, type MonitoringMetric, one, seconds, yes } from './metric.js';

const perChain =
  (figure: (chain: Scrape['system']['chains'][number]) => Figure): MonitoringMetric['read'] =>
  ({ system }) =>
    system.chains.flatMap((chain) => one({ chain: chain.chain }, figure(chain)));

const perEndpoint =
  (figure: (endpoint: Scrape['system']['chains'][number]['endpoints'][number]) => Figure): MonitoringMetric['read'] =>
  ({ system }) =>
    system.chains.flatMap(({ chain, endpoints }) =>
      endpoints.flatMap((endpoint, place) =>
        one({ chain, endpoint: `${place + 1} ${endpoint.label}` }, figure(endpoint)),
      ),
    );

/** Of each chain's loop, and of the endpoints that it hears and asks. */
export const chainMetrics: readonly MonitoringMetric[] = [
  gauge(
    'ballast_head_block',
    'The newest block that the loop was given',
    ['chain'],
    perChain(({ block }) => block),
  ),
  gauge(
    'ballast_head_age_seconds',
    'Age of that block by its time stamp',
    ['chain'],
    perChain(({ blockAgeMs }) => seconds(blockAgeMs)),
  ),
  gauge(
    'ballast_head_age_limit_seconds',
    'The age from which it is old: `headAge` of the chain',
    ['chain'],
    perChain(({ maxBlockAgeMs }) => seconds(maxBlockAgeMs)),
  ),
  gauge('ballast_pulse_age_seconds', 'Since the loop last wrote how it is', ['chain'], ({ system, now }) =>
    system.chains.flatMap(({ chain, writtenAt }) => one({ chain }, seconds(now - writtenAt))),
  ),
  gauge(
    'ballast_gas_price_gwei',
    'Base fee of the newest block',
    ['chain'],
    perChain(({ gasPriceGwei }) => gasPriceGwei),
  ),
  counter(
    'ballast_ticks_total',
    'Ticks that were done, since the start',
    ['chain'],
    perChain(({ ticks }) => ticks),
  ),
  counter(
    'ballast_ticks_abandoned_total',
    'Ticks that were given up in the middle: an endpoint failed',
    ['chain'],
    perChain(({ ticksAbandoned }) => ticksAbandoned),
  ),
  {
    name: 'ballast_tick_duration_seconds',
    type: 'histogram',
    labels: ['chain'],
    help: 'How long ticks take, from the block to the last order on its way',
    read: ({ pulses }) =>
      pulses.flatMap(({ chain, ticks }) => [
        ...ticks.counts.map((value, i) => ({
          ...{ suffix: '_bucket' as const, value },
          labels: { chain, le: String((tickBucketsMs[i] ?? 0) / 1_000) },
        })),
        { suffix: '_bucket', labels: { chain, le: '+Inf' }, value: ticks.counted },
        { suffix: '_sum', labels: { chain }, value: ticks.sumMs / 1_000 },
        { suffix: '_count', labels: { chain }, value: ticks.counted },
      ]),
  },
  gauge(
    'ballast_endpoints_wanted',
    'How many endpoints must agree before the largest order',
    ['chain'],
    perChain(({ quorum }) => quorum.wanted),
  ),
  gauge(
    'ballast_endpoints_available',
    'How many of them are well',
    ['chain'],
    perChain(({ quorum }) => quorum.available),
  ),
  gauge(
    'ballast_endpoint_up',
    '1 while it is well; by its place in ballast.yaml and its host',
    ['chain', 'endpoint'],
    perEndpoint(({ state }) => yes(state === 'well')),
  ),
  gauge(
    'ballast_endpoint_latency_seconds',
    'Moving average of its answers',
    ['chain', 'endpoint'],
    perEndpoint(({ latencyMs }) => seconds(latencyMs)),
  ),
  gauge(
    'ballast_endpoint_error_ratio',
    'Moving share of requests without an answer, 0 to 1',
    ['chain', 'endpoint'],
    perEndpoint(({ errorRate }) => errorRate),
  ),
  gauge(
    'ballast_endpoint_block_age_seconds',
    'Age of the newest block that it told of',
    ['chain', 'endpoint'],
    perEndpoint(({ blockAgeMs }) => seconds(blockAgeMs)),
  ),
  gauge(
    'ballast_attempts_open',
    'Transactions that may still have an effect',
    ['chain'],
    perChain(({ openAttempts }) => openAttempts),
  ),
  gauge('ballast_attempt_oldest_age_seconds', 'Age of the oldest of them', ['chain'], ({ system, now }) =>
    system.chains.flatMap(({ chain, oldestAttemptAt }) =>
      oldestAttemptAt === null ? [] : one({ chain }, seconds(now - oldestAttemptAt)),
    ),
  ),
];
