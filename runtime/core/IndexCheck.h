// Positions out of range, and what is said of them.
#pragma once
#include "flodl/base/error.h"
#include "flodl/rt/program.h"

namespace flodl::rt {

/// What an index is checked against, and where it came from.
struct IndexRange {
  int64_t count = 0, ignore = nothingIgnored;
  const char *operand = "";  ///< operation and operand
  const char *place = "";    ///< `file:line`, empty when unknown

#if defined(__CUDACC__)
  __host__ __device__
#endif
  bool holds(int64_t value) const { return (value >= 0 && value < count) || value == ignore; }
};

/// One index that its range does not hold. A kernel leaves it in memory of the host, since it cannot
/// throw; updates of parameters, optimizer state and buffers that follow do nothing until the host
/// has seen it: at the next call, read of a loss or tensor, flush or synchronize, and at the latest
/// 256 calls later.
struct IndexFault {
  IndexRange range;
  int64_t value = 0, position = 0;
};

/// The error of a fault.
Error indexError(const IndexFault &fault);

}  // namespace flodl::rt
