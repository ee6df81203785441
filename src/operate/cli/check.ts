import { ConfigError } from '../../config/configError.js';
import { loadConfig } from '../../config/loadConfig.js';
import { preflight } from '../preflight.js';
import type { Answer } from './output.js';
import { green, table } from './table.js';

/**
 * Everything that stands between these files and a start, in one report; nothing is sent.
 * @throws ConfigError with every problem.
 */
export async function check(strategyFiles: readonly string[], { settings }: { settings: string }): Promise<Answer> {
  const config = loadConfig({ settingsFile: settings, strategyFiles, env: process.env });
  const problems = await preflight(config, { unreachable: 'problem' });
  if (problems.length > 0) throw new ConfigError(problems);
  const checked = config.strategies.map(({ name, file, chain, account, mode, rules, hash }) => ({
    name,
    file,
    chain,
    account,
    mode,
    rules: rules.map((rule) => rule.name),
    hash,
  }));
  const text = table(checked, [
    { title: '', cell: () => green('ok') },
    { title: 'strategy', cell: (s) => s.name },
    { title: 'mode', cell: (s) => s.mode },
    { title: 'chain', cell: (s) => s.chain },
    { title: 'account', cell: (s) => s.account },
    { title: 'rules', cell: (s) => s.rules.join(', ') },
  ]);
  return { json: checked, text };
}
