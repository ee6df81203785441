import type { SidePart, SidePartKind } from '../side/part.js';
import type { SinkSecrets } from './sinkSecrets.js';

/** Tells people of alerts, and a watch outside that all is well. */
export const alertsPart: SidePartKind = ({ alerts }): SidePart | null => {
  if (!alerts) return null;
  let secrets: ReadonlyMap<string, SinkSecrets> = new Map();
  return {
    name: 'alerts',
    async open({ settings }) {
      const { readSinkSecrets } = await import('./sinkSecrets.js');
      secrets = await readSinkSecrets(alerts.sinks, settings);
    },
    async run(context) {
      const { runAlerts } = await import('./runAlerts.js');
      await runAlerts(context, alerts, secrets);
    },
  };
};
