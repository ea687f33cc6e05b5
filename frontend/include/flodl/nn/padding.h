// Padding of images.
#pragma once
#include "flodl/module.h"

namespace flodl {

/// Pixels added around an image: `2`, or `{left, right, top, bottom}`.
struct Padding2 {
  Padding2(int64_t all) : left(all), right(all), top(all), bottom(all) {}
  Padding2(int all) : Padding2(int64_t(all)) {}
  Padding2(int64_t left, int64_t right, int64_t top, int64_t bottom) : left(left), right(right), top(top), bottom(bottom) {}
  int64_t left, right, top, bottom;
};

/// Adds zeros: `[*, H, W]` to `[*, H+top+bottom, W+left+right]`.
class ZeroPad2d : public Module {
 public:
  explicit ZeroPad2d(Padding2 padding, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "zero_pad2d"; }
  Tensor forward(const Tensor &x) override;

 private:
  Padding2 padding_;
};

/// Mirrors images at their first and last pixels, which are not repeated. Shapes as `ZeroPad2d` with `[C, H, W]` or
/// `[N, C, H, W]`. Errors: a padding that is not smaller than the size it mirrors.
class ReflectionPad2d : public Module {
 public:
  explicit ReflectionPad2d(Padding2 padding, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "reflection_pad2d"; }
  Tensor forward(const Tensor &x) override;

 private:
  Padding2 padding_;
};

/// Repeats the first and last pixels. Shapes as `ReflectionPad2d`.
class ReplicationPad2d : public Module {
 public:
  explicit ReplicationPad2d(Padding2 padding, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "replication_pad2d"; }
  Tensor forward(const Tensor &x) override;

 private:
  Padding2 padding_;
};

}  // namespace flodl
