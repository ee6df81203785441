import { Command, InvalidArgumentError, Option } from 'commander';
import { unixMillis } from '../../model/units.js';
import { version } from '../version.js';
import { addAlertVerbs } from './alerting/alertVerbs.js';
import { addAuditVerbs } from './audit/auditVerbs.js';
import { addBlockVerbs } from './block/blockVerbs.js';
import { addPostTradeVerbs } from './breaks/postTradeVerbs.js';
import { addCareVerbs } from './care/careVerbs.js';
import { addChangeVerbs } from './change/changeVerbs.js';
import { addCompletionVerb } from './completion/completionVerb.js';
import { addCostsVerb } from './costs/costsVerb.js';
import { type SettingName, settingNames } from './demo/settings.js';
import { addDoctorVerb } from './doctorVerb.js';
import { addHealthVerb } from './healthVerb.js';
import { addInitVerb } from './init/initVerb.js';
import { addKeysVerbs } from './keysVerbs.js';
import { addBlotterVerb } from './order/blotterVerb.js';
import { addOrderVerbs } from './order/orderVerbs.js';
import type { Answer } from './output.js';
import { addReviewVerbs } from './review/reviewVerbs.js';
import { addRiskVerbs, type LedgerChoice, type Verbs } from './risk/riskVerbs.js';
import { addServeVerb } from './serveVerb.js';
import { addTcaVerb } from './tca/tcaVerb.js';
import { addTelegramVerbs } from './telegram/telegramVerbs.js';
import { addTriggersVerb } from './triggers/triggersVerb.js';
import { arrangeVerbs } from './verbGroups.js';

const natural = (text: string): number => {
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1) throw new InvalidArgumentError('a whole number from 1 is wanted');
  return Number(text);
};

const whole = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number is wanted');
  return Number(text);
};

async function answer(json: boolean | undefined, find: () => Answer | Promise<Answer>): Promise<void> {
  const { show } = await import('./output.js');
  show(await find(), json === undefined ? {} : { json });
}

interface ReadOptions extends LedgerChoice {
  strategy?: string;
  limit: number;
}

const states = {
  pause: 'only what lowers risk is sent from now on',
  resume: 'everything may be sent again',
  halt: 'nothing is sent from now on, not even to survive',
} as const;

/**
 * Every verb there is, unspoken: what `main.ts` obeys, and what completion and the man page are made of. Each verb's module is
 * loaded when the verb is said, so that reading verbs start at once.
 */
export function createProgram(): Command {
  const program = new Command('ballast')
    .description('A keeper that holds an on-chain derivatives portfolio level.')
    .version(version)
    .option('--settings <file>', 'chains, keys and the ledger', process.env['BALLAST_SETTINGS'] ?? 'ballast.yaml')
    .exitOverride()
    .showHelpAfterError('(`ballast help` lists the verbs)');

  const settings = (): string => program.opts<{ settings: string }>().settings;

  addInitVerb({ program, settings, answer });
  addDoctorVerb(program, settings);
  addHealthVerb(program, settings);

  program
    .command('demo')
    .description('the whole job on a local chain: one account guarded, one not')
    .option('--seed <n>', 'shapes the market', whole, 1)
    .option('--steps <n>', 'steps of the market', natural, 24)
    .addOption(
      new Option('--venue <name>', 'where: lyra (with perp-v2), or gmx (GMX V2)').choices(settingNames).default('lyra'),
    )
    .option('--fast', 'no pauses for reading')
    .option('--console', 'in the browser as well; stays up at the end, with a question to answer')
    .action(async (options: { seed: number; steps: number; venue: SettingName; fast?: boolean; console?: boolean }) => {
      const { demo } = await import('./demo/demo.js');
      process.exitCode = await demo(options);
    });

  program
    .command('run')
    .description('keep strategies until stopped')
    .argument('<strategy...>', 'strategy files')
    .option('--db <file>', 'the ledger')
    .action(async (files: string[], options: { db?: string }) => {
      const { keepSmall } = await import('../keepSmall.js');
      keepSmall();
      const { run } = await import('./run.js');
      // Whatever still hangs on a socket then has nothing left to do.
      process.exit(await run(files, { settings: settings(), ...options }));
    });

  program
    .command('check')
    .description('everything wrong with strategies, in one report; sends nothing')
    .argument('<strategy...>', 'strategy files')
    .option('--json', 'for programs')
    .action(async (files: string[], options: { json?: boolean }) => {
      const { check } = await import('./check.js');
      await answer(options.json, () => check(files, { settings: settings() }));
    });

  program
    .command('recover')
    .description('what a start would do first with what an earlier run has left open')
    .argument('<strategy...>', 'strategy files')
    .option('--dry-run', 'tell it, and do nothing: it is done by `ballast run`')
    .option('--db <file>', 'the ledger')
    .option('--json', 'for programs')
    .action(async (files: string[], options: { dryRun?: boolean; db?: string; json?: boolean }) => {
      const { recover } = await import('./recover.js');
      await answer(options.json, () => recover(files, { settings: settings(), ...options }));
    });

  /** A verb that reads the ledger, whether or not a daemon is writing it. */
  function reading(name: string, description: string): Command {
    return program
      .command(name)
      .description(description)
      .option('--db <file>', 'the ledger')
      .option('--json', 'for programs');
  }

  async function read(
    { db, json }: LedgerChoice,
    ask: (ledger: import('../../record/ledger.js').Ledger) => Promise<Answer>,
  ): Promise<void> {
    const { withLedger } = await import('./openLedgerFor.js');
    const options = { settings: settings(), readonly: true, ...(db === undefined ? {} : { db }) };
    await answer(json, () => withLedger(options, ask));
  }

  reading('status', 'is it running, what may it do, how do the books stand').action(async (options: ReadOptions) => {
    const { status } = await import('./status.js');
    await read(options, (ledger) => status(ledger, Date.now()));
  });

  reading('positions', 'what each book holds')
    .option('--strategy <name>', 'one book')
    .action(async (options: ReadOptions) => {
      const { positions } = await import('./positions.js');
      await read(options, (ledger) => positions(ledger, options.strategy));
    });

  const verbs: Verbs = {
    reading,
    read,
    async write({ db, json }, work) {
      const { withLedger } = await import('./openLedgerFor.js');
      const options = { settings: settings(), readonly: false, ...(db === undefined ? {} : { db }) };
      await answer(json, () => withLedger(options, work));
    },
  };

  addRiskVerbs(verbs);
  addReviewVerbs(verbs, program);
  addChangeVerbs(verbs, program, settings);
  addCareVerbs({ program, settings, answer });
  addAlertVerbs(verbs, program, settings);
  addTelegramVerbs(verbs, program);
  addBlockVerbs(verbs, program);
  addPostTradeVerbs(verbs, program);

  addTriggersVerb(verbs);
  addOrderVerbs({ program, settings, answer });
  addServeVerb(program, settings);

  addBlotterVerb(verbs);

  reading('decisions', 'the newest decisions: done or not, and why')
    .option('--strategy <name>', 'one book')
    .option('--limit <n>', 'how many', natural, 50)
    .action(async (options: ReadOptions) => {
      const { decisions } = await import('./decisions.js');
      await read(options, (ledger) => decisions(ledger, Date.now(), options));
    });

  addCostsVerb(verbs);
  addTcaVerb(verbs);

  addAuditVerbs(program, settings);

  reading('why', 'the story of a decision, an order or a transaction')
    .argument('<id>', 'an id or a transaction hash, or the beginning of one')
    .action(async (id: string, options: ReadOptions) => {
      const { why } = await import('./why.js');
      await read(options, (ledger) => why(ledger, id, Date.now()));
    });

  for (const [verb, description] of Object.entries(states)) {
    const one = program
      .command(verb)
      .description(description)
      .argument('[reason...]', 'why, for the record')
      .option('--db <file>', 'the ledger')
      .option('--json', 'for programs')
      .action(async (reason: string[], { db, json, yes }: ReadOptions & { yes?: boolean }) => {
        const { setTradingState } = await import('./setTradingState.js');
        const { withLedger } = await import('./openLedgerFor.js');
        const options = { settings: settings(), readonly: false, ...(db === undefined ? {} : { db }) };
        await answer(json, () =>
          withLedger(options, (ledger) =>
            setTradingState(ledger, verb as keyof typeof states, reason.join(' '), unixMillis(Date.now()), {
              isSure: yes === true,
            }),
          ),
        );
      });
    if (verb === 'pause') one.option('--yes', 'also where trading is halted, which lets more be sent');
  }

  program
    .command('metrics')
    .description('every name that a rule may use')
    .option('--json', 'for programs')
    .action(async ({ json }: { json?: boolean }) => {
      const { metrics } = await import('./metrics.js');
      await answer(json, metrics);
    });

  addKeysVerbs({ program, settings, answer });

  addCompletionVerb(program);
  arrangeVerbs(program);

  return program;
}
