import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { isOldNode, leastNode } from '../../leastNode.js';
import type { DoctorCheck, Finding } from '../check.js';
import { sayBytes } from '../say.js';

/** Bytes: what a daemon takes, and some. */
const leastMemory = 200e6;
const units = '/etc/systemd/system';

/** Node, memory, and what keeps the daemon alive when nobody looks. */
export const machine: DoctorCheck = {
  name: 'machine',
  async run() {
    return [ofNode(), ofMemory(), ...(await ofSystemd())];
  },
};

function ofNode(): Finding {
  const says = `${process.versions.node} on ${process.platform} ${process.arch}`;
  return isOldNode(process.versions.node)
    ? { verdict: 'fail', about: 'node', says, mend: `use ${leastNode} or later` }
    : { verdict: 'ok', about: 'node', says };
}

function ofMemory(): Finding {
  const free = freemem();
  const says = `${sayBytes(free)} free of ${sayBytes(totalmem())}`;
  return free < leastMemory
    ? {
        verdict: 'warn',
        about: 'memory',
        says,
        mend: 'a daemon takes some 100 MB, more while it works out risk: make room',
      }
    : { verdict: 'ok', about: 'memory', says };
}

/** Only where systemd is, and only units that start ballast: nobody is told how else to run it. */
async function ofSystemd(): Promise<Finding[]> {
  if (!existsSync('/run/systemd/system')) return [];
  const names = await readdir(units).catch(() => []);
  const texts = await Promise.all(
    names
      .filter((name) => name.endsWith('.service'))
      .map(async (name) => ({ name, text: await readFile(join(units, name), 'utf8').catch(() => '') })),
  );
  return texts
    .filter(({ text }) => /^ExecStart=.*ballast.* run /m.test(text))
    .map(({ name, text }): Finding => {
      const lacks = [
        ...(/^Restart=/m.test(text) ? [] : ['Restart=on-failure']),
        ...(/^WatchdogSec=/m.test(text) ? [] : ['WatchdogSec=']),
      ];
      if (lacks.length === 0) return { verdict: 'ok', about: name, says: 'starts again by itself, and is watched' };
      const mend = 'take them from deploy/ of the package, then systemctl daemon-reload';
      return { verdict: 'warn', about: name, says: `it lacks ${lacks.join(' and ')}`, mend };
    });
}
