// xoshiro256++ and the mappings from its draws to numbers.
#include "flodl/rng.h"
#include "flodl/base/error.h"
#include <bit>
#include <cmath>
#include <numbers>
#include <random>
#include <string>

namespace flodl {

Rng Rng::seed(uint64_t seed) {
  Rng rng;
  for (uint64_t &word : rng.state_) {
    seed += 0x9e3779b97f4a7c15;
    uint64_t z = seed;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    word = z ^ (z >> 31);
  }
  return rng;
}

Rng Rng::from_entropy() {
  std::random_device device;
  uint64_t high = device();
  return seed(high << 32 | device());
}

uint64_t Rng::next() {
  uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
  uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

uint64_t Rng::below(uint64_t n) {
  if (n == 0)
    throw Error(ErrorCode::InvalidArgument, "Rng::below expects n of 1 or more, but got 0");
  // Lemire's multiplication; the draws below 2^64 mod n would favour some results.
  __extension__ typedef unsigned __int128 Wide;
  uint64_t threshold = -n % n;
  for (;;) {
    Wide product = static_cast<Wide>(next()) * n;
    if (static_cast<uint64_t>(product) >= threshold)
      return static_cast<uint64_t>(product >> 64);
  }
}

int64_t Rng::range(int64_t low, int64_t high) {
  if (low >= high)
    throw Error(ErrorCode::InvalidArgument, "Rng::range expects low < high, but got [" + std::to_string(low) + ", " +
                                                std::to_string(high) + ")");
  return static_cast<int64_t>(static_cast<uint64_t>(low) +
                              below(static_cast<uint64_t>(high) - static_cast<uint64_t>(low)));
}

float Rng::f32() { return static_cast<float>(next() >> 40) * 0x1p-24f; }
double Rng::f64() { return static_cast<double>(next() >> 11) * 0x1p-53; }
bool Rng::bernoulli(double p) { return f64() < p; }

double Rng::normal(double mean, double std) {
  double u1 = 1 - f64(), u2 = f64();
  return mean + std * std::sqrt(-2 * std::log(u1)) * std::cos(2 * std::numbers::pi * u2);
}

}  // namespace flodl
