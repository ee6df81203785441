import { parentPort, workerData } from 'node:worker_threads';
import { unixMillis } from '../../src/model/units.js';
import { startServing } from '../../src/operate/api/startServing.js';
import { openLedger } from '../../src/record/ledger.js';
import { builtPage } from '../../test/browser/builtPage.js';

// The console as the daemon has it: in a thread of its own, on a connection of its own.

const { file, tokensFile } = workerData as { file: string; tokensFile: string };
const quiet = () => {};
const ledger = openLedger({ file, patienceMs: 1_000 });
const served = await startServing({
  ...{ ledger, tokensFile, settingsFile: 'ballast.yaml', address: '127.0.0.1:0', setting: 'the bench' },
  page: builtPage(),
  knowledge: { env: {}, chainOf: () => undefined },
  now: () => unixMillis(Date.now()),
  log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
});
parentPort?.on('message', async () => {
  await served.close();
  ledger.close();
  process.exit();
});
parentPort?.postMessage(served.url);
