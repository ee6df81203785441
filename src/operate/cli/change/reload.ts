import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { keccak256 } from 'viem';
import { ConfigError } from '../../../config/configError.js';
import { didYouMean } from '../../../config/suggestion.js';
import { BallastError } from '../../../model/error.js';
import { shortId } from '../../../model/order.js';
import type { Proposal } from '../../../model/proposal.js';
import { unixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { type KeptStrategy, keptByLatestRun } from '../../../record/queries/proposals.js';
import { confirmProposal, proposalNamed } from '../../change/answerProposal.js';
import type { ChangeContext } from '../../change/changeContext.js';
import { type Considered, considerChange } from '../../change/considerChange.js';
import { proposeChange } from '../../change/proposeChange.js';
import { daemonOf } from '../../daemonLock.js';
import type { Answer } from '../output.js';
import { dim, green, red } from '../table.js';
import { openTerminal } from '../terminal.js';
import { changeText } from './changeText.js';

export interface ReloadOptions {
  settings: string;
  dryRun?: boolean;
  yes?: boolean;
  because?: string;
  json?: boolean;
}

/** A change is taken between two ticks; a loop whose chain is slow takes its time. */
const patienceMs = 60_000;

/**
 * Shows what the files on the disk would change of what runs, and has the daemon take it once that is confirmed.
 * @param asked names or files of strategies; all that run where it is empty
 */
export async function reload(ledger: Ledger, asked: readonly string[], options: ReloadOptions): Promise<Answer> {
  const context: ChangeContext = {
    ...{ ledger, settingsFile: options.settings, env: process.env },
    now: () => unixMillis(Date.now()),
  };
  const wanted = wantedOf(await keptByLatestRun(ledger), asked);
  const changed = wanted.flatMap((running) => {
    const source = textOf(running);
    return keccak256(Buffer.from(source)) === running.hash
      ? []
      : [{ strategy: running.strategy, source, mayNameAny: true }];
  });
  if (changed.length === 0) {
    const names = wanted.map(({ strategy }) => strategy);
    return { json: { changed: [] }, text: `${names.join(', ')}: the file is what runs; there is nothing to reload` };
  }
  const considered: Considered[] = [];
  const problems: ConfigError['problems'][number][] = [];
  for (const one of changed) {
    const found = await considerChange(context, one);
    problems.push(...found.problems);
    considered.push(found);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  const text = considered.map((one) => changeText(one, context.now())).join('\n\n');
  if (options.dryRun) return { json: { changed: considered }, text: `${text}\n\n${dim('nothing was changed')}` };
  const daemon = daemonOf(ledger.file);
  if (daemon === null) {
    const then = `no daemon runs on ${ledger.file}: the next start reads the files as they are`;
    return { json: { changed: considered, daemon }, text: `${text}\n\n${then}` };
  }
  if (!options.yes) await confirmed(text);
  else if (!options.json) process.stderr.write(`${text}\n\n`);
  const author = userInfo().username;
  const ended: Proposal[] = [];
  for (const one of changed) {
    const { id, hash } = await proposeChange(context, { ...one, because: options.because ?? '', author });
    await confirmProposal(ledger, { id, hash, author, at: context.now() });
    ended.push(await takenBy(ledger, id));
  }
  const refused = ended.filter(({ status }) => status !== 'Applied');
  if (refused.length > 0) process.exitCode = 2;
  return { json: { proposals: ended, daemon }, text: ended.map(endedText).join('\n') };
}

function wantedOf(running: readonly KeptStrategy[], asked: readonly string[]): KeptStrategy[] {
  if (running.length === 0)
    throw new BallastError('nothing is kept by this ledger yet', { mend: 'start `ballast run` with the file' });
  if (asked.length === 0) return [...running];
  return asked.map((name) => {
    const found = running.find(({ strategy, file }) => strategy === name || file === resolve(name));
    if (found) return found;
    const names = running.map(({ strategy }) => strategy);
    throw new BallastError(`\`${name}\` is no strategy that runs`, { mend: didYouMean(name, names) });
  });
}

function textOf({ strategy, file }: KeptStrategy): string {
  if (existsSync(file)) return readFileSync(file, 'utf8');
  throw new BallastError(`the file of ${strategy} is not there: ${file}`, {
    mend: 'put it back; the daemon keeps the text that it has read',
  });
}

/** @throws BallastError where nobody can be asked, or the answer is no */
async function confirmed(text: string): Promise<void> {
  const terminal = openTerminal('nothing was changed');
  if (!terminal) {
    throw new BallastError('nobody is there to confirm this', {
      facts: text.split('\n'),
      mend: 'look at it with --dry-run, then say --yes',
    });
  }
  try {
    const answer = await terminal.ask(`${text}\n\nkeep this from the next tick on? [y/N]`);
    if (!/^y(?:es)?$/i.test(answer)) throw new BallastError('nothing was changed');
  } finally {
    terminal.close();
  }
}

/** Once the daemon has taken it, or could not. @throws BallastError where it does not say */
export async function takenBy(ledger: Ledger, id: string): Promise<Proposal> {
  for (let waited = 0; waited < patienceMs; waited += 100) {
    const proposal = await proposalNamed(ledger, id);
    if (proposal.endedAt !== null) return proposal;
    await after(100);
  }
  throw new BallastError(`the daemon has not taken proposal ${shortId(id)} within a minute`, {
    mend: 'see `ballast status` and `ballast proposals`: it is taken with the next tick that ends, unless `ballast proposal reject` takes it back',
  });
}

/** What became of a proposal, in a line or two. */
export const endedText = ({ strategy, status, hash, text, by }: Proposal): string =>
  status === 'Applied'
    ? green(`${strategy} is kept by ${hash.slice(0, 12)}… from the next tick on`)
    : `${red(`${strategy} was not changed`)}: ${status === 'Rejected' ? `${by} has taken it back. ` : ''}${text}\nwhat runs runs on`;
