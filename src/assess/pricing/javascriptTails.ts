import { expBelow } from './approximations.js';
import type { GreeksScratch } from './greeksScratch.js';

const INVERSE_SQRT_TWO_PI = 0.3989422804014327;

/** From distances and discounts to `slope`, and from it to both tails; of the first `size` of a block. */
export function javascriptTails(size: number, scratch: GreeksScratch): void {
  const { d1: distance1, d2: distance2, discount, growthLessOne, slope: slopes, tail1, tail2 } = scratch;
  for (let k = 0; k < size; k++) {
    const d1 = distance1[k] as number;
    const growth = (discount[k] as number) * (1 + (growthLessOne[k] as number));
    slopes[k] = growth * (expBelow(-0.5 * d1 * d1) * INVERSE_SQRT_TWO_PI);
  }

  // `mills` at two places by Horner's scheme: two chains of steps in turns keep a processor as busy as Estrin's does with one, with
  // fewer products, and each coefficient is brought once for both. Written out, since an engine keeps the order it is told.
  for (let k = 0; k < size; k++) {
    const x = Math.abs(distance1[k] as number);
    const y = Math.abs(distance2[k] as number);
    let topX = x + 28.85599128117289;
    let topY = y + 28.85599128117289;
    topX = topX * x + 413.66682662462745;
    topY = topY * y + 413.66682662462745;
    topX = topX * x + 3815.5160167850654;
    topY = topY * y + 3815.5160167850654;
    topX = topX * x + 24845.32318579227;
    topY = topY * y + 24845.32318579227;
    topX = topX * x + 118721.35282651668;
    topY = topY * y + 118721.35282651668;
    topX = topX * x + 420631.5625665354;
    topY = topY * y + 420631.5625665354;
    topX = topX * x + 1091539.5383450652;
    topY = topY * y + 1091539.5383450652;
    topX = topX * x + 1992376.9712497448;
    topY = topY * y + 1992376.9712497448;
    topX = topX * x + 2327796.085037637;
    topY = topY * y + 2327796.085037637;
    topX = topX * x + 1342213.7859064909;
    topY = topY * y + 1342213.7859064909;
    let bottomX = x + 28.85599128117289;
    let bottomY = y + 28.85599128117289;
    bottomX = bottomX * x + 414.6668266246268;
    bottomY = bottomY * y + 414.6668266246268;
    bottomX = bottomX * x + 3844.372008066531;
    bottomY = bottomY * y + 3844.372008066531;
    bottomX = bottomX * x + 25256.99001236316;
    bottomY = bottomY * y + 25256.99001236316;
    bottomX = bottomX * x + 122479.15686580456;
    bottomY = bottomY * y + 122479.15686580456;
    bottomX = bottomX * x + 444659.5518125702;
    bottomY = bottomY * y + 444659.5518125702;
    bottomX = bottomX * x + 1202918.4297669553;
    bottomY = bottomY * y + 1202918.4297669553;
    bottomX = bottomX * x + 2367380.2725270344;
    bottomY = bottomY * y + 2367380.2725270344;
    bottomX = bottomX * x + 3217918.2776444433;
    bottomY = bottomY * y + 3217918.2776444433;
    bottomX = bottomX * x + 2711792.391801306;
    bottomY = bottomY * y + 2711792.391801306;
    bottomX = bottomX * x + 1070931.6570715518;
    bottomY = bottomY * y + 1070931.6570715518;
    const slope = slopes[k] as number;
    tail1[k] = slope * (topX / bottomX);
    tail2[k] = slope * (topY / bottomY);
  }
}
