// Seed of the process and the keys of random operations.
#pragma once
#include "flodl/rt/program.h"
#include <cstdint>
#include <string_view>

namespace flodl::rt {

/// The seed of `manual_seed`; libtorch's default until it is called.
uint64_t seed();
void setSeed(uint64_t seed);

/// 64-bit key of one draw: hash of (seed, instance, path, draw).
uint64_t randomKey(uint64_t seed, uint64_t instance, std::string_view path, int64_t draw);

}  // namespace flodl::rt
