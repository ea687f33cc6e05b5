// Visits the elements of a random draw four at a time, as Philox makes their words.
#pragma once
#include "flodl/rt/philox.h"
#include "flodl/rt/program.h"
#include "runtime/cpu/PhiloxLoops.h"
#include <algorithm>

namespace flodl::kernels {

/// Calls `body(element, words, count)` for elements 0, 4, 8, … below `numel`, on the threads of
/// `parallelFor`; `count` is 4 but for the last.
template <class Body>
void forEachQuad(int64_t numel, const rt::RandomKey &random, const Body &body) {
  constexpr int64_t grain = 1 << 12, batch = 64;
  auto quads = [&](int64_t begin, int64_t end) {
    rt::PhiloxWords words[batch];
    for (int64_t first = begin; first < end; first += batch) {
      int64_t present = std::min(batch, end - first);
      cpu::philoxWords(random.key, random.forward, static_cast<uint64_t>(first), present, words[0].word);
      for (int64_t i = 0; i < present; ++i) {
        int64_t element = (first + i) * 4;
        body(element, words[i], std::min<int64_t>(numel - element, 4));
      }
    }
  };
  using Quads = decltype(quads);
  rt::parallelFor(
      0, (numel + 3) / 4, grain,
      [](const void *args, int64_t begin, int64_t end) { (*static_cast<const Quads *>(args))(begin, end); }, &quads);
}

}  // namespace flodl::kernels
