// Patches, pixels and grids: operations that rearrange or interpolate images.
#ifndef FLODL_IR_OPS_RESAMPLING_TD
#define FLODL_IR_OPS_RESAMPLING_TD
include "ir/ops/FlowOpBase.td"

def Flow_Im2colOp : Flow_ValueOp<"im2col"> {
  let summary = "The patches of images as columns";
  let description = [{
    Source: `torch.nn.functional.unfold`. Column `l` has the elements under the `l`-th position of the
    window, counted row by row: channel by channel, and each row by row. Padded cells are zeros.

    Shapes: `[*, C, H, W]` gives `[*, C * KH * KW, L]`, where `L` is the product over height and width
    of `floor((size + 2 padding - dilation (kernel - 1) - 1) / stride) + 1`.

    Constraints:
    - (C1) `input` has rank 3 or 4 and a floating-point element type.
    - (C2) `kernel_size`, `dilation`, `padding` and `stride` have two entries, all positive but padding,
      which is not negative.
    - (C3) the dilated kernel fits into the padded input, as far as sizes are known.

    Example:

    ```mlir
    %y = flow.im2col %x {kernel_size = array<i64: 2, 3>, dilation = array<i64: 1, 1>, padding = array<i64: 0, 1>, stride = array<i64: 1, 2>}
       : (tensor<4x3x5x6xf32>) -> tensor<4x18x12xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, DenseI64ArrayAttr:$kernel_size, DenseI64ArrayAttr:$dilation,
                       DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$stride);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "im2col";
  let pytorch = "nn.functional.unfold";
  let eager = "at::im2col(input, kernel_size, dilation, padding, stride)";
  let out = "at::im2col_out(result, input, kernel_size, dilation, padding, stride)";
  let gradients = [Gradient<"input", "b.col2im(g, b.lastTwo(b.shape(input)), kernel_size, dilation, padding, stride)">];
  let defaults = [Default<"dilation", "{1, 1}">, Default<"padding", "{0, 0}">, Default<"stride", "{1, 1}">];
}

def Flow_Col2imOp : Flow_ValueOp<"col2im"> {
  let summary = "Images from their patches, summed where these overlap";
  let description = [{
    Source: `torch.nn.functional.fold`. The gradient of `im2col`, used as an operation of its own.

    Shapes: `[*, C * KH * KW, L]` gives `[*, C, H, W]` where `output_size` is `[H, W]`.

    Constraints:
    - (C1) `input` has rank 2 or 3 and a floating-point element type.
    - (C2) `output_size` has two entries; so have `kernel_size`, `dilation`, `padding` and `stride`, all
      positive but padding, which is not negative.
    - (C3) the dilated kernel fits into the padded image, as far as sizes are known.
    - (C4) `KH * KW` divides the second-last dimension, and the last one is the number of positions of
      the window in the image, as far as sizes are known.

    Example:

    ```mlir
    %y = flow.col2im %x {output_size = [5, 6], kernel_size = array<i64: 2, 3>, dilation = array<i64: 1, 1>, padding = array<i64: 0, 1>, stride = array<i64: 1, 2>}
       : (tensor<4x18x12xf32>) -> tensor<4x3x5x6xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_ShapeAttr:$output_size, DenseI64ArrayAttr:$kernel_size,
                       DenseI64ArrayAttr:$dilation, DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$stride);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "col2im";
  let pytorch = "nn.functional.fold";
  let eager = "at::col2im(input, output_size, kernel_size, dilation, padding, stride)";
  let out = "at::col2im_out(result, input, output_size, kernel_size, dilation, padding, stride)";
  let gradients = [Gradient<"input", "b.im2col(g, kernel_size, dilation, padding, stride)">];
  let defaults = [Default<"dilation", "{1, 1}">, Default<"padding", "{0, 0}">, Default<"stride", "{1, 1}">];
}

def Flow_PixelShuffleOp : Flow_ValueOp<"pixel_shuffle"> {
  let summary = "Larger images from more channels";
  let description = [{
    Source: `torch.nn.functional.pixel_shuffle`. Channel `c r^2 + i r + j` of the input holds the pixels of
    channel `c` of the result in rows `i`, `i + r`, ... and columns `j`, `j + r`, ...

    Shapes: with `r` the `upscale_factor`, `[*, C r^2, H, W]` gives `[*, C, H r, W r]`.

    Constraints:
    - (C1) `input` has rank 3 or more.
    - (C2) `upscale_factor` is positive and its square divides the channels.

    Example:

    ```mlir
    %y = flow.pixel_shuffle %x {upscale_factor = 2 : i64} : (tensor<2x12x3x4xf32>) -> tensor<2x3x6x8xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, I64Attr:$upscale_factor);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "pixelShuffle";
  let eager = "kernels::pixelShuffle(input, upscale_factor)";
  let out = "kernels::pixelShuffleOut(result, input, upscale_factor)";
  let gradients = [Gradient<"input", "b.pixel_unshuffle(g, upscale_factor)">];
}

def Flow_PixelUnshuffleOp : Flow_ValueOp<"pixel_unshuffle"> {
  let summary = "More channels from larger images";
  let description = [{
    Source: `torch.nn.functional.pixel_unshuffle`, the inverse of `pixel_shuffle`.

    Shapes: with `r` the `downscale_factor`, `[*, C, H r, W r]` gives `[*, C r^2, H, W]`.

    Constraints:
    - (C1) `input` has rank 3 or more.
    - (C2) `downscale_factor` is positive and divides height and width.

    Example:

    ```mlir
    %y = flow.pixel_unshuffle %x {downscale_factor = 2 : i64} : (tensor<2x3x6x8xf32>) -> tensor<2x12x3x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, I64Attr:$downscale_factor);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "pixelUnshuffle";
  let eager = "kernels::pixelUnshuffle(input, downscale_factor)";
  let out = "kernels::pixelUnshuffleOut(result, input, downscale_factor)";
  let gradients = [Gradient<"input", "b.pixel_shuffle(g, downscale_factor)">];
}

def Flow_InterpolateOp : Flow_ValueOp<"interpolate"> {
  let summary = "Resizes the spatial dimensions";
  let description = [{
    Source: `torch.nn.functional.interpolate` with a size. `mode` is `nearest` or `nearest-exact` (one to three
    spatial dimensions), `linear` (one), `bilinear` or `bicubic` (two) or `trilinear` (three). With `align_corners`
    the centres of the corners stay where they are, else the outer edges; the first two ignore it. `nearest-exact`
    takes the element around the centre of the new one, `nearest` the one around its edge.

    Shapes: `[N, C, *]` gives `[N, C, size]`.

    Constraints:
    - (C1) `input` is floating-point of rank 3, 4 or 5.
    - (C2) `size` has a positive entry for each spatial dimension.
    - (C3) `mode` is one of those for this number of spatial dimensions.

    Example:

    ```mlir
    %y = flow.interpolate %x {size = [6, 7], mode = "bilinear", align_corners = false} : (tensor<4x3x4x5xf32>) -> tensor<4x3x6x7xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_ShapeAttr:$size, StrAttr:$mode, BoolAttr:$align_corners);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "interpolate";
  let pytorch = "nn.functional.interpolate";
  let eager = "kernels::interpolate(input, size, mode, align_corners)";
  let out = "kernels::interpolateOut(result, input, mode, align_corners)";
  let gradients = [Gradient<"input", "b.interpolate_backward(g, b.shape(input), mode, align_corners)">];
  let defaults = [Default<"mode", "\"nearest\"">];
}

// libtorch's CUDA kernels add with atomics, but for `nearest` and `nearest-exact`.
def Flow_InterpolateBackwardOp : Flow_ValueOp<"interpolate_backward"> {
  let summary = "Gradient of interpolate";
  let description = [{
    Adds each element of `grad` to the elements it was computed from, with their weights.

    Shapes: the result has the shape `shape`, the input of the interpolation.

    Constraints:
    - (C1) `grad` is floating-point of rank 3, 4 or 5; `shape` differs from its shape in the spatial
      dimensions only.
    - (C2) `mode` is one of those for this number of spatial dimensions.

    Example:

    ```mlir
    %dx = flow.interpolate_backward %g {shape = [4, 3, 4, 5], mode = "bilinear", align_corners = false} : (tensor<4x3x6x7xf32>) -> tensor<4x3x4x5xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_ShapeAttr:$shape, StrAttr:$mode, BoolAttr:$align_corners);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "interpolateBackward";
  let pytorch = "";
  let isPublic = 0;
  let eager = "kernels::interpolateBackward(grad, shape, mode, align_corners)";
  let out = "kernels::interpolateBackwardOut(result, grad, mode, align_corners)";
}

def Flow_GridSampleOp : Flow_ValueOp<"grid_sample"> {
  let summary = "Samples images at given places";
  let description = [{
    Source: `torch.nn.functional.grid_sample`. The last dimension of `grid` is a place `(x, y)` or
    `(x, y, z)`, from -1 to 1 over the image. `mode` is `bilinear`, `nearest` or `bicubic` (images only);
    places outside get `zeros`, the `border`, or are mirrored (`reflection`), as `padding_mode` says. With
    `align_corners`, -1 and 1 are the centres of the corners, else the outer edges.

    Shapes: `input` is `[N, C, H, W]` and `grid` is `[N, H', W', 2]`; the result is `[N, C, H', W']`. For
    volumes `[N, C, D, H, W]` and `[N, D', H', W', 3]` give `[N, C, D', H', W']`.

    Constraints:
    - (C1) `input` and `grid` have rank 4 or 5, one and the same, and one floating-point element type.
    - (C2) the last dimension of `grid` is the number of spatial dimensions; the first is that of `input`.
    - (C3) `mode` and `padding_mode` are among those listed.

    Source: Jaderberg et al. 2015, "Spatial Transformer Networks".

    Example:

    ```mlir
    %y = flow.grid_sample %x, %p {mode = "bilinear", padding_mode = "zeros", align_corners = false}
       : (tensor<2x3x5x6xf32>, tensor<2x4x3x2xf32>) -> tensor<2x3x4x3xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$grid, StrAttr:$mode, StrAttr:$padding_mode, BoolAttr:$align_corners);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "gridSample";
  let pytorch = "nn.functional.grid_sample";
  let callClass = "Allocating";
  let eager = "kernels::gridSample(input, grid, mode, padding_mode, align_corners)";
  let gradients = [
    Gradient<"input", "b.grid_sample_backward(g, input, grid, mode, padding_mode, align_corners)[0]">,
    Gradient<"grid", "b.grid_sample_backward(g, input, grid, mode, padding_mode, align_corners)[1]">
  ];
  let defaults = [Default<"mode", "\"bilinear\"">, Default<"padding_mode", "\"zeros\"">];
}

def Flow_GridSampleBackwardOp : Flow_ValueOp<"grid_sample_backward"> {
  let summary = "Gradients of grid_sample towards images and places";
  let description = [{
    Source: `at::grid_sampler_2d_backward` and `at::grid_sampler_3d_backward`. With `nearest`, the gradient
    towards the places is zero.

    Constraints:
    - (C1) `grad` has the type of the sampling of `input` at `grid`.

    Example:

    ```mlir
    %dx, %dp = flow.grid_sample_backward %g, %x, %p {mode = "bilinear", padding_mode = "zeros", align_corners = false}
       : (tensor<2x3x4x3xf32>, tensor<2x3x5x6xf32>, tensor<2x4x3x2xf32>) -> (tensor<2x3x5x6xf32>, tensor<2x4x3x2xf32>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Tensor:$grid, StrAttr:$mode, StrAttr:$padding_mode,
                       BoolAttr:$align_corners);
  let results = (outs Flow_Tensor:$input_grad, Flow_Tensor:$grid_grad);
  let opClass = "G";
  let rule = "gridSampleBackward";
  let pytorch = "";
  let isPublic = 0;
  let callClass = "Allocating";
  let eager = "kernels::gridSampleBackward(grad, input, grid, mode, padding_mode, align_corners)";
}

#endif
