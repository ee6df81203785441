import { loadConfig } from '../../config/loadConfig.js';
import type { ChainSettings } from '../../config/settings.js';
import type { KnownBookOptions } from './readKnownBook.js';

/** What is needed beside the ledger to tell what a book knows: ballast.yaml, where it can be read. */
export function openKnowledge(settingsFile: string, env: KnownBookOptions['env']): KnownBookOptions {
  let chains: readonly ChainSettings[] | undefined;
  return {
    env,
    chainOf(id) {
      chains ??= chainsIn(settingsFile, env);
      return chains.find((one) => one.id === id);
    },
  };
}

/** None where the file is not there, or needs a variable that is not set here: then less can be told, and nothing else. */
function chainsIn(settingsFile: string, env: KnownBookOptions['env']): readonly ChainSettings[] {
  try {
    return Object.values(loadConfig({ settingsFile, strategyFiles: [], env, needsKeys: false }).settings.chains);
  } catch {
    return [];
  }
}
