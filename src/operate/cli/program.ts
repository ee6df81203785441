import { Command } from 'commander';
import { version } from '../version.js';
import { addAlertVerbs } from './alerting/alertVerbs.js';
import { addAuditVerbs } from './audit/auditVerbs.js';
import { addBlockVerbs } from './block/blockVerbs.js';
import { addPostTradeVerbs } from './breaks/postTradeVerbs.js';
import { addCareVerbs } from './care/careVerbs.js';
import { addChangeVerbs } from './change/changeVerbs.js';
import { addCompletionVerb } from './completion/completionVerb.js';
import { addCostsVerb } from './costs/costsVerb.js';
import { addDemoVerb } from './demo/demoVerb.js';
import { addDoctorVerb } from './doctorVerb.js';
import { addHealthVerb } from './healthVerb.js';
import { addInitVerb } from './init/initVerb.js';
import { addKeysVerbs } from './keysVerbs.js';
import { createLedgerVerbs } from './ledgerVerbs.js';
import { addLookVerbs } from './lookVerbs.js';
import { addMetricsVerb } from './metricsVerb.js';
import { addBlotterVerb } from './order/blotterVerb.js';
import { addOrderVerbs } from './order/orderVerbs.js';
import type { Answer } from './output.js';
import { addReviewVerbs } from './review/reviewVerbs.js';
import { addRiskVerbs } from './risk/riskVerbs.js';
import { addRunVerbs } from './runVerbs.js';
import { addServeVerb } from './serveVerb.js';
import { addTcaVerb } from './tca/tcaVerb.js';
import { addTelegramVerbs } from './telegram/telegramVerbs.js';
import { addTradingStateVerbs } from './tradingStateVerbs.js';
import { addTriggersVerb } from './triggers/triggersVerb.js';
import { arrangeVerbs } from './verbGroups.js';

async function answer(json: boolean | undefined, find: () => Answer | Promise<Answer>): Promise<void> {
  const { show } = await import('./output.js');
  show(await find(), json === undefined ? {} : { json });
}

/**
 * Every verb there is, unspoken: what `main.ts` obeys, and what completion and the man page are made of. Each verb's module is
 * loaded when the verb is said, so that reading verbs start at once. `arrangeVerbs` says in which order they are shown.
 */
export function createProgram(): Command {
  const program = new Command('ballast')
    .description('A keeper that holds an on-chain derivatives portfolio level.')
    .version(version)
    .option('--settings <file>', 'chains, keys and the ledger', process.env['BALLAST_SETTINGS'] ?? 'ballast.yaml')
    .exitOverride()
    .showHelpAfterError('(`ballast help` lists the verbs)');

  const settings = (): string => program.opts<{ settings: string }>().settings;
  const options = { program, settings, answer };
  const verbs = createLedgerVerbs(options);

  addInitVerb(options);
  addDoctorVerb(program, settings);
  addHealthVerb(program, settings);
  addDemoVerb(program);
  addRunVerbs(options);
  addServeVerb(program, settings);
  addTradingStateVerbs(verbs, program);

  addLookVerbs(verbs);
  addBlotterVerb(verbs);
  addTriggersVerb(verbs);
  addCostsVerb(verbs);
  addTcaVerb(verbs);
  addAlertVerbs(verbs, program, settings);
  addRiskVerbs(verbs);

  addOrderVerbs(options);
  addReviewVerbs(verbs, program);
  addBlockVerbs(verbs, program);
  addChangeVerbs(verbs, program, settings);
  addPostTradeVerbs(verbs, program);

  addCareVerbs(options);
  addAuditVerbs(program, settings);
  addKeysVerbs(options);
  addTelegramVerbs(verbs, program, settings);
  addMetricsVerb(options);
  addCompletionVerb(program);
  arrangeVerbs(program);

  return program;
}
