// MNIST, Fashion-MNIST and other data sets in the same file format.
#pragma once
#include "flodl/dataset.h"
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace flodl {

/// Grey images with labels, in the format of MNIST (IDX files, gzipped or plain).
///
/// Fields: `image`, float32 in [0, 1], and `label`, int64. An image is a row of `rows * cols`
/// numbers, as a `Linear` takes it, or `[1, rows, cols]`, as a `Conv2d` takes it: see `flatten` and
/// `unflatten`. Copies share the pixels, which are kept as bytes.
/// Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
class Mnist : public BatchDataSet {
 public:
  /// The 60 000 training images, flat. `folder` holds the files; without it `$FLODL_DATA/mnist`,
  /// `$FLODL_DATA` and `/usr/share/datasets/mnist` are searched.
  /// Errors: a file is missing or damaged.
  static Mnist train(const std::string &folder = {});
  /// The 10 000 test images, flat.
  static Mnist test(const std::string &folder = {});
  /// From the bytes of an image and a label file; images are `[1, rows, cols]`.
  /// Errors: bytes that are no such file; fewer pixels or labels than declared; different counts.
  static Mnist parse(std::span<const uint8_t> images, std::span<const uint8_t> labels);
  /// From an image and a label file; images are `[1, rows, cols]`.
  static Mnist open(const std::string &images, const std::string &labels);

  /// The same images as rows of `rows * cols` numbers.
  Mnist flatten() const;
  /// The same images as `[1, rows, cols]`.
  Mnist unflatten() const;

  size_t len() const override;
  std::vector<Tensor> get_batch(std::span<const size_t> indices) const override;
  std::vector<std::string> names() const override { return {"image", "label"}; }
  /// Pixels of a column and of a row.
  int64_t rows() const;
  int64_t cols() const;

 protected:
  struct Data;
  explicit Mnist(std::shared_ptr<const Data> data, bool flat) : data_(std::move(data)), flat_(flat) {}

 private:
  std::shared_ptr<const Data> data_;
  bool flat_;
};

/// Fashion-MNIST: 28 x 28 images of ten kinds of clothing, in MNIST's format.
/// Source: Xiao, Rasul, Vollgraf 2017, "Fashion-MNIST".
class FashionMnist : public Mnist {
 public:
  /// The 60 000 training images, flat. `folder` holds the files; without it
  /// `$FLODL_DATA/fashion-mnist`, `$FLODL_DATA` and the folder of Debian's package
  /// `dataset-fashion-mnist` are searched.
  /// Errors: a file is missing or damaged.
  static FashionMnist train(const std::string &folder = {});
  /// The 10 000 test images, flat.
  static FashionMnist test(const std::string &folder = {});
  /// What label 0 to 9 stands for: `class_names()[9]` is "Ankle boot".
  static std::span<const std::string_view> class_names();

 private:
  explicit FashionMnist(Mnist data) : Mnist(std::move(data)) {}
};

}  // namespace flodl
