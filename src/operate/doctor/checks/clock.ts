import { labelOf } from '../../../observe/endpoints/redactUrls.js';
import type { DoctorCheck, DoctorContext, Finding } from '../check.js';
import { sayAge } from '../say.js';

/** Milliseconds: HTTP tells whole seconds, and the way takes time too. */
const tolerated = 3_000;

/** This machine's clock against what endpoints say of the time, and never behind the newest block. */
export const clock: DoctorCheck = {
  name: 'clock',
  async run(context) {
    const found: Finding[] = [];
    for (const chain of context.chains) {
      const { well } = await context.opened(chain);
      const behind = well ? Number(well.block.timestamp) * 1000 - context.now() : 0;
      if (behind > tolerated) {
        const says = `it is ${sayAge(behind)} behind the newest block of ${chain.name}`;
        found.push({ verdict: 'warn', about: 'this machine', says, mend: 'keep it right: timedatectl set-ntp true' });
      }
      found.push(...(await ofServers(context, chain.endpoints)));
    }
    const wrong = found.filter(({ verdict }) => verdict !== 'ok');
    if (wrong.length > 0) return wrong.slice(0, 3);
    const [first] = found;
    return [first ?? { verdict: 'ok', about: 'this machine', says: 'not behind the newest block' }];
  },
};

async function ofServers({ now, signal }: DoctorContext, urls: readonly string[]): Promise<Finding[]> {
  const told = await Promise.all(
    urls.map(async (url): Promise<Finding[]> => {
      const asked = now();
      const date = await dateOf(url, signal);
      if (date === null) return [];
      const middle = (asked + now()) / 2;
      const off = date + 500 - middle;
      const says = `${sayAge(Math.abs(off))} ${off > 0 ? 'behind' : 'ahead of'} ${labelOf(url)}`;
      if (Math.abs(off) <= tolerated)
        return [{ verdict: 'ok', about: 'this machine', says: `within ${sayAge(tolerated)} of ${labelOf(url)}` }];
      return [{ verdict: 'warn', about: 'this machine', says, mend: 'keep it right: timedatectl set-ntp true' }];
    }),
  );
  return told.flat();
}

/** What its web server says of the time, unix ms; null where it says nothing. */
async function dateOf(url: string, signal: AbortSignal): Promise<number | null> {
  try {
    const { headers } = await fetch(url.replace(/^ws/, 'http'), { method: 'HEAD', signal, redirect: 'manual' });
    const date = Date.parse(headers.get('date') ?? '');
    return Number.isNaN(date) ? null : date;
  } catch {
    return null;
  }
}
