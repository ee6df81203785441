import type { ChainSettings } from '../../config/settings.js';
import { shortMessageOf } from '../../model/error.js';
import { redactUrls } from '../../observe/endpoints/redactUrls.js';
import type { DoctorCheck, DoctorContext, Finding } from './check.js';
import { type OpenedChain, openChain } from './openedChain.js';

/** What one check found, and how long it took. */
export interface Examined {
  check: string;
  findings: readonly Finding[];
  tookMs: number;
}

const usualTimeoutMs = 15_000;

export type ExamineOptions = Omit<DoctorContext, 'opened' | 'signal'>;

/** Makes all checks at once; in the order of the list. One that throws or takes too long is a `fail` of itself only. */
export async function examine(checks: readonly DoctorCheck[], options: ExamineOptions): Promise<Examined[]> {
  const chains = new Map<string, Promise<OpenedChain>>();
  const opened = (chain: ChainSettings): Promise<OpenedChain> => {
    const found = chains.get(chain.name) ?? openChain(options.config, chain);
    chains.set(chain.name, found);
    return found;
  };
  try {
    return await Promise.all(checks.map((check) => make(check, { ...options, opened })));
  } finally {
    const all = await Promise.allSettled(chains.values());
    await Promise.all(all.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)));
  }
}

async function make(check: DoctorCheck, context: Omit<DoctorContext, 'signal'>): Promise<Examined> {
  const started = performance.now();
  const { name, timeoutMs = usualTimeoutMs } = check;
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly Finding[]>((resolve) => {
    timer = setTimeout(() => {
      over.abort();
      const mend = 'try again; where it stays so, what it looks at is too slow to rely on';
      resolve([{ verdict: 'fail', about: name, says: `no answer within ${timeoutMs / 1000} s`, mend }]);
    }, timeoutMs);
  });
  try {
    const findings = await Promise.race([check.run({ ...context, signal: over.signal }), late]);
    return { check: name, findings, tookMs: performance.now() - started };
  } catch (error) {
    const says = `the check itself failed: ${redactUrls(shortMessageOf(error))}`;
    const mend = 'report this as a defect; the other checks stand';
    return {
      check: name,
      findings: [{ verdict: 'fail', about: name, says, mend }],
      tookMs: performance.now() - started,
    };
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}
