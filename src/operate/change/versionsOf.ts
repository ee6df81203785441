import type { z } from 'zod';
import { strategyChanges } from '../../config/diff/strategyChanges.js';
import { loadConfig } from '../../config/loadConfig.js';
import type { StrategyChange } from '../../model/proposal.js';
import { type KeptStrategy, keptStrategiesOf, proposalsNamed } from '../../record/queries/proposals.js';
import type { versionView } from '../views/strategyVersion.js';
import type { ChangeContext } from './changeContext.js';

type Version = z.infer<typeof versionView>;

/** So many of a strategy are shown, the newest. */
const most = 20;

/** Rows of starts with one and the same text are one version. */
const mostRows = 400;

/** Every text that a strategy has had, the newest first, each with what it changed. */
export async function versionsOf(context: ChangeContext, strategy: string): Promise<Version[]> {
  const rows = (await keptStrategiesOf(context.ledger, { strategy, limit: mostRows })).reverse();
  const first = rows.filter((row, i) => row.hash !== rows[i - 1]?.hash);
  const versions: Version[] = [];
  for (const [i, row] of first.entries()) {
    if (i < first.length - most) continue;
    const { hash, source, proposal, at: since } = row;
    const before = first[i - 1];
    const [asked] = proposal === null ? [] : await proposalsNamed(context.ledger, proposal);
    const told = asked ? { changes: [...asked.changes], untold: '' } : changed(context, before, row);
    versions.unshift({
      ...{ hash, since, source, proposal, by: asked?.by ?? '', how: proposal === null ? 'start' : 'reload' },
      ...told,
    });
  }
  return versions;
}

/** Two texts never change what is between them: each pair is compared once. */
const compared = new Map<string, readonly StrategyChange[]>();

function changed(
  { settingsFile, env }: ChangeContext,
  before: KeptStrategy | undefined,
  after: KeptStrategy,
): Pick<Version, 'changes' | 'untold'> {
  if (!before) return { changes: [], untold: '' };
  const key = `${before.hash} ${after.hash}`;
  const known = compared.get(key);
  if (known) return { changes: [...known], untold: '' };
  try {
    const [was, is] = [before, after].map(({ file, source }) => {
      const texts = new Map([[file, Buffer.from(source)]]);
      return loadConfig({ settingsFile, env, strategyFiles: [file], texts, needsKeys: false }).strategies[0];
    });
    if (!was || !is) return { changes: [], untold: 'one of the two is no strategy' };
    const changes = strategyChanges(was, is);
    if (compared.size >= 200) compared.clear();
    compared.set(key, changes);
    return { changes: [...changes], untold: '' };
  } catch {
    return { changes: [], untold: 'one of the two cannot be read with ballast.yaml as it is now' };
  }
}
