#include "runtime/core/Random.h"
#include <ATen/core/Generator.h>
#include <atomic>

namespace flodl::rt {

static std::atomic<uint64_t> processSeed = c10::default_rng_seed_val;

uint64_t seed() { return processSeed.load(std::memory_order_relaxed); }
void setSeed(uint64_t seed) { processSeed.store(seed, std::memory_order_relaxed); }

/// Finaliser of SplitMix64 (Steele, Lea, Flood 2014): a bijection that mixes all bits.
static uint64_t mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
  return x ^ (x >> 31);
}

uint64_t randomKey(uint64_t seed, uint64_t instance, std::string_view path, int64_t draw) {
  uint64_t text = 0xCBF29CE484222325ull;  // FNV-1a
  for (char c : path)
    text = (text ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
  uint64_t key = mix(seed + 0x9E3779B97F4A7C15ull);
  key = mix(key ^ (instance + 0x9E3779B97F4A7C15ull));
  key = mix(key ^ text);
  return mix(key ^ static_cast<uint64_t>(draw));
}

}  // namespace flodl::rt
