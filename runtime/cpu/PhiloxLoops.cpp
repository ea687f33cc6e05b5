#include "runtime/cpu/PhiloxLoops.h"

namespace flodl::cpu {

void philoxWords(uint64_t key, uint64_t forward, uint64_t firstQuad, int64_t quads, uint32_t *words) {
  static const auto chosen = __builtin_cpu_supports("avx2") ? avx2::philoxWords : baseline::philoxWords;
  chosen(key, forward, firstQuad, quads, words);
}

}  // namespace flodl::cpu
