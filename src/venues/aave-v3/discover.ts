import type { Address } from 'viem';
import { isAddressEqual, zeroAddress } from 'viem';
import { oracleAbi, poolAbi, providerAbi } from '../../../abis/aave-v3.js';
import type { Reading } from '../../model/reading.js';
import { done } from '../../model/reading.js';
import type { TokenDeclaration } from '../venue.js';
import { VenueReadError } from '../venue.js';
import { askView, each, together, view } from '../view.js';
import type { AaveV3Deployment } from './deployment.js';
import { probeView, refuseOtherRelease, rulesFor } from './release.js';
import type { Rules } from './revisions.js';
import type { AaveContracts, ReserveContracts } from './state.js';
import { type ListedReserve, listingOf, undeclaredReserve } from './undeclared.js';

type Tokens = Readonly<Record<string, TokenDeclaration>>;

/** Of what the oracle calls a dollar. */
const BASE_UNIT = 10n ** 8n;

/** Three phases: the pool; its oracle and reserves; the oracle's currency. @throws VenueReadError */
export function discover({ pool }: AaveV3Deployment, tokens: Tokens): Reading<AaveContracts> {
  const first = together({
    revision: view('Pool.POOL_REVISION', pool, poolAbi, 'POOL_REVISION', []),
    provider: view('Pool.ADDRESSES_PROVIDER', pool, poolAbi, 'ADDRESSES_PROVIDER', []),
    assets: view('Pool.getReservesList', pool, poolAbi, 'getReservesList', []),
  });
  return askView(first, ({ revision, provider, assets }) => {
    const rules = rulesFor(pool, revision);
    const [some = zeroAddress] = assets;
    const second = together({
      probe: probeView(pool, some),
      oracle: view('getPriceOracle', provider, providerAbi, 'getPriceOracle', []),
      reserves: each(
        assets.map((asset) => view(`getReserveData of ${asset}`, pool, poolAbi, 'getReserveData', [asset])),
      ),
    });
    return askView(second, ({ oracle, reserves, probe }) => {
      refuseOtherRelease(pool, revision, rules, probe);
      return askView(currencyOf(oracle), (currency) => {
        refuseCurrency(oracle, currency);
        const listed = assets.flatMap((asset, index) => {
          const data = reserves[index];
          return data ? [{ asset, data }] : [];
        });
        const declared = listed.flatMap(({ asset, data }) => declaredReserve(asset, data, tokens, rules) ?? []);
        const others = listed.filter(({ asset }) => !declared.some((one) => one.asset === asset));
        return done({
          ...{ revision: Number(revision), pool, provider, oracle },
          reserves: Object.fromEntries(declared.map((one) => [one.symbol, one])),
          undeclared: Object.fromEntries(
            others.map(({ asset, data }) => [data.id, undeclaredReserve(asset, data, rules)]),
          ),
        });
      });
    });
  });
}

const currencyOf = (oracle: Address) =>
  together({
    base: view('AaveOracle.BASE_CURRENCY', oracle, oracleAbi, 'BASE_CURRENCY', []),
    unit: view('AaveOracle.BASE_CURRENCY_UNIT', oracle, oracleAbi, 'BASE_CURRENCY_UNIT', []),
  });

function declaredReserve(asset: Address, data: ListedReserve, tokens: Tokens, rules: Rules): ReserveContracts | null {
  const declared = Object.entries(tokens).find(([, token]) => isAddressEqual(token.address, asset));
  if (!declared) return null;
  const [symbol, { underlying }] = declared;
  const listing = listingOf(asset, data, rules);
  const { decimals } = listing;
  if (declared[1].decimals !== decimals) {
    throw new VenueReadError(`token ${symbol} has ${decimals} decimals on Aave, not ${declared[1].decimals}`, {
      facts: [`contract ${asset}`],
      mend: `set decimals: ${decimals} for ${symbol} in ballast.yaml`,
    });
  }
  return { ...listing, symbol, underlying };
}

function refuseCurrency(oracle: Address, { base, unit }: { base: Address; unit: bigint }): void {
  if (isAddressEqual(base, zeroAddress) && unit === BASE_UNIT) return;
  throw new VenueReadError("this Aave V3 pool's oracle does not tell prices in US dollars of 8 decimals", {
    facts: [`oracle ${oracle}`, `base currency ${base}, unit ${unit}`],
  });
}
