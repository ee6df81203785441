import type { Listening } from '../api/listen.js';
import type { SideContext, SidePartKind } from '../side/part.js';

/** Answers Prometheus and watchers of health, where ballast.yaml has `metrics:`. */
export const metricsPart: SidePartKind = ({ metrics: said }) => {
  if (said === undefined) return null;
  let listening: Listening | null = null;

  async function open(context: SideContext): Promise<void> {
    await listening?.close();
    const { serveMonitoring } = await import('./serveMonitoring.js');
    listening = await serveMonitoring(context, said ?? { listen: '', tokenFile: null });
    context.log.info({ at: 'metrics', url: listening.url }, 'answers at /metrics, /healthz and /readyz');
  }

  return {
    name: 'metrics',
    open,
    async run({ stop }) {
      await new Promise<void>((resolve) => {
        if (stop.aborted) resolve();
        else stop.addEventListener('abort', () => resolve(), { once: true });
      });
      await listening?.close();
    },
  };
};
