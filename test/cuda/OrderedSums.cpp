// Gradients that add in an order of their own: against libtorch on the CPU, in double precision, and equal to the
// bit from run to run.
#include "runtime/cuda/OrderedSums.h"
#include "runtime/kernels/Convolution.h"
#include "runtime/kernels/Indexing.h"
#include "runtime/kernels/Loss.h"
#include "test/cuda/Support.h"

namespace flodl::test {
namespace {

using rt::cuda::AdaptiveWindows;

/// Every window that covers an element is among those that the element visits, and no other.
TEST(CudaOrderedSums, WindowsOfAnElement) {
  for (int64_t from = 1; from < 24; ++from)
    for (int64_t to = 1; to < 24; ++to) {
      const AdaptiveWindows windows{from, to};
      for (int64_t i = 0; i < from; ++i)
        for (int64_t o = 0; o < to; ++o) {
          bool covered = windows.begin(o) <= i && i < windows.end(o);
          EXPECT_EQ(covered, windows.firstWith(i) <= o && o < windows.endWith(i)) << from << " " << to << " " << i << " " << o;
        }
    }
}

/// The same call on both devices. A sum of up to `terms` values of a normal distribution, of which none is above
/// 8, is off by less than terms^2 * 8 roundings of double.
template <class Function>
void expectOrdered(int terms, const Function &function, std::vector<at::Tensor> operands) {
  std::vector<at::Tensor> there;
  for (const at::Tensor &operand : operands)
    there.push_back(gpu(operand));
  at::Tensor got = function(there), expected = function(operands);
  EXPECT_TRUE(close(got.cpu(), expected, 8.0 * terms * terms * 0x1p-53));
  for (int i = 0; i < 5; ++i)
    EXPECT_TRUE(bitwise(got, function(there)));
  for (at::ScalarType type : {at::kFloat, at::kHalf, at::kBFloat16}) {
    there[0] = gpu(operands[0].to(type));
    at::Tensor narrow = function(there);
    EXPECT_EQ(narrow.scalar_type(), type);
    EXPECT_TRUE(bitwise(narrow, function(there)));
    const double roundoff = type == at::kFloat ? 0x1p-24 : type == at::kHalf ? 0x1p-11 : 0x1p-8;
    EXPECT_TRUE(close(narrow.cpu().to(at::kDouble), expected, 8.0 * terms * terms * roundoff));
  }
}

at::Tensor doubles(at::IntArrayRef sizes) { return at::randn(sizes, at::kDouble); }

TEST(CudaOrderedSums, AdaptivePoolingOfUnevenWindows) {
  NEEDS_GPU();
  struct {
    int64_t height, width, toHeight, toWidth;
  } cases[] = {{7, 5, 3, 2}, {4, 6, 9, 7}, {5, 5, 5, 5}, {1, 3, 2, 8}};
  for (auto c : cases)
    expectOrdered(
        36, [&](auto &t) { return kernels::adaptiveAvgPool2dBackward(t[0], {2, 3, c.height, c.width}); },
        {doubles({2, 3, c.toHeight, c.toWidth})});
}

TEST(CudaOrderedSums, ChosenPositions) {
  NEEDS_GPU();
  for (int64_t dim : {0, 1, -1}) {
    std::vector<int64_t> shape = {40, 40, 40};
    shape[static_cast<size_t>(dim < 0 ? dim + 3 : dim)] = 3;
    expectOrdered(64, [&](auto &t) { return kernels::indexSelectBackward(t[0], t[1], shape, dim); },
                  {doubles({40, 40, 40}), at::randint(3, {40}, at::kLong)});
  }
  expectOrdered(64, [](auto &t) { return kernels::indexSelectBackward(t[0], t[1], {5}, 0); },
                {doubles({200}), at::randint(5, {200}, at::kLong)});
}

TEST(CudaOrderedSums, RowsOfATable) {
  NEEDS_GPU();
  for (int64_t count : {1, 31, 32, 33, 64, 500, 5000})
    for (int64_t padding : {-1, 1}) {
      // Few rows with long sums, and many with short ones.
      for (int64_t rows : {3, 700})
        expectOrdered(
            static_cast<int>(count / rows + 10) * 2,
            [&](auto &t) { return kernels::embeddingBackward(t[0], t[1], {rows, 5}, padding); },
            {doubles({count, 5}), at::randint(rows, {count}, at::kLong)});
    }
}

TEST(CudaOrderedSums, GatheredPositions) {
  NEEDS_GPU();
  for (int64_t count : {1, 8, 300})
    for (int64_t dim : {0, 1, -1}) {
      std::vector<int64_t> from = {6, 5, 4}, sizes = {6, 3, 4};
      sizes[static_cast<size_t>(dim < 0 ? dim + 3 : dim)] = count;
      expectOrdered(150, [&](auto &t) { return kernels::gatherBackward(t[0], t[1], from, dim); },
                    {doubles(sizes), at::randint(4, sizes, at::kLong)});
    }
}

TEST(CudaOrderedSums, CrossEntropyOfPlanes) {
  NEEDS_GPU();
  for (double smoothing : {0.0, 0.1})
    expectOrdered(
        64, [&](auto &t) { return std::get<0>(kernels::crossEntropy(t[0], t[1], smoothing, "mean", 2)).reshape({1}); },
        {doubles({16, 5, 40, 40}), at::randint(5, {16, 40, 40}, at::kLong)});
}

}  // namespace
}  // namespace flodl::test
