import type { Scrape } from '../scrape.js';

/** One line of an answer to Prometheus. */
export interface Sample {
  labels: Readonly<Record<string, string>>;
  /** NaN is never told: what is not known has no line. */
  value: number;
  /** `_bucket`, `_sum` or `_count` of a histogram; empty otherwise. */
  suffix?: '_bucket' | '_sum' | '_count';
}

/** What Prometheus may ask for: the table that `/metrics` and docs/prometheus.md are made of. */
export interface MonitoringMetric {
  /** With its unit at the end. */
  name: string;
  type: 'gauge' | 'counter' | 'histogram';
  labels: readonly string[];
  help: string;
  read(scrape: Scrape): readonly Sample[];
}

/** As views have it. */
export type Figure = number | null | undefined | 'infinite';

/** No line where it is not known; what has no end is `+Inf`. */
export function one(labels: Sample['labels'], figure: Figure): Sample[] {
  if (figure === null || figure === undefined) return [];
  if (figure === 'infinite') return [{ labels, value: Number.POSITIVE_INFINITY }];
  return Number.isNaN(figure) ? [] : [{ labels, value: figure }];
}

/** As Prometheus says it. */
export const yes = (is: boolean): number => (is ? 1 : 0);
/** Of milliseconds. */
export const seconds = (ms: number | null | undefined): number | null =>
  ms === null || ms === undefined ? null : ms / 1_000;

/** What may rise and fall. */
export const gauge = (name: string, help: string, labels: readonly string[], read: MonitoringMetric['read']) =>
  ({ name, type: 'gauge', help, labels, read }) as const;
/** What only rises, until whoever counts is started again. */
export const counter = (name: string, help: string, labels: readonly string[], read: MonitoringMetric['read']) =>
  ({ name, type: 'counter', help, labels, read }) as const;

/** A figure of which there is one. */
export const bare =
  (figure: (scrape: Scrape) => Figure): MonitoringMetric['read'] =>
  (scrape) =>
    one({}, figure(scrape));

/** How many of each there are, by their labels. */
export function tally(all: readonly Readonly<Record<string, string>>[]): Sample[] {
  const counts = new Map<string, Sample>();
  for (const labels of all) {
    const key = JSON.stringify(labels);
    counts.set(key, { labels, value: (counts.get(key)?.value ?? 0) + 1 });
  }
  return [...counts.values()];
}

/**
 * The same, with a line of 0 for each of `all` that was never counted: to Prometheus a line that begins at 1 has not risen, so that the
 * first of its kind would be in no `increase()`.
 */
export function fromZero(all: readonly Sample['labels'][], counted: readonly Sample[]): Sample[] {
  const keyOf = (labels: Sample['labels']) => JSON.stringify(Object.entries(labels).sort());
  const known = new Set(counted.map(({ labels }) => keyOf(labels)));
  return [...counted, ...all.filter((labels) => !known.has(keyOf(labels))).map((labels) => ({ labels, value: 0 }))];
}
