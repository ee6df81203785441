// QuantLib's calculator on the same options as options.c, with the same five outputs; a child of the bench in the same way.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ql/pricingengines/blackcalculator.hpp>
#include <time.h>
#include <vector>

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  const long count = std::atol(argv[2]);
  std::FILE *file = std::fopen(argv[1], "rb");
  if (!file) return 2;
  std::vector<std::vector<double>> in(6, std::vector<double>(count)), out(5, std::vector<double>(count));
  for (auto &column : in)
    if (std::fread(column.data(), sizeof(double), count, file) != static_cast<size_t>(count)) return 2;

  long passes;
  while (std::scanf("%ld", &passes) == 1) {
    timespec from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    for (long pass = 0; pass < passes; pass++)
      for (long i = 0; i < count; i++) {
        const double spot = in[0][i], years = in[2][i], rate = in[4][i], discount = std::exp(-rate * years);
        const auto type = in[5][i] > 0 ? QuantLib::Option::Call : QuantLib::Option::Put;
        const QuantLib::BlackCalculator option(type, in[1][i], spot / discount, in[3][i] * std::sqrt(years), discount);
        out[0][i] = option.value();
        out[1][i] = option.delta(spot);
        out[2][i] = option.gamma(spot);
        out[3][i] = option.vega(years);
        out[4][i] = option.theta(spot, years);
      }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    double sum = 0;
    for (long i = 0; i < count; i++) sum += out[0][i] + out[4][i];
    std::printf("%.0f %.17g\n", (to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec), sum);
    std::fflush(stdout);
  }
  return 0;
}
