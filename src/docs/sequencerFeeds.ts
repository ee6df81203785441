import type { Address } from 'viem';

/** Chainlink's L2 sequencer uptime feeds, for the page only: what is read is what the operator declares. */
export const sequencerFeeds: readonly { chain: string; feed: Address }[] = [
  { chain: 'Arbitrum One', feed: '0xFdB631F5EE196F0ed6FAa767959853A9F217697D' },
  { chain: 'OP Mainnet', feed: '0x371EAD81c9102C9BF4874A9075FFFf170F2Ee389' },
  { chain: 'Base', feed: '0xBCF85224fc0756B9Fa45aA7892530B47e10b6433' },
];
