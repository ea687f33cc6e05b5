// Places buffers with known lifetimes in one block of memory.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace flodl::rt {

/// Alignment of everything in a frame, in bytes: a cache line, and the widest vector register.
inline constexpr size_t frameAlignment = 64;
inline constexpr size_t alignUp(size_t bytes) { return (bytes + frameAlignment - 1) / frameAlignment * frameAlignment; }

/// A buffer that is alive from statement `first` to statement `last`, both included.
struct Lifetime {
  size_t bytes = 0;
  int first = 0, last = 0;
  size_t offset = 0;  ///< result
};

/// Chooses an offset for every buffer so that two buffers alive at the same time do not overlap;
/// returns the size of the block. Places the largest buffers first, each in the smallest gap that
/// holds it. Deterministic; quadratic in the number of buffers.
size_t planMemory(std::span<Lifetime> buffers);

}  // namespace flodl::rt
