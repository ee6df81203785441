import exchangeRouterAbi from '@gmx-io/sdk/abis/ExchangeRouter';
import type { Address } from 'viem';
import { isAddressEqual } from 'viem';
import { roleStoreAbi } from '../../../../abis/gmx-v2.js';
import { VenueReadError } from '../../venue.js';
import type { View } from '../../view.js';
import { each, orError, together, view } from '../../view.js';
import {
  cancelOrderFeatureDisabledKey,
  createOrderFeatureDisabledKey,
  executeOrderFeatureDisabledKey,
  nameHash,
  updateOrderFeatureDisabledKey,
} from '../keys.js';
import { fragments } from '../releases/fragments.js';
import type { Release } from '../releases/release.js';
import type { OrderTypeName } from '../state.js';
import { orderTypes } from '../state.js';
import { createDataStore } from './dataStore.js';

/** What must hold for the pinned release to be the one that GMX runs; an error where it could not be asked. */
export interface Verification {
  release: Release;
  roles: readonly { who: 'ExchangeRouter' | 'OrderHandler'; at: Address; role: string; has: Answer<boolean> }[];
  wiring: readonly { what: string; pinned: Address; found: Answer<Address> }[];
  features: readonly { action: FeatureAction; orderType: OrderTypeName; disabled: Answer<boolean> }[];
}

type Answer<Value> = Value | VenueReadError;
export type FeatureAction = 'create' | 'execute' | 'cancel' | 'update';

/** The orders that the adapter sends. */
const ordersInUse = ['MarketIncrease', 'MarketDecrease', 'LimitDecrease', 'StopLossDecrease'] as const;

/** Of those, the ones that are changed where they rest; GMX updates no market order. */
const ordersMoved = ['StopLossDecrease'] as const;

const featureKeys = {
  create: createOrderFeatureDisabledKey,
  execute: executeOrderFeatureDisabledKey,
  cancel: cancelOrderFeatureDisabledKey,
  update: updateOrderFeatureDisabledKey,
} as const satisfies Record<FeatureAction, unknown>;

/**
 * ExchangeRouter hands orders to OrderHandler, which takes them from a CONTROLLER only, and pulls collateral through
 * Router, which obeys a ROUTER_PLUGIN only; OrderHandler writes to DataStore, which a CONTROLLER alone may. GMX takes
 * these roles away from what it replaces (gmx-synthetics: RoleModule.sol, Router.sol, DataStore.sol).
 */
const neededRoles = [
  { who: 'ExchangeRouter', role: 'CONTROLLER' },
  { who: 'ExchangeRouter', role: 'ROUTER_PLUGIN' },
  { who: 'OrderHandler', role: 'CONTROLLER' },
] as const;

const abi = fragments(exchangeRouterAbi, 'orderHandler', 'dataStore', 'router');

export function verificationView(release: Release): View<Verification> {
  const { exchangeRouter, orderHandler, dataStore, router, roleStore } = release.contracts;
  const store = createDataStore(dataStore);
  const roles = neededRoles.map((needed) => {
    const at = needed.who === 'ExchangeRouter' ? exchangeRouter : orderHandler;
    return { ...needed, at };
  });
  const features = Object.entries(featureKeys).flatMap(([action, keyOf]) =>
    (action === 'update' ? ordersMoved : ordersInUse).map((orderType) => ({
      action: action as FeatureAction,
      orderType,
      keyOf,
    })),
  );
  const pinned = { orderHandler, dataStore, router };
  const wired = (name: keyof typeof pinned) => orError(view(`ExchangeRouter.${name}`, exchangeRouter, abi, name, []));
  const asked = together({
    roles: each(
      roles.map(({ who, at, role }) =>
        orError(view(`role ${role} of ${who}`, roleStore, roleStoreAbi, 'hasRole', [at, nameHash(role)])),
      ),
    ),
    wiring: together({ orderHandler: wired('orderHandler'), dataStore: wired('dataStore'), router: wired('router') }),
    features: each(
      features.map(({ action, orderType, keyOf }) =>
        orError(store.bool(`${action} ${orderType} disabled`, keyOf(orderHandler, orderTypes[orderType]))),
      ),
    ),
  });
  return {
    calls: asked.calls,
    decode(results) {
      const answers = asked.decode(results);
      return {
        release,
        roles: roles.map((role, index) => ({ ...role, has: answers.roles[index] ?? unanswered(role.role) })),
        wiring: (['orderHandler', 'dataStore', 'router'] as const).map((what) => ({
          what,
          pinned: pinned[what],
          found: answers.wiring[what],
        })),
        features: features.map(({ action, orderType }, index) => ({
          action,
          orderType,
          disabled: answers.features[index] ?? unanswered(orderType),
        })),
      };
    },
  };
}

const unanswered = (what: string) => new VenueReadError(`${what} was asked for and not answered`);

/** Sentences that say what moved, from what to what, and what to do. Empty when the pinned release still holds. */
export function problemsOf({ release, roles, wiring, features }: Verification): string[] {
  const { exchangeRouter } = release.contracts;
  const rotated = `GMX has rotated its release; set the release: of gmx-v2 in ballast.yaml to the one that runs now`;
  return [
    ...roles.flatMap(({ who, at, role, has }) => {
      if (has instanceof VenueReadError)
        return [`whether ${who} ${at} has the role ${role} is unknown: ${has.shortMessage}`];
      return has ? [] : [`${who} ${at} no longer has the role ${role}: ${rotated}`];
    }),
    ...wiring.flatMap(({ what, pinned, found }) => {
      if (found instanceof VenueReadError) {
        return [`which ${what} ExchangeRouter ${exchangeRouter} works with is unknown: ${found.shortMessage}`];
      }
      if (isAddressEqual(found, pinned)) return [];
      return [
        `ExchangeRouter ${exchangeRouter} works with ${what} ${found}, not with the pinned ${pinned}: ${rotated}`,
      ];
    }),
    ...features.flatMap(({ action, orderType, disabled }) => {
      if (disabled instanceof VenueReadError) {
        return [`whether ${orderType} orders are switched off is unknown: ${disabled.shortMessage}`];
      }
      return disabled ? [`GMX has switched off to ${action} ${orderType} orders: wait for GMX`] : [];
    }),
  ];
}
