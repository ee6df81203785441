/* Implied vol in C, the algorithm of src/assess/pricing/impliedVol*.ts line by line, as the measure of what JavaScript costs.
 *
 * Reads from stdin: two doubles (count, passes), then columns of price, spot, strike, years, rate, carry, right.
 * Writes to stdout: nanoseconds of one pass, as a double, then the column of vols.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define INVERSE_SQRT_TWO_PI 0.3989422804014327
#define HALF_LOG_TWO_PI 0.9189385332046727
#define SMALL_HALF_DEVIATION 0.02
#define LOWEST (-60.0)
#define STEP (1.0 / 16)
#define SIZE 1030

static inline double top(double x, double s) { return ((((s + 413.66682662462745) * s + 24845.32318579227) * s + 420631.5625665354) * s + 1992376.9712497448) * s + 1342213.7859064909 + ((((28.85599128117289 * s + 3815.5160167850654) * s + 118721.35282651668) * s + 1091539.5383450652) * s + 2327796.085037637) * x; }
static inline double bottom(double x, double s) { return ((((28.85599128117289 * s + 3844.372008066531) * s + 122479.15686580456) * s + 1202918.4297669553) * s + 3217918.2776444433) * s + 1070931.6570715518 + (((((s + 414.6668266246268) * s + 25256.99001236316) * s + 444659.5518125702) * s + 2367380.2725270344) * s + 2711792.391801306) * x; }
static inline double rest(double x, double s) { return (((28.855991281465762 * s + 3757.804039287877) * s + 111378.89142189015) * s + 890122.1926068062) * s + 1070931.6570715518 + ((((0.9999999999993914 * s + 411.66682657088774) * s + 24027.98924603484) * s + 375003.30127728975) * s + 1369578.605894815) * x; }
static inline double mills(double x) { return top(x, x * x) / bottom(x, x * x); }

static double mills_difference_near(double h, double t) {
  double s = h * h, q = bottom(h, s);
  double first = -rest(h, s) / q, second = top(h, s) / q + h * first, third = h * second + 2 * first;
  double fourth = h * third + 3 * second, fifth = h * fourth + 4 * third, sixth = h * fifth + 5 * fourth;
  double seventh = h * sixth + 6 * fifth, u = t * t;
  return -2 * t * (first + u * (third / 6 + u * (fifth / 120 + (u * seventh) / 5040)));
}

static double table[SIZE];

static void tabulate(void) {
  double log_u = -0.5 * log(-2 * LOWEST);
  for (int i = 0; i < SIZE; i++) {
    for (int round = 0; round < 20; round++) {
      double h = exp(-log_u), slope = 1 - h * mills(h);
      double change = (LOWEST + i * STEP - (log_u + log(slope) - 0.5 * h * h - HALF_LOG_TWO_PI)) * slope;
      log_u += change;
      if (fabs(change) < 1e-12) break;
    }
    table[i] = log_u;
  }
}

static double normal_tail(double p) {
  double t = sqrt(-2 * log(p));
  return t - ((0.010328 * t + 0.802853) * t + 2.515517) / (((0.001308 * t + 0.189269) * t + 1.432788) * t + 1);
}

static double far_deviation(double beta, double distance) {
  double most = 0.99 * sqrt(2 * distance), log_value = log(beta);
  double s = fmin(distance / sqrt(-2 * log_value), most);
  for (int i = 0; i < 4; i++) {
    double h = distance / s, t = 0.5 * s;
    double square = 2 * (log((2 * t) / (h * h - t * t)) - HALF_LOG_TWO_PI - log_value) - t * t;
    s = square > 0 ? fmin(distance / sqrt(square), most) : most;
  }
  return s;
}

static double normal_deviation(double beta, double width) {
  double log_value = width > 0 ? log(beta / width) : INFINITY;
  if (log_value > 3.5) {
    double first = (beta + 0.5 * width) / INVERSE_SQRT_TWO_PI;
    return (beta + 0.5 * width - (INVERSE_SQRT_TWO_PI * width * width) / (2 * first)) / INVERSE_SQRT_TWO_PI;
  }
  double place = (log_value - LOWEST) / STEP;
  if (place < 1) return width / sqrt(-2 * log_value);
  int k = (int)place;
  double f = place - k, before = table[k - 1], from = table[k], to = table[k + 1], after = table[k + 2];
  double rise = to - before + f * (2 * before - 5 * from + 4 * to - after + f * (3 * (from - to) + after - before));
  return width * exp(from + 0.5 * f * rise);
}

static double starting_deviation(double beta, double distance, double bound, double middle, double width) {
  double left = (bound - beta) / (bound + 1 / bound);
  if (left < 0.28 && beta > middle) return 2 * normal_tail(fmax(left, 1e-300));
  if (distance > 3 && beta < middle) return far_deviation(beta, distance);
  double normal = (width > 0 ? distance / width : 1) * normal_deviation(beta, width);
  double spread = normal * normal;
  return normal * (1 + (spread / 24) * (1 + spread / 20));
}

static inline double householder(double newton, double second, double third) {
  return (newton * (1 + 0.5 * second * newton)) / (1 + newton * (second + (third * newton) / 6));
}

static double solve_low(double beta, double distance, double start, double highest) {
  double wanted = log(beta), s = start;
  for (int i = 0; i < 24; i++) {
    double h = distance / s, t = 0.5 * s;
    double difference = t < SMALL_HALF_DEVIATION ? mills_difference_near(h, t) : mills(h - t) - mills(h + t);
    double log_value = log(difference) - 0.5 * (h * h + t * t) - HALF_LOG_TWO_PI;
    double ratio = 1 / difference, curve = (h * h - t * t) / s;
    double third = curve * curve - (3 * h * h) / (s * s) - 0.25, bend = ratio * (1 + 2 / log_value);
    double change = householder(
        ((wanted - log_value) * log_value) / (wanted * ratio), curve - bend,
        third + 2 * ratio * ratio * (1 + (3 / log_value) * (1 + 1 / log_value)) - 3 * curve * bend);
    double held = fmin(fmin(fmax(change, -0.5 * s), s), highest - s);
    s += held;
    if (fabs(held) < 2e-6 * s) break;
  }
  return s;
}

static double implied_deviation(double beta, double distance, double bound, double width) {
  if (!(beta > 0)) return beta <= 0 ? 0 : NAN;
  if (beta >= bound) return INFINITY;
  double inflection = sqrt(2 * distance), middle = bound * (0.5 - INVERSE_SQRT_TWO_PI * mills(inflection));
  double guess = starting_deviation(beta, distance, bound, middle, width);
  double s = beta < middle ? fmin(guess, inflection) : fmax(guess, inflection);
  if (beta < middle && distance > 1.2 * s) return solve_low(beta, distance, s, inflection);
  int high = beta > 0.5 * (middle + bound);
  for (int i = 0; i < 24; i++) {
    double h = distance / s, t = 0.5 * s;
    double slope = INVERSE_SQRT_TWO_PI * exp(-0.5 * (h * h + t * t)), curve = (h * h - t * t) / s;
    double third = curve * curve - (3 * h * h) / (s * s) - 0.25, change;
    if (high) {
      double gap = h >= t ? bound - slope * (mills(h - t) - mills(h + t)) : slope * (mills(t - h) + mills(h + t));
      double ratio = slope / gap;
      change = householder(log(gap / (bound - beta)) / ratio, curve + ratio, third + ratio * (2 * ratio + 3 * curve));
    } else {
      double value = t < SMALL_HALF_DEVIATION ? slope * mills_difference_near(h, t)
                     : h >= t                 ? slope * (mills(h - t) - mills(h + t))
                                              : bound - slope * (mills(t - h) + mills(h + t));
      change = householder((beta - value) / slope, curve, third);
    }
    double held = fmin(fmax(change, -0.5 * s), s);
    s += held;
    if (fabs(held) < 2e-6 * s) break;
  }
  return s;
}

static double implied_vol(double price, double spot, double strike, double years, double rate, double carry, double right) {
  double ratio = (spot - strike) / strike;
  double moneyness = (fabs(ratio) < 0.5 ? log1p(ratio) : log(spot / strike)) + carry * years;
  double distance = fabs(moneyness), bound = exp(-0.5 * distance);
  double width = distance < 1 ? bound * expm1(distance) : 1 / bound - bound;
  double value = (price / strike) * exp(rate * years - 0.5 * moneyness);
  return implied_deviation(right * moneyness > 0 ? value - width : value, distance, bound, width) / sqrt(years);
}

static double now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec * 1e9 + at.tv_nsec;
}

int main(void) {
  double head[2];
  if (fread(head, sizeof(double), 2, stdin) != 2) return 2;
  size_t n = (size_t)head[0];
  double *in = malloc(8 * n * sizeof(double));
  if (!in || fread(in, sizeof(double), 7 * n, stdin) != 7 * n) return 2;
  double *vol = in + 7 * n;
  tabulate();
  double spent = 0;
  for (int pass = -2; pass < (int)head[1]; pass++) { /* two to warm up */
    double start = now();
    for (size_t i = 0; i < n; i++)
      vol[i] = implied_vol(in[i], in[n + i], in[2 * n + i], in[3 * n + i], in[4 * n + i], in[5 * n + i], in[6 * n + i]);
    if (pass >= 0) spent += now() - start;
  }
  double one = spent / head[1];
  fwrite(&one, sizeof(double), 1, stdout);
  fwrite(vol, sizeof(double), n, stdout);
  return 0;
}
