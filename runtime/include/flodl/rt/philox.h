// Philox4x32-10, the counter-based generator of every random operation inside a graph. One header
// for the host and for CUDA, so that masks are equal on every device.
// Source: Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3".
#pragma once
#include <cstdint>

#if defined(__CUDACC__)
#define FLODL_HOST_DEVICE __host__ __device__
#else
#define FLODL_HOST_DEVICE
#endif

namespace flodl::rt {

/// Four random words.
struct PhiloxWords {
  uint32_t word[4];
};

FLODL_HOST_DEVICE inline PhiloxWords philox(uint64_t key, uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3) {
  uint32_t k0 = static_cast<uint32_t>(key), k1 = static_cast<uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    uint64_t p0 = static_cast<uint64_t>(0xD2511F53u) * c0, p1 = static_cast<uint64_t>(0xCD9E8D57u) * c2;
    c0 = static_cast<uint32_t>(p1 >> 32) ^ c1 ^ k0;
    c1 = static_cast<uint32_t>(p1);
    c2 = static_cast<uint32_t>(p0 >> 32) ^ c3 ^ k1;
    c3 = static_cast<uint32_t>(p0);
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return {{c0, c1, c2, c3}};
}

/// The words of elements 4*`quad` … 4*`quad` + 3 (row-major index) of one draw in forward number
/// `forward`, in iteration `iteration` of the enclosing loops.
FLODL_HOST_DEVICE inline PhiloxWords philoxQuad(uint64_t key, uint64_t forward, uint64_t iteration, uint64_t quad) {
  return philox(key, static_cast<uint32_t>(forward), static_cast<uint32_t>(iteration), static_cast<uint32_t>(quad),
                static_cast<uint32_t>(quad >> 32));
}

/// Uniform in [0, 1) with 24 bits.
FLODL_HOST_DEVICE inline float philoxUniform(uint32_t word) {
  return static_cast<float>(word >> 8) * 5.9604644775390625e-8f;  // 2^-24
}

/// Uniform among the `range` integers from `low` on; `range` is at most 2^32.
FLODL_HOST_DEVICE inline int64_t philoxInteger(uint32_t word, int64_t low, uint64_t range) {
  return low + static_cast<int64_t>((word * range) >> 32);
}

}  // namespace flodl::rt
