// Sizes of windows: one number for each spatial dimension.
#pragma once
#include <cstdint>
#include <optional>

namespace flodl {

/// A value for a length: `2`.
struct Size1 {
  Size1(int64_t length) : l(length) {}
  Size1(int length) : l(length) {}
  int64_t l;
};

/// A value for height and width: `2` or `{2, 3}`.
struct Size2 {
  Size2(int64_t both) : h(both), w(both) {}
  Size2(int both) : Size2(int64_t(both)) {}
  Size2(int64_t h, int64_t w) : h(h), w(w) {}
  int64_t h, w;
};

/// A value for depth, height and width: `2` or `{2, 3, 3}`.
struct Size3 {
  Size3(int64_t all) : d(all), h(all), w(all) {}
  Size3(int all) : Size3(int64_t(all)) {}
  Size3(int64_t d, int64_t h, int64_t w) : d(d), h(h), w(w) {}
  int64_t d, h, w;
};

namespace detail {
template <int Rank>
struct SizeType;
template <>
struct SizeType<1> {
  using type = Size1;
};
template <>
struct SizeType<2> {
  using type = Size2;
};
template <>
struct SizeType<3> {
  using type = Size3;
};
}  // namespace detail

/// The size type for `Rank` spatial dimensions.
template <int Rank>
using SizeOf = typename detail::SizeType<Rank>::type;

/// A size that may be absent.
template <int Rank>
struct OptionalSize : std::optional<SizeOf<Rank>> {
  using std::optional<SizeOf<Rank>>::optional;
  OptionalSize(int64_t h, int64_t w)
    requires(Rank == 2)
      : std::optional<Size2>(Size2(h, w)) {}
  OptionalSize(int64_t d, int64_t h, int64_t w)
    requires(Rank == 3)
      : std::optional<Size3>(Size3(d, h, w)) {}
};

}  // namespace flodl
