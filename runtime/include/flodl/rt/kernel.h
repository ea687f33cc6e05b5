// What generated CPU kernels are written with.
#pragma once
#include "flodl/rt/program.h"
#include "flodl/rt/scalar_ops.h"
#include <bit>
#include <limits>
#include <type_traits>

// One version per instruction set, chosen when the program starts.
#if defined(__x86_64__) && defined(__clang__)
#define FLODL_KERNEL \
  __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4"))) static
#else
#define FLODL_KERNEL static
#endif
// Lets sums be computed in several lanes; the order does not depend on the number of threads.
#if defined(__clang__)
#define FLODL_REASSOCIATE _Pragma("clang fp reassociate(on) contract(fast)")
#else
#define FLODL_REASSOCIATE
#endif

namespace flodl::rt {

/// Elements that are worth a thread of their own.
inline constexpr int64_t flatGrain = 16384;
/// Columns that one pass over the rows sums at a time.
inline constexpr int64_t columnBlock = 64;
inline int64_t rowGrain(int64_t cols) { return cols >= flatGrain ? 1 : flatGrain / (cols > 0 ? cols : 1); }
/// Whole blocks of columns.
inline int64_t columnGrain(int64_t rows) {
  const int64_t columns = flatGrain / (rows > 0 ? rows : 1);
  return columns < columnBlock ? columnBlock : (columns + columnBlock - 1) / columnBlock * columnBlock;
}

/// Scratch for one value per column of a row that is too long for the stack; one per slot and thread.
template <class T>
T *rowScratch(int slot, int64_t cols) {
  return static_cast<T *>(threadScratch(slot, static_cast<size_t>(cols) * sizeof(T)));
}

/// Maxima are taken on integers of the same order as the numbers: this vectorises without assuming
/// anything about NaN.
template <class T>
using OrderedBits = std::conditional_t<sizeof(T) == 8, int64_t, int32_t>;

template <class T>
FLODL_SCALAR OrderedBits<T> lowestBits() { return std::numeric_limits<OrderedBits<T>>::min(); }

/// Numbers as bits of the same order, and back.
template <class T>
FLODL_SCALAR OrderedBits<T> orderedBits(T value) {
  const auto bits = std::bit_cast<OrderedBits<T>>(value);
  return bits ^ ((bits >> (sizeof(T) * 8 - 1)) & std::numeric_limits<OrderedBits<T>>::max());
}
template <class T>
FLODL_SCALAR T fromOrderedBits(OrderedBits<T> bits) {
  return std::bit_cast<T>(bits ^ ((bits >> (sizeof(T) * 8 - 1)) & std::numeric_limits<OrderedBits<T>>::max()));
}
template <class T>
FLODL_SCALAR OrderedBits<T> larger(OrderedBits<T> best, T value) {
  const OrderedBits<T> bits = orderedBits(value);
  return bits > best ? bits : best;
}

}  // namespace flodl::rt
