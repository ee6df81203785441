import { type MetricObjectWithValues, type MetricValue, Registry } from 'prom-client';
import type { Ledger } from '../../record/ledger.js';
import type { Environment } from '../books/bookRules.js';
import type { MonitoringMetric } from './metrics/metric.js';
import { monitoringMetrics } from './monitoringMetrics.js';
import { createScrape, type Scrape } from './scrape.js';

/** What is asked for again within this time is told again. */
const freshMs = 1_000;

export interface Exposition {
  contentType: string;
  /** In the text format of Prometheus. */
  text(): Promise<string>;
}

/** The metrics of a ledger, read when they are asked for and at most once a second, however many ask. */
export function createExposition({
  ledger,
  env,
  now,
}: {
  ledger: Ledger;
  env: Environment;
  now: () => number;
}): Exposition {
  const registry = new Registry();
  const scrape = createScrape(ledger, env);
  let current: Scrape | null = null;
  for (const metric of monitoringMetrics) {
    const told = {
      ...about(metric),
      get: async () => ({ ...about(metric), values: current ? valuesOf(metric, current) : [] }),
    };
    // Its type asks for what only metrics have that count by themselves: these are read.
    registry.registerMetric(told as unknown as Parameters<Registry['registerMetric']>[0]);
  }
  let known: { at: number; text: Promise<string> } | null = null;
  return {
    contentType: registry.contentType,
    text() {
      const at = now();
      if (known === null || at - known.at >= freshMs || at < known.at) {
        const text = scrape(at).then((read) => {
          current = read;
          return registry.metrics();
        });
        known = { at, text };
        // What failed is not told again.
        text.catch(() => {
          known = null;
        });
      }
      return known.text;
    },
  };
}

const about = ({ name, help, type }: MonitoringMetric) => ({ name, help, type, aggregator: 'sum' });

type Value = MetricObjectWithValues<MetricValue<string>>['values'][number] & { metricName?: string };

const valuesOf = (metric: MonitoringMetric, scrape: Scrape): Value[] =>
  metric.read(scrape).map(({ labels, value, suffix }) => ({
    ...{ labels, value },
    ...(suffix === undefined ? {} : { metricName: `${metric.name}${suffix}` }),
  }));
