// Type promotion against libtorch's, over all pairs of element types and of ranks.
#include "flodl/base/op.h"
#include <ATen/ATen.h>
#include <ATen/ScalarOps.h>
#include <gtest/gtest.h>

using namespace flodl;

namespace {

constexpr std::pair<DType, at::ScalarType> types[] = {
    {kBool, at::kBool},   {kInt32, at::kInt},       {kInt64, at::kLong},   {kFloat16, at::kHalf},
    {kBFloat16, at::kBFloat16}, {kFloat32, at::kFloat}, {kFloat64, at::kDouble}};

enum Rank { Number, ZeroDim, Tensor };

TensorType ours(DType dtype, Rank rank) {
  return {dtype, rank == Tensor ? Shape{2} : Shape{}, rank == Number};
}

at::Tensor theirs(at::ScalarType type, Rank rank) {
  at::Tensor tensor = rank == Tensor ? at::ones({2}, type) : at::ones({}, type);
  if (rank == Number)
    tensor.unsafeGetTensorImpl()->set_wrapped_number(true);
  return tensor;
}

TEST(Promotion, EqualsLibtorch) {
  InferFn infer = opInfo(OpCode::add).infer;
  for (auto [a, ta] : types)
    for (auto [b, tb] : types)
      for (Rank ra : {Number, ZeroDim, Tensor})
        for (Rank rb : {Number, ZeroDim, Tensor}) {
          // Numbers of the source are bool, int64 or float64; two of them make no operation.
          auto isSource = [](DType type) { return type == kBool || type == kInt64 || type == kFloat64; };
          if ((ra == Number && !isSource(a)) || (rb == Number && !isSource(b)) || (ra == Number && rb == Number))
            continue;
          TensorType lhs = ours(a, ra), rhs = ours(b, rb);
          const TensorType *operands[] = {&lhs, &rhs};
          Inferred result = infer(operands, {});
          ASSERT_TRUE(result.ok()) << result.error;
          at::ScalarType expected = at::result_type(theirs(ta, ra), theirs(tb, rb));
          EXPECT_EQ(dtypeName(result.types[0].dtype),
                    dtypeName(std::find_if(std::begin(types), std::end(types), [&](auto &t) { return t.second == expected; })->first))
              << str(lhs) << " rank " << ra << ", " << str(rhs) << " rank " << rb;
        }
}

}  // namespace
