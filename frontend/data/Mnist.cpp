// Images and labels from IDX files, and where these files are looked for.
#include "flodl/mnist.h"
#include "Handles.h"
#include "Idx.h"
#include <array>
#include <cstdlib>
#include <filesystem>

namespace flodl {

struct Mnist::Data {
  std::vector<uint8_t> pixels, labels;
  int64_t rows = 0, cols = 0;
};

// Parsing.

static data::IdxArray load(std::span<const uint8_t> bytes, uint32_t rank, const std::string &what) {
  return data::parseIdx(data::unpack(bytes, what), rank, what);
}

static void requireEqualCounts(const data::IdxArray &images, const data::IdxArray &labels, const std::string &what) {
  if (images.sizes[0] != labels.sizes[0])
    throw Error(ErrorCode::Io, what + ": expects a label for each image, but there are " +
                                   std::to_string(images.sizes[0]) + " images and " + std::to_string(labels.sizes[0]) +
                                   " labels");
}

Mnist Mnist::parse(std::span<const uint8_t> images, std::span<const uint8_t> labels) {
  data::IdxArray pixels = load(images, 3, "images"), classes = load(labels, 1, "labels");
  requireEqualCounts(pixels, classes, "images and labels");
  return Mnist(std::make_shared<const Data>(Data{std::move(pixels.bytes), std::move(classes.bytes), pixels.sizes[1],
                                                 pixels.sizes[2]}),
               /*flat=*/false);
}

Mnist Mnist::open(const std::string &images, const std::string &labels) {
  data::IdxArray pixels = load(data::readBytes(images), 3, images), classes = load(data::readBytes(labels), 1, labels);
  requireEqualCounts(pixels, classes, images);
  return Mnist(std::make_shared<const Data>(Data{std::move(pixels.bytes), std::move(classes.bytes), pixels.sizes[1],
                                                 pixels.sizes[2]}),
               /*flat=*/false);
}

// Access.

Mnist Mnist::flatten() const { return Mnist(data_, true); }
Mnist Mnist::unflatten() const { return Mnist(data_, false); }
size_t Mnist::len() const { return data_->labels.size(); }
int64_t Mnist::rows() const { return data_->rows; }
int64_t Mnist::cols() const { return data_->cols; }

/// The value of each byte in [0, 1], divided as in PyTorch's `ToTensor`.
static const std::array<float, 256> unitScale = [] {
  std::array<float, 256> table{};
  for (size_t i = 0; i < table.size(); ++i)
    table[i] = static_cast<float>(i) / 255.0f;
  return table;
}();

std::vector<Tensor> Mnist::get_batch(std::span<const size_t> indices) const {
  detail::Runtime &runtime = detail::runtime();
  auto count = static_cast<int64_t>(indices.size());
  std::vector<int64_t> imageShape = flat_ ? std::vector<int64_t>{count, rows() * cols()}
                                          : std::vector<int64_t>{count, 1, rows(), cols()};
  int64_t labelShape[] = {count};
  detail::Handle image = runtime.empty(kFloat32, imageShape, kCPU), label = runtime.empty(kInt64, labelShape, kCPU);
  auto *pixel = static_cast<float *>(runtime.data(image));
  auto *kind = static_cast<int64_t *>(runtime.data(label));
  auto area = static_cast<size_t>(rows() * cols());
  for (size_t index : indices) {
    if (index >= len())
      throw Error(ErrorCode::IndexOutOfRange, "expects image indices below " + std::to_string(len()) + ", but got " +
                                                  std::to_string(index));
    const uint8_t *source = data_->pixels.data() + index * area;
    for (size_t i = 0; i < area; ++i)
      *pixel++ = unitScale[source[i]];
    *kind++ = data_->labels[index];
  }
  return {detail::wrap(image), detail::wrap(label)};
}

// Files.

namespace {

namespace fs = std::filesystem;

/// A data set by name: its folder's name, and what to do when it is missing.
struct Place {
  const char *title, *folder, *remedy;
};
constexpr Place mnistPlace{"MNIST", "mnist",
                           "put the four files of MNIST (train-images-idx3-ubyte.gz, …) into one folder"};
constexpr Place fashionPlace{"Fashion-MNIST", "fashion-mnist",
                             "install it with `sudo apt-get install dataset-fashion-mnist`, or put its four files "
                             "into one folder"};

std::vector<fs::path> searchFolders(const Place &place, const std::string &folder) {
  if (!folder.empty())
    return {folder};
  std::vector<fs::path> folders;
  if (const char *root = std::getenv("FLODL_DATA"); root && *root)
    folders = {fs::path(root) / place.folder, fs::path(root)};
  folders.push_back(fs::path("/usr/share/datasets") / place.folder);
  return folders;
}

fs::path findFile(const std::vector<fs::path> &folders, const std::string &name, const Place &place) {
  std::string searched;
  for (const fs::path &folder : folders) {
    for (const char *suffix : {"", ".gz"}) {
      std::error_code ignored;
      if (fs::path path = folder / (name + suffix); fs::is_regular_file(path, ignored))
        return path;
    }
    searched += (searched.empty() ? "" : ", ") + folder.string();
  }
  throw Error(ErrorCode::Io, std::string(place.title) + " not found: no '" + name + "' or '" + name + ".gz' in " +
                                 searched + "; " + place.remedy +
                                 " and name it by the environment variable FLODL_DATA or in the call");
}

Mnist openSplit(const Place &place, const std::string &folder, const std::string &split) {
  std::vector<fs::path> folders = searchFolders(place, folder);
  fs::path images = findFile(folders, split + "-images-idx3-ubyte", place);
  fs::path labels = findFile(folders, split + "-labels-idx1-ubyte", place);
  return Mnist::open(images.string(), labels.string()).flatten();
}

}  // namespace

Mnist Mnist::train(const std::string &folder) { return openSplit(mnistPlace, folder, "train"); }
Mnist Mnist::test(const std::string &folder) { return openSplit(mnistPlace, folder, "t10k"); }
FashionMnist FashionMnist::train(const std::string &folder) {
  return FashionMnist(openSplit(fashionPlace, folder, "train"));
}
FashionMnist FashionMnist::test(const std::string &folder) {
  return FashionMnist(openSplit(fashionPlace, folder, "t10k"));
}

std::span<const std::string_view> FashionMnist::class_names() {
  static constexpr std::array<std::string_view, 10> names{"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                                                          "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
  return names;
}

}  // namespace flodl
