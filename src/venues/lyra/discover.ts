import type { Address } from 'viem';
import { isAddressEqual, zeroAddress } from 'viem';
import { erc20Abi } from '../../../abis/erc20.js';
import { optionMarketViewerAbi, synthetixAdapterAbi } from '../../../abis/lyra.js';
import type { Underlying } from '../../model/instrument.js';
import type { Reading } from '../../model/reading.js';
import { done } from '../../model/reading.js';
import type { OpenOptions, TokenDeclaration } from '../venue.js';
import { VenueReadError } from '../venue.js';
import { askView, each, together, view } from '../view.js';
import type { LyraDeployment } from './deployment.js';
import type { MarketContracts, TokenContract } from './state.js';

/** Two phases: the viewer's address book; then the tokens and what Synthetix calls them. @throws VenueReadError */
export function discover({
  deployment,
  names,
  tokens,
}: Omit<OpenOptions<LyraDeployment>, 'account'>): Reading<readonly MarketContracts[]> {
  const several = Object.keys(deployment.markets).length > 1;
  const markets = names.map((name) => marketOf(deployment, name));
  return askView(addressBook(deployment.viewer, markets), ({ synthetixAdapter, books }) => {
    const listed = markets.map((market, index) => ({
      ...market,
      book: bookOf(deployment.viewer, market, books[index]),
    }));
    const details = listed.map(({ optionMarket, book }) =>
      together({
        baseKey: view('SynthetixAdapter.baseKey', synthetixAdapter, synthetixAdapterAbi, 'baseKey', [optionMarket]),
        quote: tokenView(book.quote),
        base: tokenView(book.base),
      }),
    );
    return askView(each(details), (answers) =>
      done(
        listed.flatMap(({ underlying, optionMarket, book }, index): MarketContracts[] => {
          const answer = answers[index];
          if (!answer) return [];
          return [
            {
              underlying,
              prefix: several ? underlying : '',
              optionMarket,
              viewer: deployment.viewer,
              synthetixAdapter,
              baseKey: answer.baseKey,
              greekCache: book.greekCache,
              pricer: book.pricer,
              optionToken: book.optionToken,
              liquidityPool: book.liquidityPool,
              shortCollateral: book.shortCollateral,
              tokens: {
                quote: tokenOf(book.quote, answer.quote, tokens),
                base: tokenOf(book.base, answer.base, tokens),
              },
            },
          ];
        }),
      ),
    );
  });
}

function marketOf(deployment: LyraDeployment, underlying: Underlying) {
  const optionMarket = deployment.markets[underlying];
  if (optionMarket) return { underlying, optionMarket };
  throw new VenueReadError(`this deployment of Lyra has no market ${underlying}`, {
    facts: [`it has ${Object.keys(deployment.markets).join(', ')}`],
    mend: 'add it under `venues:` in ballast.yaml, or do not watch it',
  });
}

const addressBook = (viewer: Address, markets: readonly { underlying: Underlying; optionMarket: Address }[]) =>
  together({
    synthetixAdapter: view(
      'OptionMarketViewer.synthetixAdapter',
      viewer,
      optionMarketViewerAbi,
      'synthetixAdapter',
      [],
    ),
    books: each(
      markets.map(({ underlying, optionMarket }) =>
        view(`addresses of market ${underlying}`, viewer, optionMarketViewerAbi, 'marketAddresses', [optionMarket]),
      ),
    ),
  });

type AddressTuple = readonly [Address, Address, Address, Address, Address, Address, Address, Address, Address, Address];

function bookOf(viewer: Address, market: { underlying: Underlying; optionMarket: Address }, tuple?: AddressTuple) {
  if (!tuple || isAddressEqual(tuple[3], zeroAddress)) {
    throw new VenueReadError(`the viewer does not list market ${market.underlying}`, {
      facts: [`OptionMarketViewer ${viewer}`, `OptionMarket ${market.optionMarket}`],
      mend: 'check both addresses in ballast.yaml',
    });
  }
  const [liquidityPool, , greekCache, , pricer, optionToken, shortCollateral, , quote, base] = tuple;
  return { liquidityPool, greekCache, pricer, optionToken, shortCollateral, quote, base };
}

const tokenView = (token: Address) =>
  together({
    symbol: view(`symbol of ${token}`, token, erc20Abi, 'symbol', []),
    decimals: view(`decimals of ${token}`, token, erc20Abi, 'decimals', []),
  });

/** Operators' own name for the token where ballast.yaml declares it, else the token's. Avalon knows 18 decimals only. */
function tokenOf(
  address: Address,
  { symbol, decimals }: { symbol: string; decimals: number },
  tokens: Readonly<Record<string, TokenDeclaration>>,
): TokenContract {
  const declared = Object.entries(tokens).find(([, token]) => isAddressEqual(token.address, address));
  if (decimals !== 18 || (declared && declared[1].decimals !== 18)) {
    const stated = declared ? `, and ballast.yaml says ${declared[1].decimals}` : '';
    throw new VenueReadError(`Lyra counts in 18 decimals; ${symbol} has ${decimals}${stated}`, {
      facts: [`contract ${address}`],
    });
  }
  return { symbol: declared?.[0] ?? symbol, address };
}
