import { type Abi, type Address, getAddress } from 'viem';
import { multicall3Address } from '../../model/multicall3.js';
import type { Contract, LabChain } from '../chain.js';
import { LabError } from '../errors.js';
import { compileContracts } from './compile.js';
import { roleKey } from './keys.js';

/** The addresses that ballast.yaml names. */
export interface DeclaredContracts {
  exchangeRouter: Address;
  reader: Address;
  orderHandler: Address;
  dataStore: Address;
  eventEmitter: Address;
  /** Whom accounts approve. */
  router: Address;
  orderVault: Address;
  roleStore: Address;
  referralStorage: Address;
}

/** And those that only the lab needs. */
export interface GmxLabContracts extends DeclaredContracts {
  liquidationHandler: Address;
  adlHandler: Address;
  oracle: Address;
  multicall3: Address;
}

export type DeployedGmx = Awaited<ReturnType<typeof deployGmx>>;

/** Who executes, liquidates and deleverages: roles by the names that the contracts ask for. */
const keeperRoles = ['ORDER_KEEPER', 'FROZEN_ORDER_KEEPER', 'LIQUIDATION_KEEPER', 'ADL_KEEPER'] as const;

/** The stand-in of `test/contracts/gmx`, with its tokens, feeds and one market, ETH/USD. Nothing is set in the DataStore. */
export async function deployGmx(chain: LabChain, keeper: Address) {
  const artifacts = compileContracts('gmx');
  const deploy = (name: string, ...args: unknown[]): Promise<Contract> => {
    const artifact = artifacts[name];
    if (!artifact) throw new LabError(`There is no contract ${name} among the lab's`);
    return chain.deploy(artifact, args);
  };
  const WETH = await deploy('Weth');
  const USDC = await deploy('TestToken', 'USD Coin', 'USDC', 6);
  const ethFeed = await deploy('PriceFeed', 8, 'ETH / USD');
  const usdcFeed = await deploy('PriceFeed', 8, 'USDC / USD');
  const sequencerFeed = await deploy('PriceFeed', 0, 'L2 Sequencer Uptime Status Feed');
  const roleStore = await deploy('RoleStore');
  const roles = roleStore.address;
  const dataStore = await deploy('DataStore', roles);
  const store = dataStore.address;
  const eventEmitter = await deploy('EventEmitter', roles);
  const events = eventEmitter.address;
  const oracle = await deploy('Oracle', roles, store, sequencerFeed.address);
  const orderVault = await deploy('OrderVault', roles, store);
  const marketToken = await deploy('MarketToken', roles, store);
  const orderEvents = await deploy('OrderEvents', roles, events);
  const positionEvents = await deploy('PositionEvents', roles, events);
  const increaseEngine = await deploy('IncreaseEngine', roles, store, positionEvents.address);
  const decreaseEngine = await deploy('DecreaseEngine', roles, store, positionEvents.address, orderEvents.address);
  const base = [roles, store, orderEvents.address, orderVault.address, oracle.address, decreaseEngine.address];
  const orderHandler = await deploy('OrderHandler', ...base, increaseEngine.address);
  const liquidationHandler = await deploy('LiquidationHandler', ...base);
  const adlHandler = await deploy('AdlHandler', ...base);
  const router = await deploy('Router', roles);
  const exchangeRouter = await deploy('ExchangeRouter', router.address, roles, store, events, orderHandler.address);
  const reader = await deploy('Reader');
  const referralStorage = await deploy('ReferralStorage');

  const grant = (account: Address, role: string) => chain.send(roleStore, 'grantRole', [account, roleKey(role)]);
  const handlers = [orderHandler, liquidationHandler, adlHandler, exchangeRouter];
  for (const { address } of [orderEvents, positionEvents, increaseEngine, decreaseEngine, ...handlers])
    await grant(address, 'CONTROLLER');
  await grant(chain.deployer, 'CONTROLLER');
  await grant(exchangeRouter.address, 'ROUTER_PLUGIN');
  for (const role of keeperRoles) await grant(keeper, role);
  return {
    ...{ WETH, USDC, ethFeed, usdcFeed, sequencerFeed, marketToken },
    ...{ roleStore, dataStore, eventEmitter, oracle, orderVault, orderHandler, liquidationHandler, adlHandler },
    ...{ router, exchangeRouter, reader, referralStorage },
    /** Every error that the contracts raise; they bubble up from inner ones. */
    errors: Object.values(artifacts).flatMap(({ abi }) => abi.filter(({ type }) => type === 'error')) as Abi,
  };
}

export const declaredContracts = (gmx: DeployedGmx): DeclaredContracts => ({
  exchangeRouter: gmx.exchangeRouter.address,
  reader: gmx.reader.address,
  orderHandler: gmx.orderHandler.address,
  dataStore: gmx.dataStore.address,
  eventEmitter: gmx.eventEmitter.address,
  router: gmx.router.address,
  orderVault: gmx.orderVault.address,
  roleStore: gmx.roleStore.address,
  referralStorage: gmx.referralStorage.address,
});

export const addressesOf = (gmx: DeployedGmx): GmxLabContracts => ({
  ...declaredContracts(gmx),
  liquidationHandler: gmx.liquidationHandler.address,
  adlHandler: gmx.adlHandler.address,
  oracle: gmx.oracle.address,
  multicall3: getAddress(multicall3Address),
});
