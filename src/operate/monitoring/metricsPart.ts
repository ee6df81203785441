import type { SidePartKind } from '../side/part.js';
import { servingPart } from '../side/servingPart.js';

/** Answers Prometheus and watchers of health, where ballast.yaml has `metrics:`. */
export const metricsPart: SidePartKind = ({ metrics: said }) => {
  if (said === undefined) return null;
  return servingPart('metrics', async (context) => {
    const { serveMonitoring } = await import('./serveMonitoring.js');
    const listening = await serveMonitoring(context, said);
    context.log.info({ at: 'metrics', url: listening.url }, 'answers at /metrics, /healthz and /readyz');
    return listening;
  });
};
