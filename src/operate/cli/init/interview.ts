import type { Address } from 'viem';
import { BallastError } from '../../../model/error.js';
import type { Terminal } from '../terminal.js';
import type { Given } from './given.js';
import { parseAccount, parseChain, parseEndpoint, parseVenue } from './given.js';
import { type ChainTemplate, knownChains } from './knownChains.js';
import { parseContract, parseToken, type StatedContract, type StatedToken } from './ownChain.js';
import { type Reached, reach } from './reach.js';

/** The chain by its name: a known one, or null for one of the operator's own. */
export async function askChain({ chain }: Given, terminal: Terminal | null): Promise<string> {
  if (chain !== undefined || !terminal) return chain ?? '';
  const names = knownChains.map(({ name }) => name);
  return again(terminal, `Chain (${names.join(', ')}, or a name of your own) [${names[0]}]:`, parseChain, names[0]);
}

/** Endpoints that were reached; on a terminal it is asked until some are. @throws BallastError */
export async function askEndpoints(
  { endpoints }: Given,
  chainId: number | null,
  terminal: Terminal | null,
  now: () => number,
): Promise<{ urls: readonly string[]; reached: Reached }> {
  if (endpoints.length > 0 || !terminal) return { urls: endpoints, reached: await reach(endpoints, chainId, now()) };
  terminal.say(
    '\nEndpoints: one URL at least, a second of another provider for a second opinion. They go to .env, not to ballast.yaml.',
  );
  for (;;) {
    const first = await again(terminal, 'Endpoint (wss:// or https://):', parseEndpoint);
    const second = await again(
      terminal,
      'A second one [none]:',
      (text) => (text === '' ? '' : parseEndpoint(text)),
      '',
    );
    const urls = [first, ...(second === '' ? [] : [second])];
    try {
      const reached = await reach(urls, chainId, now());
      return { urls, reached };
    } catch (error) {
      if (!(error instanceof BallastError)) throw error;
      terminal.say(error.message);
    }
  }
}

export async function askAccount({ account }: Given, terminal: Terminal | null): Promise<Address> {
  if (account !== undefined || !terminal) return account ?? '0x';
  return again(terminal, '\nAccount to watch (0x…; no key is needed):', parseAccount);
}

/** What a chain of one's own has: asked a line each until an empty one. */
export async function askContracts(
  given: Given,
  terminal: Terminal | null,
): Promise<{ contracts: readonly StatedContract[]; tokens: readonly StatedToken[] }> {
  const { contracts, tokens } = given;
  if (!terminal) return { contracts, tokens };
  return {
    contracts:
      contracts.length > 0
        ? contracts
        : await lines(
            terminal,
            '\nContracts, a line each, like perp-v2.clearingHouse=0x… or perp-v2.markets.ETH=0x…; an empty line ends them.',
            parseContract,
          ),
    tokens:
      tokens.length > 0
        ? tokens
        : await lines(
            terminal,
            '\nTokens, a line each, like USDC=0x… or WETH=0x…:ETH; an empty line ends them.',
            parseToken,
          ),
  };
}

/** Which of the chain's venues; null: those that hold something. */
export async function askVenues(
  { venues, yes }: Given,
  template: ChainTemplate,
  terminal: Terminal | null,
): Promise<readonly string[] | null> {
  if (venues !== null || yes || !terminal) return venues;
  const known = Object.keys(template.venues);
  const answer = await again(
    terminal,
    `Venues, with commas between (${known.join(', ')}) [those that hold something]:`,
    (text) => (text === '' ? [] : text.split(',').map(parseVenue)),
    '',
  );
  return answer.length === 0 ? null : answer;
}

/** Yes or no; what stands in capitals is taken where nothing is typed. */
export async function askYes(terminal: Terminal, question: string, byDefault: boolean): Promise<boolean> {
  const choice = byDefault ? '[Y/n]' : '[y/N]';
  return again(terminal, `${question} ${choice}`, parseYes, byDefault ? 'y' : 'n');
}

function parseYes(text: string): boolean {
  if (/^(y|yes)$/i.test(text)) return true;
  if (/^(n|no)$/i.test(text)) return false;
  throw new BallastError('neither yes nor no', { mend: 'type y or n' });
}

/** Asks until the answer can be understood. */
async function again<Value>(
  terminal: Terminal,
  question: string,
  parse: (text: string) => Value,
  byDefault?: string,
): Promise<Value> {
  for (;;) {
    const answer = await terminal.ask(question);
    try {
      return parse(answer === '' && byDefault !== undefined ? byDefault : answer);
    } catch (error) {
      if (!(error instanceof BallastError)) throw error;
      terminal.say(`  ${error.shortMessage}: ${error.mend ?? 'try again'}`);
    }
  }
}

async function lines<Value>(terminal: Terminal, head: string, parse: (text: string) => Value): Promise<Value[]> {
  terminal.say(head);
  const found: Value[] = [];
  for (;;) {
    const one = await again(terminal, '>', (text) => (text === '' ? null : { value: parse(text) }));
    if (one === null) return found;
    found.push(one.value);
  }
}
