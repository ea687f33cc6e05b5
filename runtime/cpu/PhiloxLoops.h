// Many Philox words at once, with the widest registers of the machine.
#pragma once
#include <cstdint>

namespace flodl::cpu {

/// The words of elements 4*`firstQuad` … 4*(`firstQuad` + `quads`) - 1, as rt::philoxQuad gives them
/// for iteration 0.
void philoxWords(uint64_t key, uint64_t forward, uint64_t firstQuad, int64_t quads, uint32_t *words);

namespace baseline {
void philoxWords(uint64_t key, uint64_t forward, uint64_t firstQuad, int64_t quads, uint32_t *words);
}
namespace avx2 {
void philoxWords(uint64_t key, uint64_t forward, uint64_t firstQuad, int64_t quads, uint32_t *words);
}

}  // namespace flodl::cpu
