// Order among elements, and selections whose size depends on the elements.
#ifndef FLODL_IR_OPS_SORTING_TD
#define FLODL_IR_OPS_SORTING_TD
include "ir/ops/FlowOpBase.td"

def Flow_SortOp : Flow_ValueOp<"sort"> {
  let summary = "Elements of a dimension in order, and where they were";
  let description = [{
    Source: `torch.sort` with `stable=True`: equal elements keep their order. NaN counts as largest.

    Shapes: `values` and `indices` have the shape of `input`.

    Constraints:
    - (C1) `dim` is a dimension of `input`.

    Example:

    ```mlir
    %v, %i = flow.sort %x {dim = 1 : i64, descending = false} : (tensor<8x4xf32>) -> (tensor<8x4xf32>, tensor<8x4xi64>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, I64Attr:$dim, BoolAttr:$descending);
  let results = (outs Flow_Tensor:$values, Flow_Tensor:$indices);
  let opClass = "G";
  let rule = "sort";
  let parameters = "input, dim = -1, descending = false";
  let eager = "at::sort(input, /*stable=*/true, dim, descending)";
  let out = "at::sort_out(values, indices, input, /*stable=*/true, dim, descending)";
  let gradients = [Gradient<"input", "b.scatterToZeros(g_values, indices, input, dim)">];
}

def Flow_TopkOp : Flow_ValueOp<"topk"> {
  let summary = "The largest elements of a dimension, and where they are";
  let description = [{
    Source: `torch.topk`. The `k` largest (or smallest) elements, in order when `sorted` is set. Which
    of equal elements are taken is not said.

    Shapes: `values` and `indices` have the shape of `input` with a size of `k` for `dim`.

    Constraints:
    - (C1) `dim` is a dimension of `input`.
    - (C2) `k` is not negative, and no larger than that dimension.

    Example:

    ```mlir
    %v, %i = flow.topk %x {k = 2 : i64, dim = 1 : i64, largest = true, sorted = true}
       : (tensor<8x4xf32>) -> (tensor<8x2xf32>, tensor<8x2xi64>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, I64Attr:$k, I64Attr:$dim, BoolAttr:$largest, BoolAttr:$sorted);
  let results = (outs Flow_Tensor:$values, Flow_Tensor:$indices);
  let opClass = "G";
  let rule = "topk";
  let parameters = "input, k, dim = -1, largest = true, sorted = true";
  let eager = "at::topk(input, k, dim, largest, sorted)";
  let out = "at::topk_out(values, indices, input, k, dim, largest, sorted)";
  let gradients = [Gradient<"input", "b.scatterToZeros(g_values, indices, input, dim)">];
}

def Flow_SearchsortedOp : Flow_ValueOp<"searchsorted"> {
  let summary = "Where values belong in sorted rows";
  let description = [{
    Source: `torch.searchsorted`. The first position of a row before which a value can be inserted
    without breaking the order; with `right`, the last one. It has no gradient.

    Shapes: `sequence` is `[N]` or `[*, N]`, `values` is `[*, M]`; the result has the shape of `values`.

    Constraints:
    - (C1) `sequence` has rank 1, or the leading dimensions of `values`.
    - (C2) both have one element type.

    Example:

    ```mlir
    %i = flow.searchsorted %s, %v {right = false} : (tensor<8x4xf32>, tensor<8x3xf32>) -> tensor<8x3xi64>
    ```
  }];
  let arguments = (ins Flow_Tensor:$sequence, Flow_Tensor:$values, BoolAttr:$right);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "searchsorted";
  let eager = "at::searchsorted(sequence, values, /*out_int32=*/false, right)";
  let out = "at::searchsorted_out(result, sequence, values, /*out_int32=*/false, right)";
}

/// An operation that says only when it runs how many elements its result has.
class Flow_DataDependentOp<string mnemonic> : Flow_ValueOp<mnemonic> {
  let opClass = "GD";
  let rule = "dataDependent";
  let callClass = "Allocating";
}

def Flow_NonzeroOp : Flow_DataDependentOp<"nonzero"> {
  let summary = "Positions of the elements that are not 0";
  let description = [{
    Source: `torch.nonzero`. It runs eagerly only.

    Shapes: the result is `[count, rank of input]`, `int64`, in row-major order.
  }];
  let arguments = (ins Flow_Tensor:$input);
  let results = (outs Flow_Tensor:$result);
  let eager = "at::nonzero(input)";
}

def Flow_UniqueOp : Flow_DataDependentOp<"unique"> {
  let summary = "Every value once, which of them each element is, and how often it occurs";
  let description = [{
    `values` are in ascending order, or in order of first appearance when `sorted` is not set;
    `values[inverse]` is `input`. It runs eagerly only.

    Shapes: `values` and `counts` are `[count]`, `inverse` has the shape of `input`.
  }];
  let arguments = (ins Flow_Tensor:$input, BoolAttr:$sorted);
  let results = (outs Flow_Tensor:$values, Flow_Tensor:$inverse, Flow_Tensor:$counts);
  let parameters = "input, sorted = true";
  let eager = "kernels::unique(input, sorted)";
}

def Flow_MaskedSelectOp : Flow_DataDependentOp<"masked_select"> {
  let summary = "The elements for which a mask holds";
  let description = [{
    Source: `torch.masked_select`. It runs eagerly only.

    Shapes: `input` and `mask` broadcast; the result is `[count]`.
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$mask);
  let results = (outs Flow_Tensor:$result);
  let eager = "at::masked_select(input, mask)";
}

#endif
