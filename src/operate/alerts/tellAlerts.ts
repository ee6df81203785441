import { shortMessageOf } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import type { Id } from '../../model/order.js';
import { type UnixMillis, unixMillis } from '../../model/units.js';
import { newId } from '../../record/id.js';
import type { Ledger, Work } from '../../record/ledger.js';
import { openAlerts } from '../../record/queries/alerts.js';
import { listSinks, type RecordedDelivery, staleDeliveries } from '../../record/queries/alertTelling.js';
import { resolveAlert } from '../../record/statements/alerts.js';
import { beginSending, forgetSinksBut, giveUpDeliveries, insertSink } from '../../record/statements/deliveries.js';
import { afterSending } from './afterSending.js';
import { composeMessage } from './composeMessage.js';
import { createRefusals } from './countRefusals.js';
import type { SinkInPlay } from './plan/inPlay.js';
import { type NextMessage, nextMessages } from './plan/nextMessages.js';
import type { TellingRules } from './plan/rules.js';
import type { Place } from './say/told.js';
import type { Sink } from './sinks/sink.js';
import { longestMemory, nextHorizon, readTelling, type TellingState } from './tellingState.js';

export interface TellAlertsOptions {
  ledger: Ledger;
  sinks: readonly Sink[];
  rules: TellingRules;
  place: Place;
  now: () => UnixMillis;
  /** Milliseconds by a clock that nobody sets. */
  elapsed: () => number;
  log: Log;
  /** Cuts off what is on its way. */
  stop: AbortSignal;
  /** 0 to 1. */
  chance: () => number;
}

/** What tells people of alerts. */
export interface AlertTeller {
  /** Sends what is due and returns without waiting for it to arrive. @throws LedgerError when the ledger cannot be read */
  turn(): Promise<void>;
  /** Resolves once nothing is on its way any more. */
  settled(): Promise<void>;
}

/**
 * Sends what is to be told, each message written down before it leaves: a crash loses nothing, and sends again only what nobody knows to have
 * arrived. One receiver that hangs holds up no other.
 */
export async function createAlertTeller(options: TellAlertsOptions): Promise<AlertTeller> {
  const { ledger, sinks, rules, place, now, elapsed, log, stop, chance } = options;
  const onTheWay = new Map<string, Promise<void>>();
  /** When messages left, by `elapsed`. */
  const left = new Map<string, number[]>();
  const refusals = createRefusals();
  let horizon = unixMillis(Math.max(0, now() - longestMemory));

  await ledger.commit(await takeOver(ledger, sinks, now()));

  function sinksInPlay(state: TellingState): SinkInPlay[] {
    const at = elapsed();
    return state.sinks.flatMap((recorded) => {
      if (!sinks.some(({ name }) => name === recorded.sink)) return [];
      const ages = (left.get(recorded.sink) ?? []).map((moment) => at - moment).filter((age) => age < 60_000);
      left.set(
        recorded.sink,
        ages.map((age) => at - age),
      );
      const { sink, since, failures, retryAt } = recorded;
      return [{ name: sink, since, failures, retryAt, busy: onTheWay.has(sink), ages }];
    });
  }

  async function deliver(next: NextMessage, state: TellingState): Promise<void> {
    const sink = sinks.find(({ name }) => name === next.sink);
    if (!sink) return;
    const at = now();
    const told = next.items.flatMap(({ alert, news }) => news.map((one) => ({ ...one, alert: alert.id })));
    const message = composeMessage(triedAs(state, sink.name, told) ?? newId(at), next, state, place, at);
    await ledger.commit(beginSending({ message: message.id, sink: sink.name, told, at }));
    left.set(sink.name, [...(left.get(sink.name) ?? []), elapsed()]);
    const outcome = await sink.send(message, stop);
    // Nobody knows whether it arrived: it stays written down as on its way, and the next start sends it again.
    if (stop.aborted && outcome.kind !== 'sent') return;
    const before = (await listSinks(ledger)).find((one) => one.sink === sink.name);
    const alerts = message.alerts.map(({ id }) => id);
    const refused = outcome.kind === 'refused' ? refusals.count(sink.name, alerts) : none;
    const end = afterSending({ message, sink: sink.name, outcome, before, refused, now: now(), chance: chance() });
    await keepTrying(() => ledger.commit(end.work));
    refusals.forget(sink.name, outcome.kind === 'sent' ? alerts : end.givenUp);
    const facts = { at: 'alerts', sink: sink.name, message: message.id, alerts: message.alerts.length };
    log[end.level]({ ...facts, answer: outcome.answer }, end.says);
  }

  /** What has happened is not sent again because it could not be written down: it is tried until it can, or all ends. */
  async function keepTrying(write: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await write();
      } catch (error) {
        log.warn({ at: 'alerts', error: shortMessageOf(error) }, 'what became of a message could not be written');
        if (stop.aborted) return;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  }

  return {
    async turn() {
      const at = now();
      const state = await readTelling(ledger, horizon);
      const { messages, waiting } = nextMessages(state.alerts, state.told, sinksInPlay(state), rules, at);
      const overtaken = state.told.filter(
        (one) => one.state === 'Failed' && isPast(state, one.alert) && !waiting.has(one.alert),
      );
      await ledger.commit(
        giveUpDeliveries(
          overtaken.map(({ id }) => id),
          'it was over before this could be told',
        ),
      );
      if (onTheWay.size === 0) horizon = nextHorizon(state, waiting, at);
      for (const next of messages) {
        const sending = deliver(next, state)
          .catch((error: unknown) => {
            log.warn({ at: 'alerts', sink: next.sink, error: shortMessageOf(error) }, 'a message was not sent');
          })
          .finally(() => onTheWay.delete(next.sink));
        onTheWay.set(next.sink, sending);
      }
    },
    async settled() {
      while (onTheWay.size > 0) await Promise.all(onTheWay.values());
    },
  };
}

const none: ReadonlyMap<Id, number> = new Map();

const isPast = ({ recorded }: TellingState, alert: string): boolean => recorded.get(alert)?.resolvedAt != null;

type ToldOne = Pick<RecordedDelivery, 'alert' | 'kind' | 'round'>;

const keyOf = ({ alert, kind, round }: ToldOne): string => `${alert} ${kind} ${round}`;

/** The id of the message that was tried with just this; null where it says anything else. */
function triedAs({ told }: TellingState, sink: string, ones: readonly ToldOne[]): Id | null {
  const keys = new Set(ones.map(keyOf));
  const tried = told.filter((row) => row.sink === sink && keys.has(keyOf(row)));
  const [first] = tried;
  if (!first || tried.length !== ones.length) return null;
  const whole = told.filter(({ message }) => message === first.message);
  return whole.length === ones.length && tried.every(({ message }) => message === first.message) ? first.message : null;
}

/** What ballast.yaml names now; what belongs to receivers that it names no more, or is too old to tell, is given up. */
async function takeOver(ledger: Ledger, sinks: readonly Sink[], now: UnixMillis): Promise<Work> {
  const names = sinks.map(({ name }) => name);
  const [open, stale] = await Promise.all([openAlerts(ledger), staleDeliveries(ledger, unixMillis(now + 1))]);
  const isGone = (sink: string) => !names.includes(sink);
  const gone = stale.filter(({ sink }) => isGone(sink)).map(({ id }) => id);
  const old = stale.filter(({ sink, at }) => !isGone(sink) && at < now - longestMemory).map(({ id }) => id);
  return [
    ...names.map((name) => insertSink(name, now)),
    forgetSinksBut(names),
    ...giveUpDeliveries(gone, 'ballast.yaml names this receiver no more'),
    ...giveUpDeliveries(old, 'too long ago'),
    ...open
      .filter(({ code, subject }) => code === 'ALERT_SINK_DOWN' && isGone(subject))
      .map(({ code, subject }) => resolveAlert({ code, subject, at: now })),
  ];
}
