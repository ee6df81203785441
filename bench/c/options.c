// The limit for Greeks on one core: price, delta, gamma, vega and theta of European options, four AVX2 lanes at a time, by a Mills
// ratio without branches. Black-Scholes on a spot without yield; no edges are looked after. A child of the bench:
//   options INPUTS COUNT    INPUTS holds six columns of COUNT float64: spot, strike, years, vol, rate, right
// For each line on stdin, a number of passes, it prints the nanoseconds of processor time that they took; at the end of stdin it prints nothing and ends.
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef double lanes __attribute__((vector_size(32)));
typedef uint64_t bits __attribute__((vector_size(32)));
typedef int64_t mask __attribute__((vector_size(32)));
#define INLINE static inline __attribute__((always_inline))

INLINE lanes load(const double *from) { return (lanes)_mm256_loadu_pd(from); }
INLINE void store(double *to, lanes x) { _mm256_storeu_pd(to, (__m256d)x); }
INLINE lanes root(lanes x) { return (lanes)_mm256_sqrt_pd((__m256d)x); }
INLINE lanes absolute(lanes x) { return (lanes)((bits)x & 0x7fffffffffffffffULL); }
INLINE lanes where(mask m, lanes yes, lanes no) {
  return (lanes)_mm256_blendv_pd((__m256d)no, (__m256d)yes, (__m256d)m);
}

// 2^n by adding to the exponent, and a polynomial on what is left of x. By Estrin's scheme, for short chains.
INLINE lanes exponential(lanes x) {
  x = (lanes)_mm256_max_pd((__m256d)x, _mm256_set1_pd(-708));
  lanes shifted = x * 1.4426950408889634 + 0x1.8p52, n = shifted - 0x1.8p52;
  lanes r = (x - n * 0x1.62e42fefa3800p-1) - n * 0x1.ef35793c76730p-45;
  lanes r2 = r * r, r4 = r2 * r2;
  lanes low = (1.0 + r) + (0.5000000000000018 + 0.1666666666666668 * r) * r2;
  lanes middle = (0.04166666666648795 + 0.008333333333319589 * r) + (0.0013888888952352864 + 0.00019841269890076404 * r) * r2;
  lanes high = (2.4801485441561314e-5 + 2.7557240887228967e-6 * r) + (2.763265472252779e-7 + 2.511004920481866e-8 * r) * r2;
  lanes p = low + middle * r4 + high * (r4 * r4);
  return (lanes)((bits)p + ((bits)shifted << 52));
}

// As in Sun's fdlibm (1993): x = 2^k m with m near 1, then the series in s = f / (2 + f).
INLINE lanes logarithm(lanes x) {
  bits b = (bits)x, k = (b + (0x3ff0000000000000ULL - 0x3fe6a09e667f3bcdULL)) >> 52;
  lanes m = (lanes)(b - ((k - 1023) << 52));
  lanes e = (lanes)(k | 0x4330000000000000ULL) - (0x1p52 + 1023);
  lanes f = m - 1.0, s = f / (2.0 + f), z = s * s, w = z * z;
  lanes odd = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  lanes even = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  lanes half = 0.5 * f * f;
  return e * 0.6931471803691238 - ((half - (s * (half + odd + even) + e * 1.9082149292705877e-10)) - f);
}

INLINE lanes mills(lanes x) {
  lanes x2 = x * x, x4 = x2 * x2, x8 = x4 * x4;
  lanes top = ((1342213.7859064909 + 2327796.085037637 * x) + (1992376.9712497448 + 1091539.5383450652 * x) * x2) +
              ((420631.5625665354 + 118721.35282651668 * x) + (24845.32318579227 + 3815.5160167850654 * x) * x2) * x4 +
              ((413.66682662462745 + 28.85599128117289 * x) + x2) * x8;
  lanes bottom = ((1070931.6570715518 + 2711792.391801306 * x) + (3217918.2776444433 + 2367380.2725270344 * x) * x2) +
                 ((1202918.4297669553 + 444659.5518125702 * x) + (122479.15686580456 + 25256.99001236316 * x) * x2) * x4 +
                 ((3844.372008066531 + 414.6668266246268 * x) + (28.85599128117289 + x) * x2) * x8;
  return top / bottom;
}

__attribute__((noinline)) static void greeks(long count, double *const *in, double *const *out) {
  for (long i = 0; i < count; i += 4) {
    lanes spot = load(in[0] + i), strike = load(in[1] + i), years = load(in[2] + i), vol = load(in[3] + i);
    lanes rate = load(in[4] + i), right = load(in[5] + i);
    lanes time = root(years), deviation = vol * time, inverse = 1.0 / deviation;
    lanes cash = strike * exponential(-rate * years);
    lanes d1 = (logarithm(spot / strike) + (rate + 0.5 * vol * vol) * years) * inverse, d2 = d1 - deviation;
    lanes density1 = exponential(-0.5 * d1 * d1) * 0.3989422804014327, density2 = density1 * spot / cash;
    lanes tail1 = density1 * mills(absolute(d1)), tail2 = density2 * mills(absolute(d2));
    lanes n1 = where((mask)(right * d1 < 0.0), tail1, 1.0 - tail1);
    lanes n2 = cash * where((mask)(right * d2 < 0.0), tail2, 1.0 - tail2);
    lanes vega = spot * density1 * time;
    store(out[0] + i, right * (spot * n1 - n2));
    store(out[1] + i, right * n1);
    store(out[2] + i, density1 * inverse / spot);
    store(out[3] + i, vega);
    store(out[4] + i, -(0.5 * vega * vol / years + right * rate * n2));
  }
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  long count = atol(argv[2]), padded = (count + 3) & ~3L;
  FILE *file = fopen(argv[1], "rb");
  double *in[6], *out[5];
  if (!file) return 2;
  // Not whole pages apart, where the columns would contend for the same lines of the cache.
  long stride = ((padded + 511) & ~511L) + 40;
  double *block = aligned_alloc(64, 11 * stride * sizeof(double));
  for (int k = 0; k < 6; k++) {
    in[k] = block + k * stride;
    if (fread(in[k], sizeof(double), count, file) != (size_t)count) return 2;
    for (long i = count; i < padded; i++) in[k][i] = in[k][count - 1];
  }
  for (int k = 0; k < 5; k++) out[k] = block + (6 + k) * stride;
  long passes;
  while (scanf("%ld", &passes) == 1) {
    struct timespec from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    for (long pass = 0; pass < passes; pass++) greeks(padded, in, out);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    double sum = 0;
    for (long i = 0; i < count; i++) sum += out[0][i] + out[4][i];
    // The sum keeps the work from being left out.
    printf("%.0f %.17g\n", (to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec), sum);
    fflush(stdout);
  }
  return 0;
}
