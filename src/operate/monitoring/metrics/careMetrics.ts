import { bare, gauge, type MonitoringMetric, one, seconds, tally, yes } from './metric.js';

/** What a person must know of, and the ledger. */
export const careMetrics: readonly MonitoringMetric[] = [
  gauge('ballast_alerts_open', 'By code and severity', ['code', 'severity'], ({ alerts }) =>
    tally(alerts.map(({ code, severity }) => ({ code, severity }))),
  ),
  gauge(
    'ballast_alert_deliveries_failed',
    'Messages in a row that have not reached a receiver',
    ['sink'],
    ({ sinks }) => sinks.flatMap(({ sink, failures }) => one({ sink }, failures)),
  ),
  gauge(
    'ballast_ledger_bytes',
    'Size of the ledger',
    [],
    bare(({ system }) => system.ledger.bytes),
  ),
  gauge(
    'ballast_ledger_wal_bytes',
    'Size of its write-ahead log',
    [],
    bare(({ system }) => system.ledger.walBytes),
  ),
  gauge(
    'ballast_ledger_disk_free_bytes',
    'Free on its disk',
    [],
    bare(({ system }) => system.ledger.freeDiskBytes),
  ),
  gauge('ballast_ledger_commit_age_seconds', 'Since the newest entry of its audit chain', [], ({ system, now }) =>
    system.ledger.lastEntryAt === null ? [] : one({}, seconds(now - system.ledger.lastEntryAt)),
  ),
  gauge('ballast_ledger_audit', '1 for what its newest verification has found', ['state'], ({ system }) =>
    ['sound', 'broken', 'unsigned'].map((state) => ({ labels: { state }, value: yes(system.ledger.audit === state) })),
  ),
];
