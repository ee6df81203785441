import type { Dice } from '../history/dice.js';

/** A draw of Student's t with a variance of 1. @param freedom above 2; Infinity is the normal */
export const studentT = (dice: Dice, freedom: number): number => dice.normal() * mixing(dice, freedom);

/** What turns a vector of normals into one of Student's t with the same covariance: all of it is multiplied by one draw. */
export const mixing = (dice: Dice, freedom: number): number =>
  freedom === Number.POSITIVE_INFINITY ? 1 : Math.sqrt((freedom - 2) / dice.chiSquare(freedom));
