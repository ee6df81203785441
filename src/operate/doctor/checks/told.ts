import type { SinkSettings } from '../../../config/settings/alertSettings.js';
import type { Settings } from '../../../config/settings.js';
import { BallastError } from '../../../model/error.js';
import { readSinkSecrets, type SinkSecrets } from '../../alerts/sinkSecrets.js';
import { judge, post, shown } from '../../alerts/sinks/post.js';
import { botUrl } from '../../botUrl.js';
import type { DoctorCheck, Finding } from '../check.js';
import { lookAtMailServer } from './mailServer.js';

/** Whoever is told of alerts: reached, and what can be proved of the rest without sending anything. */
export const told: DoctorCheck = {
  name: 'alerts',
  timeoutMs: 30_000,
  async run({ config: { settings, strategies }, signal }) {
    const { alerts } = settings;
    const isLive = strategies.some(({ mode }) => mode === 'live');
    if (alerts === undefined || alerts.sinks.length === 0) {
      const mend = 'give ballast.yaml an `alerts:` section: docs/alerting.md';
      return isLive ? [{ verdict: 'warn', about: 'alerts', says: 'nobody is told when something is wrong', mend }] : [];
    }
    const sinks = await Promise.all(alerts.sinks.map((sink) => lookAtSink(sink, settings, signal)));
    return [...sinks, ...outside(alerts.heartbeat, isLive)];
  },
};

/** Nobody on this machine can tell that the machine is gone. A call would count, so none is made. */
function outside(heartbeat: { url: string } | null, isLive: boolean): Finding[] {
  const about = 'watch outside';
  if (heartbeat !== null)
    return [{ verdict: 'ok', about, says: `${new URL(heartbeat.url).host} is called while the daemon runs` }];
  const mend = '`alerts: heartbeat:` with the address of a watch, such as healthchecks.io or one of your own';
  return isLive ? [{ verdict: 'warn', about, says: 'nobody notices when this machine is silent', mend }] : [];
}

async function lookAtSink(sink: SinkSettings, settings: Settings, stop: AbortSignal): Promise<Finding> {
  const about = `${sink.name} (${sink.kind})`;
  try {
    const secrets = (await readSinkSecrets([sink], settings)).get(sink.name);
    const wrong = await wrongWith(sink, secrets, stop);
    if (wrong !== null) return { verdict: 'fail', about, ...wrong };
    return { verdict: 'ok', about, says: proofOf[sink.kind] };
  } catch (error) {
    if (!(error instanceof BallastError)) throw error;
    return { verdict: 'fail', about, says: error.shortMessage, mend: error.mend ?? 'see docs/alerting.md' };
  }
}

type Wrong = { says: string; mend: string } | null;

const proofOf: Readonly<Record<SinkSettings['kind'], string>> = {
  discord: 'the webhook is there',
  slack: 'it answers; `ballast alerts test` tells whether the address is right',
  webhook: 'it answers; `ballast alerts test` tells whether it takes what is signed',
  telegram: 'the bot may write to the chat',
  smtp: 'the server lets ballast in',
};

const timeoutMs = 10_000;

async function wrongWith(sink: SinkSettings, secrets: SinkSecrets | undefined, stop: AbortSignal): Promise<Wrong> {
  if (sink.kind === 'smtp') return lookAtMailServer(sink, secrets, { timeoutMs, stop });
  if (sink.kind === 'telegram') {
    const url = `${botUrl(secrets?.secret ?? '', sink.apiRoot, 'getChat')}?chat_id=${encodeURIComponent(sink.chat)}`;
    const mend = 'write to the bot first (or add it to the group), and give the id of that chat; docs/alerting.md';
    return wrongOf(await asked(url, stop), { mend, mayRefuse: false });
  }
  const mend = 'copy the address again from where it was made';
  // Who asks a Discord webhook is told what it is; the others take a POST alone, and may say so.
  return wrongOf(await asked(sink.url, stop), { mend, mayRefuse: sink.kind !== 'discord' });
}

const asked = (url: string, stop: AbortSignal) => post(url, null, { method: 'GET', timeoutMs, stop });

/** @param mayRefuse whether it is well already where something answers, whatever it says */
function wrongOf(
  response: Awaited<ReturnType<typeof post>>,
  { mend, mayRefuse }: { mend: string; mayRefuse: boolean },
): Wrong {
  if ('kind' in response)
    return { says: `not reached: ${response.answer}`, mend: 'see to the address and the network' };
  if (response.status >= 500)
    return { says: `it is in trouble itself: ${response.status}`, mend: 'try again later, or name another' };
  const { kind } = judge(response);
  if (mayRefuse || kind === 'sent' || kind === 'later') return null;
  return { says: `it says ${response.status} ${shown(response.body)}`, mend };
}
