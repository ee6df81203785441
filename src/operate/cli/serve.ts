import { unixMillis } from '../../model/units.js';
import { startServing } from '../api/startServing.js';
import { builtPage } from '../console/builtPage.js';
import { createLog } from '../log.js';
import { openKnowledge } from '../orders/openKnowledge.js';
import { withLedger } from './openLedgerFor.js';

export interface ServeVerbOptions {
  settings: string;
  listen: string;
  tokens?: string;
  publicUrl?: readonly string[];
  db?: string;
}

/** Serves the ledger over HTTP until it is told to stop: the page and the API. @throws BallastError when it cannot */
export async function serve({ settings, listen, tokens, publicUrl = [], db }: ServeVerbOptions): Promise<void> {
  const options = { settings, readonly: false, ...(db === undefined ? {} : { db }) };
  await withLedger(options, async (ledger) => {
    const log = createLog();
    const page = builtPage();
    const served = await startServing({
      ...{ ledger, log, settingsFile: settings, now: () => unixMillis(Date.now()) },
      ...{ address: listen, setting: '`--listen`', publicUrls: publicUrl },
      knowledge: openKnowledge(settings, process.env),
      ...(tokens === undefined ? {} : { tokensFile: tokens }),
      ...(page ? { page } : {}),
    });
    log.info(
      { at: 'api', url: served.url, ledger: ledger.file },
      tokens === undefined ? 'serves whoever may reach it, to look only' : 'serves who has a token',
    );
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    });
    await served.close();
  });
}
