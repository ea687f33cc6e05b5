#include "runtime/cpu/OptimizerLoops.h"

namespace flodl::cpu {

const Loops &loops() {
  static const Loops &chosen = __builtin_cpu_supports("avx2") ? avx2::loops : baseline::loops;
  return chosen;
}

}  // namespace flodl::cpu
