import { bare, gauge, type MonitoringMetric, seconds, yes } from './metric.js';

/** Whether it runs, what it may do, and what it takes of the machine. */
export const keeperMetrics: readonly MonitoringMetric[] = [
  gauge('ballast_build_info', 'Always 1; what runs', ['version', 'node', 'sqlite'], ({ system: { versions } }) => [
    { labels: { version: versions.ballast, node: versions.node, sqlite: versions.sqlite }, value: 1 },
  ]),
  gauge(
    'ballast_up',
    '1 while a keeper runs on this ledger',
    [],
    bare(({ overview }) => yes(overview.daemon.running)),
  ),
  gauge(
    'ballast_live',
    '1 while its loops move (what /healthz says)',
    [],
    bare(({ health }) => yes(health.live)),
  ),
  gauge(
    'ballast_ready',
    '1 while it can do its work (what /readyz says)',
    [],
    bare(({ health }) => yes(health.ready)),
  ),
  gauge(
    'ballast_start_time_seconds',
    'When the newest run began, Unix time',
    [],
    bare(({ overview }) => seconds(overview.daemon.startedAt)),
  ),
  gauge(
    'ballast_heartbeat_age_seconds',
    'Since the keeper last wrote that it lives',
    [],
    bare(({ overview, now }) => (overview.daemon.seenAt === null ? null : seconds(now - overview.daemon.seenAt))),
  ),
  gauge('ballast_trading_state', '1 for the state that holds, 0 for the others', ['state'], ({ overview }) =>
    ['active', 'reducing', 'halted'].map((state) => ({
      labels: { state },
      value: yes(overview.trading.state === state),
    })),
  ),
  gauge(
    'ballast_resident_memory_bytes',
    'What the keeper holds of the machine',
    [],
    bare(({ system }) => system.process?.rssBytes),
  ),
  gauge(
    'ballast_heap_used_bytes',
    'Of it, in use on the JavaScript heap',
    [],
    bare(({ system }) => system.process?.heapUsedBytes),
  ),
  gauge(
    'ballast_event_loop_lag_mean_seconds',
    'How late its timers fire, on average of about a second',
    [],
    bare(({ system }) => seconds(system.process?.loopLagMeanMs)),
  ),
  gauge(
    'ballast_event_loop_lag_worst_seconds',
    'The latest that one fired in the last minute',
    [],
    bare(({ system }) => seconds(system.process?.loopLagWorstMs)),
  ),
];
