/**
 * The standard normal distribution in float64.
 *
 * Everything rests on the scaled complementary error function, whose rational approximations are W. J. Cody's:
 * "Rational Chebyshev Approximations for the Error Function", Mathematics of Computation 23 (1969), 631-637, with the
 * coefficients he published as CALERF (NETLIB specfun, 1990), here at the shortest decimals that read back as the same
 * float64. The scaled function is good to about 1e-15, relative.
 */

const SQRT_HALF = Math.SQRT1_2;
const INVERSE_SQRT_TWO_PI = 0.3989422804014327;
const SQRT_HALF_PI = 1.2533141373155003;
const INVERSE_SQRT_PI = 0.5641895835477563;

/** Density of the standard normal. */
export const normalDensity = (x: number): number => INVERSE_SQRT_TWO_PI * Math.exp(-0.5 * x * x);

/** Probability that a standard normal is below `x`; accurate in relative terms in the left tail, down to underflow. */
export function normalCdf(x: number): number {
  const y = Math.abs(x) * SQRT_HALF;
  if (y <= 0.46875) return 0.5 + 0.5 * errorFunctionNearZero(x * SQRT_HALF);
  const tail = normalDensity(x) * millsRatio(Math.abs(x));
  return x > 0 ? 1 - tail : tail;
}

/** N(-x) / density(x) for x >= 0: falls from 1.2533 towards 1/x and never underflows before x does. */
export function millsRatio(x: number): number {
  const y = x * SQRT_HALF;
  if (y <= 0.46875) return SQRT_HALF_PI * Math.exp(y * y) * (1 - errorFunctionNearZero(y));
  return SQRT_HALF_PI * (y <= 4 ? scaledMiddle(y) : scaledFar(y));
}

/** erf(y) for |y| <= 0.46875. */
function errorFunctionNearZero(y: number): number {
  const z = y * y;
  const top =
    (((0.18577770618460315 * z + 3.1611237438705655) * z + 113.86415415105016) * z + 377.485237685302) * z +
    3209.3775891384694;
  const bottom = (((z + 23.601290952344122) * z + 244.02463793444417) * z + 1282.6165260773723) * z + 2844.236833439171;
  return (y * top) / bottom;
}

/** exp(y²) erfc(y) for 0.46875 <= y <= 4. */
function scaledMiddle(y: number): number {
  let top = 2.1531153547440383e-8 * y + 0.5641884969886701;
  top = top * y + 8.883149794388377;
  top = top * y + 66.11919063714163;
  top = top * y + 298.6351381974001;
  top = top * y + 881.952221241769;
  top = top * y + 1712.0476126340707;
  top = top * y + 2051.0783778260716;
  top = top * y + 1230.3393547979972;
  let bottom = y + 15.744926110709835;
  bottom = bottom * y + 117.6939508913125;
  bottom = bottom * y + 537.1811018620099;
  bottom = bottom * y + 1621.3895745666903;
  bottom = bottom * y + 3290.7992357334597;
  bottom = bottom * y + 4362.619090143247;
  bottom = bottom * y + 3439.3676741437216;
  bottom = bottom * y + 1230.3393548037495;
  return top / bottom;
}

/** exp(y²) erfc(y) for y >= 4. */
function scaledFar(y: number): number {
  const z = 1 / (y * y);
  let top = 0.016315387137302097 * z + 0.30532663496123236;
  top = top * z + 0.36034489994980445;
  top = top * z + 0.12578172611122926;
  top = top * z + 0.016083785148742275;
  top = top * z + 0.0006587491615298378;
  let bottom = z + 2.568520192289822;
  bottom = bottom * z + 1.8729528499234673;
  bottom = bottom * z + 0.5279051029514285;
  bottom = bottom * z + 0.06051834131244132;
  bottom = bottom * z + 0.0023352049762686918;
  return (INVERSE_SQRT_PI - (z * top) / bottom) / y;
}
