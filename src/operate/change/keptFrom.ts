import { resolve } from 'node:path';
import type { Config } from '../../config/loadConfig.js';
import type { UnixMillis } from '../../model/units.js';
import type { Work } from '../../record/ledger.js';
import { insertKeptStrategy } from '../../record/statements/proposals.js';
import { saveStrategy } from '../../record/statements/runs.js';

/** What a run keeps from its start on: of each strategy the very text that was read. */
export const keptFrom = ({ strategies, texts }: Config, at: UnixMillis): Work =>
  strategies.map(({ name, file, hash }) => [
    saveStrategy({ hash, name, source: Buffer.from(texts.get(file) ?? []).toString('utf8'), at }),
    insertKeptStrategy({ strategy: name, file: resolve(file), hash, proposal: null, at }),
  ]);
