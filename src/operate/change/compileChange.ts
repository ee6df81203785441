import { ConfigError } from '../../config/configError.js';
import { type Config, loadConfig } from '../../config/loadConfig.js';
import { didYouMean } from '../../config/suggestion.js';
import type { Strategy } from '../../model/strategy.js';
import { type KeptStrategy, keptByLatestRun } from '../../record/queries/proposals.js';
import type { ChangeAsked, ChangeContext } from './changeContext.js';
import { ChangeError } from './changeError.js';
import { refusedChanges } from './refusedChanges.js';
import { variablesAdded } from './variablesNamed.js';

/** A running strategy and what it would be, both compiled. */
export interface CompiledChange {
  running: KeptStrategy;
  before: Strategy;
  after: Strategy;
  /** Of all strategies that run, with the new one among them. */
  config: Config;
}

/** More is no strategy. */
const longest = 100_000;

/** The strategy that runs, or ran last, under a name. @throws ChangeError */
export async function runningNamed({ ledger }: Pick<ChangeContext, 'ledger'>, strategy: string): Promise<KeptStrategy> {
  const all = await keptByLatestRun(ledger);
  const running = all.find((one) => one.strategy === strategy);
  if (running) return running;
  const names = all.map((one) => one.strategy);
  if (names.length === 0)
    throw new ChangeError('nothing is kept by this ledger yet', { mend: 'start `ballast run` with the file' });
  throw new ChangeError(`no strategy \`${strategy.slice(0, 60)}\` runs`, { mend: didYouMean(strategy, names) });
}

/**
 * Reads a new text as a start would, beside all other strategies that run, and holds it against the running one.
 * @throws ConfigError with everything that is wrong; ChangeError where there is nothing to change
 */
export async function compileChange(context: ChangeContext, asked: ChangeAsked): Promise<CompiledChange> {
  const running = await runningNamed(context, asked.strategy);
  const { file } = running;
  if (asked.source.length > longest)
    throw new ChangeError('the text is too long for a strategy', { mend: 'a strategy is a page of YAML' });
  if (!asked.mayNameAny) {
    const named = variablesAdded(file, running.source, asked.source);
    if (named.length > 0) throw new ConfigError(named);
  }
  const texts = new Map(
    (await keptByLatestRun(context.ledger)).map((one) => [one.file, Buffer.from(one.source)] as const),
  );
  const load = (source: string) =>
    loadConfig({
      ...{ settingsFile: context.settingsFile, env: context.env, needsKeys: false },
      strategyFiles: [...texts.keys()],
      texts: new Map(texts).set(file, Buffer.from(source)),
    });
  const of = (config: Config) => config.strategies.find((one) => one.file === file);
  const config = load(asked.source);
  const [before, after] = [of(load(running.source)), of(config)];
  if (!before || !after) throw new ChangeError(`${file} is no strategy any more`);
  const refused = await refusedChanges(context.ledger, config, before, after);
  if (refused.length > 0) throw new ConfigError(refused);
  return { running, before, after, config };
}
