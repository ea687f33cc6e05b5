// Body of philoxWords, compiled once per instruction set; see OptimizerLoopsImpl.h.
#include "runtime/cpu/PhiloxLoops.h"

namespace flodl::cpu::FLODL_ISA {

static constexpr int lanes = 16;

/// `lanes` counters go through the rounds of flodl/rt/philox.h side by side.
static void philoxLanes(uint32_t k0, uint32_t k1, uint32_t forward, uint64_t firstQuad, uint32_t *words) {
  uint32_t c0[lanes], c1[lanes], c2[lanes], c3[lanes];
  for (int i = 0; i < lanes; ++i) {
    uint64_t quad = firstQuad + static_cast<uint64_t>(i);
    c0[i] = forward;
    c1[i] = 0;
    c2[i] = static_cast<uint32_t>(quad);
    c3[i] = static_cast<uint32_t>(quad >> 32);
  }
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < lanes; ++i) {
      uint64_t p0 = static_cast<uint64_t>(0xD2511F53u) * c0[i], p1 = static_cast<uint64_t>(0xCD9E8D57u) * c2[i];
      c0[i] = static_cast<uint32_t>(p1 >> 32) ^ c1[i] ^ k0;
      c1[i] = static_cast<uint32_t>(p1);
      c2[i] = static_cast<uint32_t>(p0 >> 32) ^ c3[i] ^ k1;
      c3[i] = static_cast<uint32_t>(p0);
    }
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  for (int i = 0; i < lanes; ++i) {
    words[4 * i] = c0[i];
    words[4 * i + 1] = c1[i];
    words[4 * i + 2] = c2[i];
    words[4 * i + 3] = c3[i];
  }
}

void philoxWords(uint64_t key, uint64_t forward, uint64_t firstQuad, int64_t quads, uint32_t *words) {
  uint32_t k0 = static_cast<uint32_t>(key), k1 = static_cast<uint32_t>(key >> 32), f = static_cast<uint32_t>(forward);
  int64_t quad = 0;
  for (; quad + lanes <= quads; quad += lanes)
    philoxLanes(k0, k1, f, firstQuad + static_cast<uint64_t>(quad), words + 4 * quad);
  if (quad == quads)
    return;
  uint32_t rest[4 * lanes];
  philoxLanes(k0, k1, f, firstQuad + static_cast<uint64_t>(quad), rest);
  for (int64_t i = 0; i < 4 * (quads - quad); ++i)
    words[4 * quad + i] = rest[i];
}

}  // namespace flodl::cpu::FLODL_ISA
