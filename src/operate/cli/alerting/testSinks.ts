import { loadConfig } from '../../../config/loadConfig.js';
import { BallastError } from '../../../model/error.js';
import { unixMillis } from '../../../model/units.js';
import { newId } from '../../../record/id.js';
import { createSinks } from '../../alerts/createSinks.js';
import type { Outcome } from '../../alerts/plan/pauseAfter.js';
import { placeOf } from '../../alerts/runAlerts.js';
import { sayTest } from '../../alerts/say/sayTest.js';
import { readSinkSecrets } from '../../alerts/sinkSecrets.js';
import type { Message } from '../../alerts/sinks/sink.js';
import type { Answer } from '../output.js';
import { green, red, table } from '../table.js';

const means: Readonly<Record<Outcome['kind'], string>> = {
  sent: 'arrived',
  later: 'did not get through; an alert would be tried again',
  barred: 'is not let in: see to its address or token',
  refused: 'did not take this message',
};

/** What became of a test. */
export interface TestedSinks extends Answer {
  /** The names of the receivers that took it. */
  arrived: readonly string[];
  /** All did. */
  isWell: boolean;
}

/** Sends a message to every receiver, or to one, and tells what each answers. @throws BallastError, ConfigError */
export async function testSinks(settingsFile: string, name: string | undefined): Promise<TestedSinks> {
  const { settings } = loadConfig({ settingsFile, strategyFiles: [], env: process.env });
  const { alerts } = settings;
  if (!alerts || alerts.sinks.length === 0) {
    throw new BallastError(`${settingsFile} names nobody who is told of alerts`, {
      mend: 'give it `alerts:` with `sinks:`; docs/alerting.md shows how',
    });
  }
  const asked = alerts.sinks.filter((sink) => name === undefined || sink.name === name);
  if (asked.length === 0) {
    const known = alerts.sinks.map((sink) => sink.name).join(', ');
    throw new BallastError(`no receiver is called \`${name}\``, { mend: `one of ${known}` });
  }
  const at = unixMillis(Date.now());
  const place = placeOf(settings, alerts);
  const said = sayTest(place, at);
  const message: Message = { id: newId(at), at, kind: 'test', place: place.name, said, alerts: [] };
  const sinks = createSinks(asked, await readSinkSecrets(asked, settings), Date.now);
  const results = await Promise.all(
    sinks.map(async (sink) => ({ sink: sink.name, ...(await sink.send(message, new AbortController().signal)) })),
  );
  const arrived = results.flatMap(({ sink, kind }) => (kind === 'sent' ? sink : []));
  return {
    ...{ arrived, isWell: arrived.length === results.length },
    json: { results },
    text: table(results, [
      { title: 'receiver', cell: ({ sink }) => sink },
      { title: 'outcome', cell: ({ kind }) => (kind === 'sent' ? green : red)(means[kind]) },
      { title: 'answer', cell: ({ answer }) => answer },
    ]),
  };
}
