import type { GmxLab } from './gmxLab.js';

/** The lab's GMX V2 as ballast.yaml declares a venue of a chain. */
export const gmxDeclaration = ({ chainId, markets, contracts, tokens, tickers, feeds }: GmxDeclared) => ({
  release: 'v2.2b' as const,
  markets: { ...markets },
  prices: { tickers: tickers.url },
  local: {
    chainId,
    contracts: {
      exchangeRouter: contracts.exchangeRouter,
      reader: contracts.reader,
      orderHandler: contracts.orderHandler,
      dataStore: contracts.dataStore,
      eventEmitter: contracts.eventEmitter,
      router: contracts.router,
      orderVault: contracts.orderVault,
      roleStore: contracts.roleStore,
      referralStorage: contracts.referralStorage,
    },
    wrappedNative: tokens.WETH.address,
    sequencerFeed: feeds.sequencer,
  },
});

type GmxDeclared = Pick<GmxLab, 'chainId' | 'markets' | 'contracts' | 'tokens' | 'tickers' | 'feeds'>;
