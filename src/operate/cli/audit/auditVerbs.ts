import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../../config/quantities.js';
import { DAY } from '../../../model/time.js';
import { exitCodes } from '../exitCodes.js';
import type { Answer } from '../output.js';

interface AuditOptions {
  db?: string;
  json?: boolean;
}

const keyHex = (text: string, known: readonly string[] = []): string[] => {
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new InvalidArgumentError('64 hex digits are wanted, as `ballast audit key` shows');
  return [...known, text];
};

const entry = (text: string): { number: number; hash: string } => {
  const [, number, hash] = /^(\d{1,12}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (number === undefined || hash === undefined) {
    throw new InvalidArgumentError('NUMBER:HASH is wanted, as `ballast audit verify` shows for the newest entry');
  }
  return { number: Number(number), hash };
};

/** @returns Unix milliseconds */
export const moment = (text: string): number => {
  const back = parseDuration(text);
  const at = 'value' in back ? Date.now() - back.value : /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw new InvalidArgumentError('a time like 2026-11-01, 2026-11-01T08:00Z, or 7d for so long ago is wanted');
  return at;
};

/** A day that is named alone is the last one, whole, as for every verb that takes `--until`. @returns Unix milliseconds */
export const untilMoment = (text: string): number => moment(text) + (/^\d{4}-\d\d-\d\d$/.test(text) ? DAY : 0);

/** That nothing in the ledger was changed behind ballast's back, and what there is to show of it. */
export function addAuditVerbs(program: Command, settings: () => string): void {
  const audit = program
    .command('audit')
    .description('the chain of hashes over all that was decided, done and asked for');
  const verb = (name: string, description: string): Command =>
    audit.command(name).description(description).option('--db <file>', 'the ledger').option('--json', 'for programs');

  async function answer({ db, json }: AuditOptions, ask: (file: string) => Promise<Answer>): Promise<void> {
    const { ledgerFile } = await import('../openLedgerFor.js');
    const { show } = await import('../output.js');
    const file = await ledgerFile({ settings: settings(), ...(db === undefined ? {} : { db }) });
    show(await ask(file), json === undefined ? {} : { json });
  }

  verb('verify', 'is everything in the ledger as it was written? exit code 1 if not')
    .option('--key <hex>', 'who may have signed; may be given again (default: any key that the chain names)', keyHex)
    .option('--expect <entry>', 'NUMBER:HASH of an entry that you have kept', entry)
    .action(async (options: AuditOptions & { key?: string[]; expect?: { number: number; hash: string } }) => {
      const { verify } = await import('./verify.js');
      await answer(options, async (file) => {
        const { intact, ...said } = verify(file, options);
        if (!intact) process.exitCode = exitCodes.unexpected;
        return said;
      });
    });

  verb('export', 'the entries of a period with the rows they speak of, to be verified elsewhere')
    .argument('<file>', 'to write')
    .addOption(new Option('--since <time>', 'a day, a time, or how long ago: 7d').argParser(moment).default(0, 'all'))
    .option('--until <time>', 'the last day, a time, or how long ago', untilMoment)
    .action(async (to: string, options: AuditOptions & { since: number; until?: number }) => {
      const { exportPeriod } = await import('./exportPeriod.js');
      const { since, until = Number.MAX_SAFE_INTEGER } = options;
      await answer(options, async (file) => exportPeriod({ file, to, since, until }));
    });

  verb('key', 'the public key that signs this ledger').action(async (options: AuditOptions) => {
    const { key } = await import('./key.js');
    await answer(options, async (file) => key(file));
  });
}
