// Copying inside kernels.
#pragma once
#include "runtime/cuda/Words.h"
#include <algorithm>

namespace flodl::rt::cuda {

/// The share of `thread` in a copy that `threads` threads do together.
__device__ inline void copyBytes(const Copy &copy, size_t thread, size_t threads) {
  size_t done = 0;
  if ((reinterpret_cast<uintptr_t>(copy.from) | reinterpret_cast<uintptr_t>(copy.to)) % 16 == 0) {
    const uint4 *from = static_cast<const uint4 *>(copy.from);
    uint4 *to = static_cast<uint4 *>(copy.to);
    for (size_t i = thread; i < copy.bytes / 16; i += threads)
      to[i] = from[i];
    done = copy.bytes / 16 * 16;
  }
  for (size_t i = done + thread; i < copy.bytes; i += threads)
    static_cast<char *>(copy.to)[i] = static_cast<const char *>(copy.from)[i];
}

/// Blocks of 256 threads for the largest of the copies.
inline unsigned copyBlocks(std::span<const Copy> copies) {
  size_t bytes = 0;
  for (const Copy &copy : copies)
    bytes = std::max(bytes, copy.bytes);
  return static_cast<unsigned>(std::clamp<size_t>(bytes / (256 * 16 * 2), 1, 528));
}

}  // namespace flodl::rt::cuda
