import type { Address } from 'viem';
import { decodeFunctionResult, encodeFunctionData, isAddressEqual } from 'viem';
import { erc20Abi } from '../../../../abis/erc20.js';
import type { Rule } from '../../../model/strategy.js';
import { askWorded, type Endpoint } from '../../../observe/endpoints/endpoint.js';
import type { DoctorCheck, Finding } from '../check.js';
import type { OpenedChain } from '../openedChain.js';
import { sayCount } from '../say.js';

type Book = OpenedChain['books'][number];

/** More than anybody can have: what wallets call unlimited. */
const unlimited = 2n ** 128n;

/** What top-ups may draw on is there, and nobody may draw more than an order needs. */
export const funds: DoctorCheck = {
  name: 'funds',
  timeoutMs: 45_000,
  async run(context) {
    const found: Finding[] = [];
    for (const chain of context.chains) {
      const { books, well } = await context.opened(chain);
      for (const book of books) {
        found.push(...sourcesOf(book));
        if (well) found.push(...(await allowancesOf(book, well.endpoint)));
      }
    }
    return found;
  },
};

function sourcesOf({ strategy, snapshot }: Book): Finding[] {
  const wanted = new Set(strategy.rules.flatMap(sourcesIn));
  if (wanted.size === 0) return [];
  const held = new Set(
    snapshot.readings
      .filter(({ venue }) => venue === 'wallet')
      .flatMap(({ positions }) => positions.filter(({ quantity }) => quantity > 0n))
      .flatMap(({ instrument }) => (instrument.kind === 'token' ? [instrument.symbol] : [])),
  );
  const empty = [...wanted].filter((symbol) => !held.has(symbol));
  const about = strategy.name;
  if (empty.length === 0) return [{ verdict: 'ok', about, says: `top-ups may draw on ${[...wanted].join(', ')}` }];
  const mend = 'send some there, or accept that these top-ups cannot happen: deleveraging comes next';
  return [
    { verdict: 'warn', about, says: `top-ups may draw on ${empty.join(', ')}, of which the wallet has none`, mend },
  ];
}

function sourcesIn(rule: Rule): readonly string[] {
  if (rule.kind === 'topUp') return rule.from;
  if (rule.kind === 'rebalance') return rule.from.flatMap((source) => ('token' in source ? [source.token] : []));
  return [];
}

async function allowancesOf({ strategy, venues }: Book, endpoint: Endpoint): Promise<Finding[]> {
  const spenders = [...venues.values()].flatMap(({ spenders: all = [] }) => all);
  const distinct = spenders.filter(
    (one, i) =>
      spenders.findIndex(
        (other) => isAddressEqual(other.token, one.token) && isAddressEqual(other.spender, one.spender),
      ) === i,
  );
  const stands = await Promise.all(distinct.map((one) => allowance(endpoint, strategy.account, one)));
  const wide = distinct.filter((_, i) => (stands[i] ?? 0n) >= unlimited);
  if (distinct.length === 0) return [];
  if (wide.length === 0) {
    return [
      {
        verdict: 'ok',
        about: strategy.name,
        says: `${sayCount(distinct.length, 'allowance')} looked at, none unlimited`,
      },
    ];
  }
  return wide.map(({ token, spender }) => ({
    verdict: 'warn',
    about: strategy.name,
    says: `${spender} may take all of token ${token}: an approval by hand, for ballast's are exact`,
    mend: 'revoke it; ballast approves what each step needs by itself',
  }));
}

async function allowance(
  endpoint: Endpoint,
  owner: Address,
  { token, spender }: { token: Address; spender: Address },
): Promise<bigint | null> {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'allowance', args: [owner, spender] });
  try {
    const answer = await askWorded(endpoint, { method: 'eth_call', params: [{ to: token, data }, 'latest'] } as never);
    return decodeFunctionResult({ abi: erc20Abi, functionName: 'allowance', data: answer as `0x${string}` });
  } catch {
    return null;
  }
}
