// Visits the elements of a random draw four at a time, as Philox makes their words.
#pragma once
#include "flodl/rt/philox.h"
#include "flodl/rt/program.h"

namespace flodl::kernels {

/// Calls `body(element, words, count)` for elements 0, 4, 8, … below `numel`, on the threads of
/// `parallelFor`; `count` is 4 but for the last.
template <class Body>
void forEachQuad(int64_t numel, const rt::RandomKey &random, const Body &body) {
  constexpr int64_t grain = 1 << 12;
  auto quads = [&](int64_t begin, int64_t end) {
    for (int64_t quad = begin; quad < end; ++quad)
      body(quad * 4, rt::philoxQuad(random.key, random.forward, 0, static_cast<uint64_t>(quad)),
           numel - quad * 4 < 4 ? numel - quad * 4 : 4);
  };
  using Quads = decltype(quads);
  rt::parallelFor(
      0, (numel + 3) / 4, grain,
      [](const void *args, int64_t begin, int64_t end) { (*static_cast<const Quads *>(args))(begin, end); }, &quads);
}

}  // namespace flodl::kernels
