// Distances and similarities of vectors.
#ifndef FLODL_IR_OPS_DISTANCE_TD
#define FLODL_IR_OPS_DISTANCE_TD
include "ir/ops/FlowOpBase.td"

def Flow_CdistOp : Flow_ValueOp<"cdist"> {
  let summary = "Distance of every vector to every other";
  let description = [{
    The `p`-norm of the difference of each row of `x1` and each row of `x2`. The gradient is 0 where the
    distance is.

    Source: `torch.cdist` with `compute_mode="donot_use_mm_for_euclid_dist"`: no digits cancel for
    vectors close to each other.

    Shapes: `x1` is `[*, P, D]`, `x2` is `[*, R, D]`; the result is `[*, P, R]`.

    Constraints:
    - (C1) both have rank 2 or more, one floating-point type and equal last dimensions.
    - (C2) the leading dimensions are equal.
    - (C3) `p` is not negative.

    Example:

    ```mlir
    %d = flow.cdist %a, %b {p = 2.0 : f64} : (tensor<8x4xf32>, tensor<3x4xf32>) -> tensor<8x3xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$x1, Flow_Tensor:$x2, F64Attr:$p);
  let results = (outs Flow_Tensor:$result);
  let opClass = "C";
  let rule = "cdist";
  let parameters = "x1, x2, p = 2";
  let callClass = "Allocating";
  let eager = "at::cdist(x1, x2, p, /*compute_mode=*/2)";
  let gradients = [
    Gradient<"x1", "b.cdist_backward(g, x1, x2, result, p)">,
    Gradient<"x2", "b.cdist_backward(b.transpose(g, -2, -1), x2, x1, b.transpose(result, -2, -1), p)">
  ];
}

def Flow_CdistBackwardOp : Flow_ValueOp<"cdist_backward"> {
  let summary = "Gradient of distances towards the first vectors";
  let description = [{
    Source: `at::_cdist_backward`. `distances` is what `cdist` gave.

    Shapes: the result has the shape of `x1`.

    Constraints:
    - (C1) `x1` and `x2` are as for `cdist`.
    - (C2) `grad` and `distances` have the shape of its result.

    Example:

    ```mlir
    %da = flow.cdist_backward %g, %a, %b, %d {p = 2.0 : f64}
       : (tensor<8x3xf32>, tensor<8x4xf32>, tensor<3x4xf32>, tensor<8x3xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$x1, Flow_Tensor:$x2, Flow_Tensor:$distances, F64Attr:$p);
  let results = (outs Flow_Tensor:$result);
  let opClass = "C";
  let rule = "cdistBackward";
  let pytorch = "";
  let isPublic = 0;
  let callClass = "Allocating";
  let eager = "at::_cdist_backward(grad.contiguous(), x1.contiguous(), x2.contiguous(), p, distances.contiguous())";
}

def Flow_PairwiseDistanceOp : Flow_ValueOp<"pairwise_distance"> {
  let summary = "Distance of vectors of equal position";
  let description = [{
    The `p`-norm of `x1 - x2 + eps` over the last dimension.

    Source: `torch.nn.functional.pairwise_distance`.

    Constraints:
    - (C1) `x1` and `x2` have a floating-point type, and rank 1 or more.
    - (C2) they broadcast.

    Example:

    ```mlir
    %d = flow.pairwise_distance %a, %b, %eps {p = 2.0 : f64, keepdim = false} : (tensor<8x4xf32>, tensor<8x4xf32>, f64) -> tensor<8xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$x1, Flow_Tensor:$x2, Flow_Hyper:$eps, F64Attr:$p, BoolAttr:$keepdim);
  let results = (outs Flow_Tensor:$result);
  let opClass = "N";
  let rule = "pairwiseDistance";
  let parameters = "x1, x2, p = 2, eps = 1e-6, keepdim = false";
  let callClass = "Allocating";
  let eager = "at::pairwise_distance(x1, x2, p, eps, keepdim)";
  let gradients = [
    Gradient<"x1", "b.sum_to(b.pairwiseDistanceGradient(g, x1, x2, eps, result, p, keepdim), x1)">,
    Gradient<"x2", "b.sum_to(b.neg(b.pairwiseDistanceGradient(g, x1, x2, eps, result, p, keepdim)), x2)">
  ];
}

def Flow_CosineSimilarityOp : Flow_ValueOp<"cosine_similarity"> {
  let summary = "Cosine of the angle between vectors";
  let description = [{
    Computes `sum(x1 * x2) / (max(|x1|, eps) * max(|x2|, eps))` along `dim`. The further results are
    the two norms, kept with size 1.

    Source: `torch.nn.functional.cosine_similarity`.

    Constraints:
    - (C1) `x1` and `x2` have one floating-point type, and broadcast.
    - (C2) `dim` is a dimension of their broadcast.

    Example:

    ```mlir
    %s, %n, %m = flow.cosine_similarity %a, %b, %eps {dim = 1 : i64}
       : (tensor<8x4xf32>, tensor<8x4xf32>, f64) -> (tensor<8xf32>, tensor<8x1xf32>, tensor<8x1xf32>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$x1, Flow_Tensor:$x2, Flow_Hyper:$eps, I64Attr:$dim);
  let results = (outs Flow_Tensor:$result, Flow_Tensor:$norm1, Flow_Tensor:$norm2);
  let opClass = "N";
  let rule = "cosineSimilarity";
  let parameters = "x1, x2, dim = 1, eps = 1e-8";
  let callClass = "Allocating";
  let eager = "kernels::cosineSimilarity(x1, x2, eps, dim)";
  let gradients = [
    Gradient<"x1", "b.cosineGradient(g_result, x1, x2, norm1, norm2, eps, dim)">,
    Gradient<"x2", "b.cosineGradient(g_result, x2, x1, norm2, norm1, eps, dim)">
  ];
}

def Flow_NormalizeOp : Flow_ValueOp<"normalize"> {
  let summary = "Vectors divided by their norm";
  let description = [{
    Computes `input / max(|input|, eps)` with the `p`-norm along `dim`. The further result is the norm,
    kept with size 1.

    Source: `torch.nn.functional.normalize`.

    Constraints:
    - (C1) `input` has a floating-point type.
    - (C2) `dim` is a dimension of `input`.

    Example:

    ```mlir
    %y, %n = flow.normalize %x, %eps {p = 2.0 : f64, dim = 1 : i64} : (tensor<8x4xf32>, f64) -> (tensor<8x4xf32>, tensor<8x1xf32>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Hyper:$eps, F64Attr:$p, I64Attr:$dim);
  let results = (outs Flow_Tensor:$result, Flow_Tensor:$norm);
  let opClass = "N";
  let rule = "normalize";
  let parameters = "input, p = 2, dim = 1, eps = 1e-12";
  let callClass = "Allocating";
  let eager = "kernels::normalize(input, eps, p, dim)";
  let gradients = [Gradient<"input", "b.normalizeGradient(g_result, input, norm, eps, p, dim)">];
}

#endif
