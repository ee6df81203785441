import type { Address } from 'viem';
import { afterAll, afterEach, beforeAll, beforeEach, describe, test } from 'vitest';
import { calldataCases } from './cases/calldata.js';
import { claimCases } from './cases/claims.js';
import { collateralCases } from './cases/collateral.js';
import { foreignCases } from './cases/foreign.js';
import { limitCases } from './cases/limits.js';
import { loanEndCases } from './cases/loanEnds.js';
import { loanCases } from './cases/loans.js';
import { openingCases } from './cases/opening.js';
import { readingCases } from './cases/readings.js';
import { refusalCases } from './cases/refusals.js';
import { restartCases } from './cases/restarts.js';
import { restingCases } from './cases/resting.js';
import { slippageCases } from './cases/slippage.js';
import { spotEndCases } from './cases/spotEnds.js';
import { spotRefusalCases } from './cases/spotRefusals.js';
import { spotTradeCases } from './cases/spotTrades.js';
import { tradeCases } from './cases/trades.js';
import { transferCases } from './cases/transfers.js';
import { waitingCases } from './cases/waiting.js';
import { waysCases } from './cases/ways.js';
import type { ConformanceCase, Stage } from './conformanceCase.js';
import { type Desk, openDesk } from './desk.js';
import { putAway } from './putAway.js';
import { abilities, type HandName, type VenueWorld, type WorldSheet } from './world.js';

const chapters: readonly (readonly [string, readonly ConformanceCase[]])[] = [
  ['opening', openingCases],
  ['reads', readingCases],
  ['trades', tradeCases],
  ['collateral', collateralCases],
  ['ways', waysCases],
  ['orders that wait', waitingCases],
  ['orders that rest', restingCases],
  ['claims', claimCases],
  ['transfers', transferCases],
  ['what calldata says', calldataCases],
  ['slippage', slippageCases],
  ['limits', limitCases],
  ['refusals', refusalCases],
  ['restarts', restartCases],
  ['changes by others', foreignCases],
  ['loans', [...loanCases, ...loanEndCases]],
  ['spot', [...spotTradeCases, ...spotEndCases, ...spotRefusalCases]],
];

/**
 * What every venue must do, played on one world. What the venue does not offer, it must refuse; what only the world does
 * not allow is left out, and said by name.
 */
export function describeVenue(sheet: WorldSheet): void {
  describe(`${sheet.name} conforms`, () => {
    let world: VenueWorld | undefined;
    let clean: `0x${string}` | undefined;
    let forget: (() => void | Promise<void>)[] = [];
    const isShared = !sheet.hands.includes('newAccount');
    beforeAll(async () => {
      world = await sheet.open();
      clean = await world.snapshot?.();
    }, 300_000);
    beforeEach(async () => {
      if (clean) await world?.revert?.(clean);
    });
    afterEach(async () => {
      const undone = forget.reverse();
      forget = [];
      const failures: unknown[] = [];
      for (const one of undone) {
        try {
          await one();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    }, sheet.timeout);
    afterAll(async () => {
      await world?.stop();
    });

    const stage = (): Stage => {
      if (!world) throw new Error('the world is there inside tests only');
      const found = world;
      const newDesk = async (transfersTo: readonly Address[] = []): Promise<Desk> => {
        const desk = await openDesk(found, await found.createAccount(), (undo) => forget.push(undo), transfersTo);
        if (isShared) {
          await putAway(desk);
          forget.push(() => putAway(desk));
        }
        return desk;
      };
      return { world: found, newDesk };
    };
    const leftOut: string[] = [];
    for (const [chapter, cases] of chapters) {
      for (const one of cases) {
        if (!concerns(sheet, one)) continue;
        const missing = one.needs.filter((need) => isHand(need) && !sheet.hands.includes(need));
        if (missing.length > 0) leftOut.push(`${chapter}: ${one.name} (needs ${missing.join(', ')})`);
        else
          test(`${chapter} > ${one.name}`, sheet.timeout === undefined ? {} : { timeout: sheet.timeout }, () =>
            one.run(stage()),
          );
      }
    }
    if (leftOut.length > 0) console.info([`${sheet.name} leaves out:`, ...leftOut].join('\n  '));
  });
}

/** Whether a case is about what this venue is. */
const concerns = ({ can }: WorldSheet, { needs, unless = [] }: ConformanceCase): boolean =>
  needs.every((need) => isHand(need) || can.includes(need)) && !unless.some((ability) => can.includes(ability));

const isHand = (need: string): need is HandName => !(abilities as readonly string[]).includes(need);
