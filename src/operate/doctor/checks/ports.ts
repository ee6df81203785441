import { once } from 'node:events';
import { createServer } from 'node:net';
import { listensHereAlone, readListenAddress } from '../../../config/settings/listenAddress.js';
import { readPrivateFile } from '../../../execute/transactions/privateFile.js';
import { BallastError } from '../../../model/error.js';
import { readTokens } from '../../api/tokens.js';
import { readToken } from '../../monitoring/readToken.js';
import type { DoctorCheck, Finding } from '../check.js';
import { keeps } from '../keeps.js';
import { sayCount } from '../say.js';

/** Where the console and the metrics are served: the port free or ours, and whoever is let in. */
export const ports: DoctorCheck = {
  name: 'ports',
  async run({ config: { settings }, ledgerFile }) {
    const runs = keeps(ledgerFile);
    const found: Finding[] = [];
    if (settings.console) {
      const { listen, tokens } = settings.console;
      found.push(await ofPort('console', listen, runs));
      if (tokens === null) {
        const says = 'there are no tokens: whoever is on this machine may look, and nobody may act';
        found.push({ verdict: 'ok', about: 'console', says });
      } else found.push(...(await ofTokens(tokens)));
    }
    if (settings.metrics) {
      const { listen, tokenFile } = settings.metrics;
      found.push(await ofPort('metrics', listen, runs));
      if (tokenFile !== null) found.push(...(await ofSecret('metrics token', tokenFile)));
    }
    return found;
  },
};

async function ofPort(about: string, listen: string, runs: boolean): Promise<Finding> {
  const who = listensHereAlone(listen) ? 'this machine alone' : 'other machines as well: put TLS before it';
  if (runs) return { verdict: 'ok', about, says: `${listen}, for ${who}; the daemon runs` };
  const server = createServer();
  try {
    const { host, port } = readListenAddress(listen);
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    return { verdict: 'ok', about, says: `${listen} is free, for ${who}` };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const says = code === 'EADDRINUSE' ? `${listen} is taken by another process` : `${listen}: ${code ?? 'not usable'}`;
    return { verdict: 'fail', about, says, mend: `end that process, or set another \`${about}: listen:\`` };
  } finally {
    server.close();
  }
}

async function ofTokens(file: string): Promise<Finding[]> {
  const about = 'console tokens';
  try {
    const { count, warnings } = readTokens(file, await readPrivateFile(file));
    const mend = 'make another with `ballast token new`, and take the line out';
    const loose = warnings.map((says): Finding => ({ verdict: 'warn', about, says, mend }));
    return [{ verdict: 'ok', about, says: `${sayCount(count, 'token')}, kept as hashes` }, ...loose];
  } catch (error) {
    return [unusable(about, error, `ballast token new NAME admin --to ${file}`)];
  }
}

async function ofSecret(about: string, file: string): Promise<Finding[]> {
  try {
    await readToken(file);
    return [{ verdict: 'ok', about, says: 'yours alone' }];
  } catch (error) {
    return [unusable(about, error, `(umask 077; openssl rand -hex 32 > ${file})`)];
  }
}

function unusable(about: string, error: unknown, mend: string): Finding {
  if (!(error instanceof BallastError)) throw error;
  const says = [error.shortMessage, ...error.facts].join('; ');
  return { verdict: 'fail', about, says, mend: error.mend ?? mend };
}
