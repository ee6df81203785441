import { Worker } from 'node:worker_threads';

/** SQLite's own look at a whole database, in a thread of its own; null where it finds nothing wrong. */
export async function quickCheck(file: string, signal: AbortSignal): Promise<string | null> {
  const worker = new Worker(new URL('./quickCheckWorker.js', import.meta.url), { workerData: file });
  const stop = () => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<string | null>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => resolve('it takes longer than this to look at all of it'));
    });
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
