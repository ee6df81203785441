import type { Address } from 'viem';
import type { GmxDeployment } from './deployment.js';
import type { Release } from './releases/release.js';

/** What must have code, each by where an operator has stated it: those that nobody has stated come with the release. */
export function contractsOf(
  { local, markets }: GmxDeployment,
  { contracts }: Pick<Release, 'contracts'>,
): { name: string; address: Address }[] {
  const stated: Partial<Record<string, Address>> = local?.contracts ?? {};
  const named = (prefix: string, addresses: Readonly<Record<string, Address | null>>) =>
    Object.entries(addresses).flatMap(([name, address]) => (address ? [{ name: `${prefix}${name}`, address }] : []));
  return [
    ...Object.entries(contracts).map(([name, address]) => ({
      name: stated[name] ? `local.contracts.${name}` : `release.${name}`,
      address,
    })),
    ...(local ? named('local.', { wrappedNative: local.wrappedNative, sequencerFeed: local.sequencerFeed }) : []),
    ...named('markets.', markets),
  ];
}
