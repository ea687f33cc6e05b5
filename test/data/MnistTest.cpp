// Files of MNIST's format: hand-made bytes, every kind of damage, where files are found.
#include "Support.h"
#include "flodl/mnist.h"
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>
#include <zlib.h>

using namespace flodl;
using namespace flodl::test;
namespace fs = std::filesystem;

namespace {

using Bytes = std::vector<uint8_t>;

Bytes idx(uint32_t magic, std::vector<uint32_t> sizes, Bytes content) {
  Bytes bytes;
  sizes.insert(sizes.begin(), magic);
  for (uint32_t word : sizes)
    for (int shift : {24, 16, 8, 0})
      bytes.push_back(static_cast<uint8_t>(word >> shift));
  bytes.insert(bytes.end(), content.begin(), content.end());
  return bytes;
}

Bytes gzip(const Bytes &bytes) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  Bytes packed(deflateBound(&stream, bytes.size()) + 64);
  stream.next_in = const_cast<uint8_t *>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = packed.data();
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

const Bytes twoImages = idx(2051, {2, 2, 3}, {0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6});
const Bytes twoLabels = idx(2049, {2}, {7, 9});

class MnistTest : public testing::Test {
 protected:
  void SetUp() override {
    folder = fs::path(testing::TempDir()) / ("flodl_mnist_" + std::to_string(getpid()));
    fs::create_directories(folder);
  }
  void TearDown() override {
    fs::remove_all(folder);
    unsetenv("FLODL_DATA");
  }
  void write(const std::string &name, const Bytes &bytes) {
    fs::create_directories((folder / name).parent_path());
    std::ofstream(folder / name, std::ios::binary)
        .write(reinterpret_cast<const char *>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
  FakeRuntime runtime;
  fs::path folder;
};

TEST_F(MnistTest, bytes_become_unit_scale_images_and_labels) {
  for (bool packed : {false, true}) {
    Mnist data = packed ? Mnist::parse(gzip(twoImages), gzip(twoLabels)) : Mnist::parse(twoImages, twoLabels);
    EXPECT_EQ(data.len(), 2u);
    EXPECT_EQ(data.rows(), 2);
    EXPECT_EQ(data.cols(), 3);
    EXPECT_EQ(data.names(), (std::vector<std::string>{"image", "label"}));
    size_t indices[] = {1, 0};
    auto batch = data.get_batch(indices);
    EXPECT_EQ(str(batch[0].shape()), "[2, 1, 2, 3]");
    EXPECT_EQ(batch[0].dtype(), kFloat32);
    EXPECT_EQ(batch[1].dtype(), kInt64);
    EXPECT_EQ(values<int64_t>(batch[1]), (std::vector<int64_t>{9, 7}));
    std::vector<float> pixels = values<float>(batch[0]);
    EXPECT_EQ(pixels[0], 1.0f / 255.0f);
    EXPECT_EQ(std::vector<float>(pixels.begin() + 6, pixels.end()), (std::vector<float>{0, 0.2f, 0.4f, 0.6f, 0.8f, 1}));
    EXPECT_EQ(str(data.flatten().get_batch(indices)[0].shape()), "[2, 6]");
    EXPECT_EQ(str(data.flatten().unflatten().get_batch(indices)[0].shape()), "[2, 1, 2, 3]");
    size_t tooFar[] = {2};
    EXPECT_EQ(errorOf([&] { data.get_batch(tooFar); }), "expects image indices below 2, but got 2");
  }
}

TEST_F(MnistTest, damaged_bytes_are_named) {
  auto error = [](const Bytes &images, const Bytes &labels) { return errorOf([&] { Mnist::parse(images, labels); }); };
  Bytes cut = gzip(twoImages);
  cut.resize(cut.size() / 2);
  EXPECT_EQ(error(cut, twoLabels), "images: expects gzip, but the data is damaged or cut off");
  EXPECT_EQ(error(Bytes(15), twoLabels), "images: expects a header of 16 bytes, but got 15");
  EXPECT_EQ(error(twoImages, Bytes(7)), "labels: expects a header of 8 bytes, but got 7");
  EXPECT_EQ(error(twoLabels, twoLabels), "images: expects a header of 16 bytes, but got 10");
  EXPECT_EQ(error(twoImages, twoImages), "labels: expects the magic number 2049, but got 2051");
  EXPECT_EQ(error(idx(2051, {3, 2, 3}, Bytes(12)), twoLabels), "images: expects 18 elements, but the data holds 12");
  EXPECT_EQ(error(twoImages, idx(2049, {3}, {1, 2})), "labels: expects 3 elements, but the data holds 2");
  EXPECT_EQ(error(twoImages, idx(2049, {1}, {1})),
            "images and labels: expects a label for each image, but there are 2 images and 1 labels");
  // Sizes whose product overflows are as wrong as any.
  EXPECT_NE(error(idx(2051, {0xffffffff, 0xffffffff, 0xffffffff}, {}), twoLabels).find("elements"), std::string::npos);
}

TEST_F(MnistTest, files_are_found_in_the_folder_plain_or_packed) {
  write("train-images-idx3-ubyte", twoImages);
  write("train-labels-idx1-ubyte.gz", gzip(twoLabels));
  Mnist data = Mnist::train(folder.string());
  EXPECT_EQ(data.len(), 2u);
  size_t indices[] = {0};
  EXPECT_EQ(str(data.get_batch(indices)[0].shape()), "[1, 6]");
  EXPECT_EQ(str(data.unflatten().get_batch(indices)[0].shape()), "[1, 1, 2, 3]");
}

TEST_F(MnistTest, files_are_found_through_the_environment) {
  write("fashion-mnist/t10k-images-idx3-ubyte.gz", gzip(twoImages));
  write("fashion-mnist/t10k-labels-idx1-ubyte.gz", gzip(twoLabels));
  setenv("FLODL_DATA", folder.c_str(), 1);
  EXPECT_EQ(FashionMnist::test().len(), 2u);
  setenv("FLODL_DATA", (folder / "fashion-mnist").c_str(), 1);
  EXPECT_EQ(FashionMnist::test().len(), 2u);
}

TEST_F(MnistTest, a_missing_data_set_says_how_to_get_it) {
  EXPECT_EQ(errorOf([&] { FashionMnist::train(folder.string()); }),
            "Fashion-MNIST not found: no 'train-images-idx3-ubyte' or 'train-images-idx3-ubyte.gz' in " +
                folder.string() +
                "; install it with `sudo apt-get install dataset-fashion-mnist`, or put its four files into one "
                "folder and name it by the environment variable FLODL_DATA or in the call");
  write("damaged/t10k-images-idx3-ubyte", Bytes(3));
  write("damaged/t10k-labels-idx1-ubyte", twoLabels);
  std::string path = (folder / "damaged/t10k-images-idx3-ubyte").string();
  EXPECT_EQ(errorOf([&] { Mnist::test((folder / "damaged").string()); }),
            path + ": expects a header of 16 bytes, but got 3");
}

TEST_F(MnistTest, labels_have_names) {
  EXPECT_EQ(FashionMnist::class_names().size(), 10u);
  EXPECT_EQ(FashionMnist::class_names()[9], "Ankle boot");
}

TEST_F(MnistTest, the_distribution_files_are_read) {
  if (!fs::exists("/usr/share/datasets/fashion-mnist"))
    GTEST_SKIP() << "package dataset-fashion-mnist is not installed";
  FashionMnist data = FashionMnist::test("/usr/share/datasets/fashion-mnist");
  ASSERT_EQ(data.len(), 10000u);
  DataLoader loader = DataLoader::builder(data).batch_size(500).shuffle(false).build();
  std::vector<int> counts(10);
  double sum = 0;
  for (auto &batch : loader.epoch(0)) {
    for (int64_t label : values<int64_t>(batch["label"]))
      ++counts[static_cast<size_t>(label)];
    for (float pixel : values<float>(batch["image"]))
      sum += pixel;
  }
  EXPECT_EQ(counts, std::vector<int>(10, 1000));
  EXPECT_NEAR(sum / (10000 * 784), 0.2868, 0.0005);  // the mean of the test images
}

}  // namespace
