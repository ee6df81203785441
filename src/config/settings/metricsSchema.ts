import { wordField } from '../fields.js';
import { listenField } from './listenAddress.js';

/** Where Prometheus and watchers of health ask, checked. */
export interface MetricsSettings {
  /** `127.0.0.1:9420`. */
  listen: string;
  /** The file of the token that `/metrics` wants; null: whoever reaches it may read them. Absolute. */
  tokenFile: string | null;
}

export const metricsShape = {
  listen: listenField(
    'Address and port of `/metrics`, `/healthz` and `/readyz`; this machine alone unless told',
    '127.0.0.1:9420',
  ),
  tokenFile: wordField(
    {
      describe:
        'A file with the bearer token that `/metrics` wants, chmod 600; must be there where other machines can ask',
      examples: ['./metrics.token'],
    },
    /^.+$/,
  ).optional(),
};
