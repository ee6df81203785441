import { OrderError } from '../../orders/orderError.js';
import { plainText } from '../../plainText.js';
import { exitCodes } from '../exitCodes.js';
import { show } from '../output.js';

/** Does it; with `--json` what is wrong is told as JSON as well, all of it. */
export async function withReport(json: boolean | undefined, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!json || !(error instanceof OrderError)) throw error;
    const { shortMessage, count, problems } = error;
    show({ json: { error: shortMessage, count, problems }, text: '' }, { json });
    process.stderr.write(`${plainText(shortMessage, false)}\n`);
    process.exitCode = exitCodes.badInput;
  }
}
