import { bookMetrics } from './metrics/bookMetrics.js';
import { careMetrics } from './metrics/careMetrics.js';
import { chainMetrics } from './metrics/chainMetrics.js';
import { keeperMetrics } from './metrics/keeperMetrics.js';
import type { MonitoringMetric } from './metrics/metric.js';
import { workMetrics } from './metrics/workMetrics.js';

/** By what they are about, in the order in which they are told. */
export const monitoringGroups: readonly { title: string; metrics: readonly MonitoringMetric[] }[] = [
  { title: 'The keeper', metrics: keeperMetrics },
  { title: 'Chains and endpoints', metrics: chainMetrics },
  { title: 'Books', metrics: bookMetrics },
  { title: 'Decisions, orders and keys', metrics: workMetrics },
  { title: 'Alerts and the ledger', metrics: careMetrics },
];

/** Every metric there is. */
export const monitoringMetrics: readonly MonitoringMetric[] = monitoringGroups.flatMap(({ metrics }) => metrics);
