import type { Address } from 'viem';
import { isAddressEqual } from 'viem';
import { erc20Abi } from '../../../abis/erc20.js';
import {
  baseTokenAbi,
  clearingHouseAbi,
  clearingHouseConfigAbi,
  exchangeAbi,
  marketRegistryAbi,
  priceFeedDispatcherAbi,
  vaultAbi,
} from '../../../abis/perp-v2.js';
import type { CollateralToken } from '../../model/marginAccount.js';
import type { Reading } from '../../model/reading.js';
import { done } from '../../model/reading.js';
import { WAD } from '../../model/units.js';
import type { TokenDeclaration } from '../venue.js';
import { VenueReadError } from '../venue.js';
import { askView, each, orNull, together, type View, view } from '../view.js';
import type { PerpV2Deployment } from './deployment.js';
import type { MarketContracts, PerpV2Contracts } from './state.js';

export interface DiscoverOptions {
  deployment: PerpV2Deployment;
  account: Address;
  tokens: Readonly<Record<string, TokenDeclaration>>;
}

/**
 * Three phases: the ClearingHouse's neighbours and what markets are priced by; their neighbours; the pools and the token.
 * @throws VenueReadError
 */
export function discover({ deployment, account, tokens }: DiscoverOptions): Reading<PerpV2Contracts> {
  const markets = Object.entries(deployment.markets);
  const first = together({
    near: neighbours(deployment.clearingHouse),
    feeds: each(
      markets.map(([name, base]) => orNull(view(`price feed of ${name}`, base, baseTokenAbi, 'getPriceFeed', []))),
    ),
  });
  return askView(first, ({ near, feeds: dispatchers }) =>
    askView(together({ beyond: beyond(near), feeds: each(dispatchers.map(feedBehind)) }), (second) => {
      const { token, decimals, marketRegistry, twapInterval } = second.beyond;
      const infos = markets.map(([name, baseToken]) =>
        view(`fees of market ${name}`, marketRegistry, marketRegistryAbi, 'getMarketInfoByTrader', [
          account,
          baseToken,
        ]),
      );
      const symbol = view('symbol of the settlement token', token, erc20Abi, 'symbol', []);
      return askView(together({ symbol, infos: each(infos) }), (answers) =>
        done({
          ...near,
          clearingHouse: deployment.clearingHouse,
          marketRegistry,
          twapInterval,
          settlementToken: settlementTokenOf(token, decimals, answers.symbol, tokens),
          markets: Object.fromEntries(
            markets.map(([name, baseToken], index): [string, MarketContracts] => {
              const info = answers.infos[index];
              if (!info) throw new VenueReadError(`market ${name} was asked for and not answered`);
              const feed = second.feeds[index]?.[0] ?? null;
              const priced = feed === null ? {} : { feed };
              return [name, { baseToken, pool: info.pool, feeRatio: info.exchangeFeeRatio, ...priced }];
            }),
          ),
        }),
      );
    }),
  );
}

/** At most one: a price feed of an older kind, which hides its source, has none. */
const feedBehind = (dispatcher: Address | null): View<(Address | null)[]> =>
  each(
    dispatcher === null
      ? []
      : [orNull(view('getChainlinkPriceFeedV3', dispatcher, priceFeedDispatcherAbi, 'getChainlinkPriceFeedV3', []))],
  );

const neighbours = (house: Address) =>
  together({
    vault: view('ClearingHouse.getVault', house, clearingHouseAbi, 'getVault', []),
    accountBalance: view('ClearingHouse.getAccountBalance', house, clearingHouseAbi, 'getAccountBalance', []),
    exchange: view('ClearingHouse.getExchange', house, clearingHouseAbi, 'getExchange', []),
    orderBook: view('ClearingHouse.getOrderBook', house, clearingHouseAbi, 'getOrderBook', []),
    config: view('ClearingHouse.getClearingHouseConfig', house, clearingHouseAbi, 'getClearingHouseConfig', []),
  });

const beyond = ({ vault, exchange, config }: { vault: Address; exchange: Address; config: Address }) =>
  together({
    token: view('Vault.getSettlementToken', vault, vaultAbi, 'getSettlementToken', []),
    decimals: view('Vault.decimals', vault, vaultAbi, 'decimals', []),
    marketRegistry: view('Exchange.getMarketRegistry', exchange, exchangeAbi, 'getMarketRegistry', []),
    twapInterval: view('getTwapInterval', config, clearingHouseConfigAbi, 'getTwapInterval', []),
  });

/** Operators' own name for the token where ballast.yaml declares it, else the token's. A US dollar to the protocol. */
function settlementTokenOf(
  address: Address,
  decimals: number,
  symbol: string,
  tokens: Readonly<Record<string, TokenDeclaration>>,
): CollateralToken {
  const declared = Object.entries(tokens).find(([, token]) => isAddressEqual(token.address, address));
  if (declared && declared[1].decimals !== decimals) {
    throw new VenueReadError(`token ${declared[0]} has ${decimals} decimals, not ${declared[1].decimals}`, {
      facts: [`contract ${address}`],
      mend: `set decimals: ${decimals} for ${declared[0]} in ballast.yaml`,
    });
  }
  return { symbol: declared?.[0] ?? symbol, address, decimals, price: WAD };
}
