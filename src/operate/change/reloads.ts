import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { type Hex, keccak256 } from 'viem';
import { ConfigError } from '../../config/configError.js';
import { type Config, loadConfig } from '../../config/loadConfig.js';
import type { Alarms } from '../../model/alert.js';
import { BallastError } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import type { Proposal } from '../../model/proposal.js';
import type { Strategy } from '../../model/strategy.js';
import type { UnixMillis } from '../../model/units.js';
import { newId } from '../../record/id.js';
import type { Ledger, Work } from '../../record/ledger.js';
import { overdueProposals, proposalsThat } from '../../record/queries/proposals.js';
import { decideProposal, endProposal, insertKeptStrategy, insertProposal } from '../../record/statements/proposals.js';
import { insertCommand, saveStrategy } from '../../record/statements/runs.js';
import { ChangeError } from './changeError.js';
import { foresee } from './foresee.js';
import { keptFrom } from './keptFrom.js';
import { refusedChanges } from './refusedChanges.js';
import type { Renewals } from './renewals.js';
import { prepareFile } from './replaceFile.js';
import { runningFor } from './runningFor.js';
import { saidShortly } from './saidShortly.js';
import { signalledProposal } from './signalledProposal.js';

export interface ReloadsOptions {
  /** As the daemon started with it. */
  config: Config;
  env: Readonly<Record<string, string | undefined>>;
  renewals: Renewals;
  ledger: Ledger;
  alarms: Alarms;
  now: () => UnixMillis;
  log: Log;
}

/** The daemon's side of changing strategies that run. One change at a time; what is refused leaves everything as it was. */
export interface Reloads {
  /** What this run keeps, to be written down with its start. */
  started(at: UnixMillis): Work;
  /** Takes what people have confirmed. */
  takeConfirmed(): Promise<void>;
  /** Takes what is in the files, as who can signal the process may have it. */
  takeFiles(): Promise<void>;
}

export function createReloads({ env, renewals, ledger, alarms, now, log, ...started }: ReloadsOptions): Reloads {
  const { settings } = started.config;
  /** What runs, with ballast.yaml as it was at the start: a change of that takes a restart. */
  let { config } = started;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };

  const compiled = (file: string, source: Uint8Array): Config =>
    loadConfig({
      ...{ settingsFile: settings.file, env },
      strategyFiles: config.strategies.map((one) => one.file),
      texts: new Map(config.texts).set(file, source),
    });

  async function compiledChange(before: Strategy, source: Uint8Array): Promise<{ next: Config; after: Strategy }> {
    const next = compiled(before.file, source);
    const after = next.strategies.find(({ file }) => file === before.file);
    if (!after) throw new ChangeError(`${before.file} is no strategy any more`);
    const refused = await refusedChanges(ledger, next, before, after);
    if (refused.length > 0) throw new ConfigError(refused);
    return { next, after };
  }

  /**
   * @param onDisk - Hash of what the file may hold beside the new text.
   * @param asked - Written down with it, or not at all.
   * @throws whatever keeps it from being taken; all is as it was then
   */
  async function take(before: Strategy, proposal: Proposal, onDisk: Hex, asked: Work = []): Promise<void> {
    const { id, source, hash, strategy: name } = proposal;
    const { next, after } = await compiledChange(before, Buffer.from(source));
    const file = prepareFile(before.file, source, onDisk);
    try {
      await renewals.renew(next, after, async () => {
        const at = now();
        file.use();
        await ledger.commit([
          asked,
          saveStrategy({ hash, name, source, at }),
          insertKeptStrategy({ strategy: name, file: resolve(before.file), hash, proposal: id, at }),
          endProposal(id, { status: 'Applied', text: 'kept from the next tick on', at }),
        ]);
      });
    } catch (error) {
      file.takeBack();
      throw error;
    }
    config = next;
    log.info(
      { at: 'reload', strategy: name, hash, proposal: id, changes: proposal.changes.length },
      'strategy changed',
    );
    await alarms.resolve({ code: 'RELOAD_REFUSED', subject: name });
  }

  const isConfirmed = async ({ id }: Proposal): Promise<boolean> =>
    (await proposalsThat(ledger, 'Confirmed')).some((one) => one.id === id);

  /** What was last said of one that waits. */
  const waiting = new Map<Proposal['id'], string>();

  async function takeProposal(proposal: Proposal): Promise<void> {
    const { id, strategy, hash } = proposal;
    // Somebody may have taken it back while another was taken.
    if (!(await isConfirmed(proposal))) return;
    try {
      const before = runningFor(proposal, config.strategies, now());
      if (before.hash === hash) return await ledger.commit(ended(id, 'Applied', 'it runs already'));
      await take(before, proposal, before.hash);
      waiting.delete(id);
    } catch (error) {
      if (!(await isConfirmed(proposal))) return;
      // What stands in its way may be gone in a moment: it stays confirmed until its time is up, or somebody takes it back.
      if (error instanceof BallastError && error.retryable) return tellWaiting(proposal, error);
      waiting.delete(id);
      await tellRefused(strategy, error);
      await ledger.commit(ended(id, 'Refused', saidShortly(error)));
    }
  }

  function tellWaiting({ id, strategy }: Proposal, error: BallastError): void {
    if (waiting.get(id) === error.shortMessage) return;
    waiting.set(id, error.shortMessage);
    log.warn(
      { at: 'reload', strategy, proposal: id, error: error.shortMessage },
      'confirmed and not taken yet: it is tried again',
    );
  }

  const ended = (id: Proposal['id'], status: 'Applied' | 'Refused', text: string): Work =>
    endProposal(id, { status, text, at: now() });

  async function tellRefused(strategy: string, error: unknown): Promise<void> {
    const facts = error instanceof ConfigError ? { problems: error.facts } : {};
    log.warn({ at: 'reload', strategy, ...facts, error: saidShortly(error) }, 'not changed: what runs runs on');
    await alarms.raise({ code: 'RELOAD_REFUSED', subject: strategy, text: saidShortly(error) });
  }

  async function takeFile(before: Strategy): Promise<void> {
    try {
      const bytes = readFileSync(before.file);
      const hash = keccak256(bytes);
      if (hash === before.hash) {
        log.info({ at: 'reload', strategy: before.name }, 'the file is what runs');
        return await alarms.resolve({ code: 'RELOAD_REFUSED', subject: before.name });
      }
      const { after } = await compiledChange(before, bytes);
      const at = now();
      const foreseen = await foresee(ledger, settings, before, after);
      const user = userInfo().username;
      const proposal = signalledProposal({ id: newId(at), before, after, source: bytes, foreseen, user, at });
      const { author } = proposal;
      const asked = [
        insertCommand({ id: newId(at), verb: 'reload', args: [proposal.id, before.name, hash], author, at }),
        insertProposal(proposal),
      ];
      try {
        await take(before, proposal, hash, asked);
      } catch (error) {
        // Whoever signals is told once, and may put the file back then: it is never taken later.
        await ledger.commit([asked, ended(proposal.id, 'Refused', saidShortly(error))]);
        throw error;
      }
    } catch (error) {
      await tellRefused(before.name, error);
    }
  }

  return {
    started: (at) => keptFrom(config, at),
    takeConfirmed: () =>
      inTurn(async () => {
        for (const id of await overdueProposals(ledger, now()))
          await ledger.commit(
            decideProposal(id, { status: 'Expired', by: '', text: 'nobody has confirmed it in time', at: now() }),
          );
        for (const proposal of await proposalsThat(ledger, 'Confirmed')) await takeProposal(proposal);
      }),
    takeFiles: () =>
      inTurn(async () => {
        for (const before of config.strategies) await takeFile(before);
      }),
  };
}
