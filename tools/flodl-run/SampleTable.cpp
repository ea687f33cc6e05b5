// What operations need beyond the kinds of their operands: one entry an operation, by subject. What an entry
// leaves open is retried until the operation's inference rule accepts it.
#include "tools/flodl-run/Sampler.h"
#include <algorithm>
#include <cmath>
#include <map>

namespace flodl::run {
namespace {

using Refinement = void (*)(Draw &draw, Arguments &a);

/// Elements of every operand between two bounds, away from where a function is not smooth or not defined.
template <int low100, int high100>
void between(Draw &, Arguments &a) {
  for (auto &list : a.call.tensors)
    for (TensorSample &tensor : list)
      tensor.values = {Values::Uniform, low100 / 100.0, high100 / 100.0};
}
constexpr Refinement positive = between<50, 200>;

/// Floating-point operands of at least one dimension.
template <int minRank, int maxRank>
void floatingOfRank(Draw &draw, Arguments &a) {
  a.setDtype(draw.wide());
  Shape shape = draw.shape(minRank, maxRank);
  for (auto &list : a.call.tensors)
    for (TensorSample &tensor : list)
      tensor.type.shape = shape;
  for (size_t i = 0; i < a.op.attrs.size(); ++i)
    if (a.op.attrs[i].name == "dim")
      a.call.attrs[i] = draw.dim(shape.size());
}

/// Sizes that differ from each other give a mean and a largest value that cannot tie.
void notEmpty(Draw &draw, Arguments &a) {
  for (auto &list : a.call.tensors)
    for (TensorSample &tensor : list)
      for (Dim &dim : tensor.type.shape)
        dim = draw.integer(1, 4);
}

template <int rank>
void convolution(Draw &draw, Arguments &a) {
  bool transposed = a.op.name.starts_with("conv_transpose");
  int64_t groups = draw.pick<int64_t>({1, 1, 2}), in = groups * draw.integer(1, 2), out = groups * draw.integer(1, 2);
  Shape image{draw.integer(1, 2), in}, weight{transposed ? in : out, (transposed ? out : in) / groups};
  for (int i = 0; i < rank; ++i) {
    image.push_back(draw.integer(4, 6));
    weight.push_back(draw.integer(1, 3));
  }
  a.setDtype(draw.wide());
  a.shape("input") = image;
  a.shape("weight") = weight;
  a.shapeIfThere("bias", {out});
  a.attr("stride") = draw.sizes(rank, 1, 2);
  a.attr("padding") = draw.sizes(rank, 0, 1);
  a.attr("dilation") = draw.sizes(rank, 1, 2);
  a.attr("groups") = groups;
  if (transposed)
    a.attr("output_padding") = draw.sizes(rank, 0, 1);
}

template <int rank>
Shape images(Draw &draw, int64_t low, int64_t high) {
  Shape shape{draw.integer(1, 3), draw.integer(1, 3)};
  for (int i = 0; i < rank; ++i)
    shape.push_back(draw.integer(low, high));
  return shape;
}

template <int rank>
void pooling(Draw &draw, Arguments &a) {
  a.setDtype(draw.wide());
  a.shape("input") = images<rank>(draw, 4, 7);
  a.attr("kernel_size") = draw.sizes(rank, 2, 3);
  a.attr("stride") = draw.sizes(rank, 1, 3);
  a.attr("padding") = draw.sizes(rank, 0, 1);
  if (a.op.name.starts_with("max"))
    a.attr("dilation") = draw.sizes(rank, 1, 2);
}

/// Options of windows over images.
void windows(Draw &draw, Arguments &a) {
  a.attr("kernel_size") = draw.sizes(2, 1, 3);
  a.attr("dilation") = draw.sizes(2, 1, 2);
  a.attr("padding") = draw.sizes(2, 0, 1);
  a.attr("stride") = draw.sizes(2, 1, 2);
}

template <int rank>
void adaptivePooling(Draw &draw, Arguments &a) {
  a.setDtype(draw.wide());
  a.shape("input") = images<rank>(draw, 2, 6);
  a.attr("output_size") = draw.sizes(rank, 1, 4);
}

/// [N, C, *] with an affine map of the channels.
void channelNorm(Draw &draw, Arguments &a) {
  int64_t channels = draw.pick<int64_t>({2, 4});
  Shape shape{draw.integer(2, 3), channels};
  for (int64_t n = draw.integer(1, 2); n > 0; --n)
    shape.push_back(draw.integer(2, 4));
  a.setDtype(draw.wide());
  a.shape("input") = shape;
  for (const OperandInfo &operand : a.op.operands.subspan(1))
    if (operand.kind != OperandKind::Hyper && operand.kind != OperandKind::Flag)
      a.shapeIfThere(operand.name, {channels});
}

/// Weight and bias of the last dimensions.
void layerNorm(Draw &draw, Arguments &a) {
  Shape shape = draw.shape(1, 3);
  shape.push_back(draw.integer(2, 5));
  // Without elements to normalise over, libtorch leaves mean and deviation as they are in memory.
  for (Dim &size : shape)
    size = std::max<int64_t>(1, size);
  Shape last(shape.end() - draw.integer(1, 2), shape.end());
  a.setDtype(draw.wide());
  a.shape("input") = shape;
  a.shapeIfThere("weight", last);
  if (a.op.name == "layer_norm")
    a.shapeIfThere("bias", last);
  a.attr("normalized_shape") = last;
}

/// Positions in dimension `dim` of the operand `of`.
void positions(Arguments &a, std::string_view operand, std::string_view of, int64_t dim, Shape shape) {
  const Shape &source = a.shape(of);
  int64_t rank = static_cast<int64_t>(source.size());
  int64_t bound = rank ? static_cast<int64_t>(source[static_cast<size_t>(dim < 0 ? dim + rank : dim)]) : 1;
  if (bound == 0)
    shape = {0};
  a.tensor(operand) = {{kInt64, std::move(shape)}, {Values::Whole, 0, static_cast<double>(std::max<int64_t>(bound, 1))}, Layout::Dense};
}

/// An operation on `input` along `dim` at positions that have the rank of `input`.
void gathering(Draw &draw, Arguments &a) {
  floatingOfRank<1, 3>(draw, a);
  int64_t dim = std::get<int64_t>(a.attr("dim")), rank = static_cast<int64_t>(a.shape("input").size());
  Shape index = a.shape("input");
  for (Dim &size : index)
    size = draw.integer(1, std::max<int64_t>(1, size));
  if (rank == 1 || draw.chance(0.5))
    index[static_cast<size_t>(dim < 0 ? dim + rank : dim)] = draw.integer(1, 5);
  positions(a, "index", "input", dim, index);
}

/// The same with a source of the index' shape.
void scattering(Draw &draw, Arguments &a) {
  gathering(draw, a);
  a.shape("src") = a.shape("index");
}

/// A loss of two tensors of one shape.
void pairLoss(Draw &draw, Arguments &a) {
  floatingOfRank<0, 3>(draw, a);
  a.tensor("target").values = {Values::Uniform, 0, 1};
  notEmpty(draw, a);
  a.shape("target") = a.shape("input");
}

void crossEntropy(Draw &draw, Arguments &a) {
  int64_t classes = draw.integer(2, 5);
  Shape target = draw.chance(0.15) ? Shape{} : draw.shape(1, 3), input = target;
  input.insert(input.begin() + (target.empty() ? 0 : 1), classes);
  a.tensor("input").type = {draw.wide(), input};
  a.attr("ignore_index") = draw.pick<int64_t>({-100, 1});
  positions(a, "target", "input", target.empty() ? 0 : 1, target);
}

/// [L, N, in] or [N, L, in], states [layers * directions, N, H], and two or four weights a layer and direction, with as
/// many gates as the operation has.
template <int gates>
void recurrent(Draw &draw, Arguments &a) {
  int64_t steps = draw.integer(1, 4), batch = draw.integer(1, 3), in = draw.integer(1, 4), hidden = draw.integer(1, 4);
  int64_t layers = draw.integer(1, 2);
  DType dtype = draw.wide();
  bool batchFirst = draw.chance(0.5), biases = draw.chance(0.7);
  int64_t directions = draw.integer(1, 2);
  a.attr("batch_first") = batchFirst;
  a.attr("bidirectional") = directions == 2;
  a.attr("has_biases") = biases;
  a.shape("input") = batchFirst ? Shape{batch, steps, in} : Shape{steps, batch, in};
  a.shape("h0") = {layers * directions, batch, hidden};
  if (gates == 4)
    a.shape("c0") = a.shape("h0");
  a.list("weights").clear();
  auto add = [&](Shape shape) { a.list("weights").push_back({{dtype, std::move(shape)}, {}, draw.layout()}); };
  for (int64_t network = 0; network < layers * directions; ++network) {
    add({gates * hidden, network < directions ? in : directions * hidden});
    add({gates * hidden, hidden});
    if (biases)
      add({gates * hidden}), add({gates * hidden});
  }
  a.setDtype(dtype);
}

void matrixProduct(Draw &draw, Arguments &a) {
  int64_t m = draw.size(), k = draw.size(), n = draw.size();
  a.setDtype(draw.wide());
  Shape batch = draw.shape(0, 2), lhs = draw.broadcasting(batch), rhs = draw.broadcasting(batch);
  if (a.op.name == "bmm")
    batch = lhs = rhs = {draw.size()};
  bool vectors = a.op.name == "matmul" && draw.chance(0.3);
  if (!vectors || draw.chance(0.5))
    lhs.push_back(m);
  else
    lhs = {};
  lhs.push_back(k);
  if (vectors && draw.chance(0.5)) {
    rhs = {k};
  } else {
    rhs.push_back(k);
    rhs.push_back(n);
  }
  a.shape("lhs") = lhs;
  a.shape("rhs") = rhs;
}

/// Dimensions reduced in an order of the caller's; some operations take no empty list or tensor.
void reduction(Draw &draw, Arguments &a) {
  floatingOfRank<0, 4>(draw, a);
  a.attr("dims") = draw.dims(a.shape("input").size());
}
void reductionOfSome(Draw &draw, Arguments &a) {
  reduction(draw, a);
  notEmpty(draw, a);
}
void extremeAlong(Draw &draw, Arguments &a) {
  floatingOfRank<0, 4>(draw, a);
  notEmpty(draw, a);
}

void rangeOf(Draw &draw, Arguments &a) {
  a.shape("input") = draw.shape(1, 4);
  int64_t dim = draw.dim(a.shape("input").size()), rank = static_cast<int64_t>(a.shape("input").size());
  int64_t size = a.shape("input")[static_cast<size_t>(dim < 0 ? dim + rank : dim)];
  int64_t start = draw.integer(0, size);
  int64_t length = draw.integer(0, size - start);
  a.attr("dim") = dim;
  a.attr("range") = Shape{start - (size > start && draw.chance(0.3) ? size : 0), length};
}

/// A length, and a type that holds every number of the range.
void drawVector(Draw &draw, Arguments &a) {
  a.attr("shape") = Shape{draw.integer(0, 9)};
  a.attr("dtype") = draw.wide();
}

void smoothOff(Draw &, Arguments &a) { a.call.smooth = false; }

const std::map<std::string_view, Refinement> &table() {
  static const std::map<std::string_view, Refinement> entries = {
      // Functions with a domain, or a kink at a value that normal numbers come close to.
      {"log", positive}, {"log1p", positive}, {"log2", positive}, {"log10", positive}, {"sqrt", positive},
      {"rsqrt", positive}, {"reciprocal", positive}, {"pow", positive}, {"pow_tensor", positive},
      {"div", positive}, {"addcdiv", positive}, {"atan2", positive},
      {"asin", between<-90, 90>}, {"acos", between<-90, 90>}, {"atanh", between<-90, 90>}, {"acosh", between<110, 300>},
      {"fmod", smoothOff}, {"remainder", smoothOff}, {"tan", between<-120, 120>}, {"floor_divide", positive},
      {"div_trunc", positive},
      {"clamp", [](Draw &draw, Arguments &a) {
         double low = draw.real(-1.5, 0.5);
         a.attr("min") = low;
         a.attr("max") = draw.chance(0.2) ? HUGE_VAL : low + draw.real(0, 1.5);
       }},
      {"isclose", [](Draw &draw, Arguments &a) {
         a.attr("rtol") = draw.real(0, 0.5);
         a.attr("atol") = draw.real(0, 0.5);
       }},
      {"bernoulli", between<0, 100>},
      {"multinomial", [](Draw &draw, Arguments &a) {
         floatingOfRank<1, 2>(draw, a);
         notEmpty(draw, a);
         a.tensor("input").values = {Values::Uniform, 0.1, 1};
         a.attr("num_samples") = draw.integer(1, 4);
       }},
      {"masked_fill", [](Draw &draw, Arguments &a) {
         a.tensor("mask").type = {kBool, draw.broadcasting(a.shape("input"))};
       }},
      {"where", [](Draw &, Arguments &a) { a.tensor("condition").type.dtype = kBool; }},
      {"lerp", [](Draw &draw, Arguments &a) { a.setDtype(draw.wide()); }},
      {"prelu", [](Draw &draw, Arguments &a) {
         floatingOfRank<2, 4>(draw, a);
         Dim channels = draw.chance(0.5) ? Dim(1) : a.shape("input")[1];
         a.shape("weight") = Shape(a.shape("input").size(), 1);
         a.shape("weight")[1] = channels;
       }},
      // Reductions.
      {"mean", reduction}, {"logsumexp", reductionOfSome}, {"var", reductionOfSome}, {"std", reductionOfSome},
      {"amax", reductionOfSome}, {"amin", reductionOfSome}, {"norm", reductionOfSome},
      {"max_dim", extremeAlong}, {"min_dim", extremeAlong}, {"argmax", extremeAlong}, {"argmin", extremeAlong},
      {"max", extremeAlong}, {"min", extremeAlong}, {"median", extremeAlong}, {"median_dim", extremeAlong},
      {"sort", extremeAlong},
      {"sum", [](Draw &draw, Arguments &a) {
         reduction(draw, a);
         a.setDtype(draw.any());
       }},
      {"topk", [](Draw &draw, Arguments &a) {
         extremeAlong(draw, a);
         a.attr("k") = draw.integer(0, 3);
       }},
      {"any", reduction}, {"all", reduction}, {"count_nonzero", reduction},
      {"normalize", [](Draw &draw, Arguments &a) {
         extremeAlong(draw, a);
         a.attr("p") = draw.pick({1.0, 2.0, 3.0});
       }},
      {"prod", floatingOfRank<0, 3>}, {"prod_dim", floatingOfRank<0, 3>},
      {"cumsum", floatingOfRank<0, 3>}, {"cumprod", floatingOfRank<0, 3>},
      // Creation.
      {"arange", [](Draw &draw, Arguments &a) { drawVector(draw, a); }},
      {"linspace", [](Draw &draw, Arguments &a) { drawVector(draw, a); }},
      {"eye", [](Draw &draw, Arguments &a) { a.attr("shape") = Shape{draw.size(), draw.size()}; }},
      // Products.
      {"cdist", [](Draw &draw, Arguments &a) {
         Shape batch = draw.shape(0, 2);
         int64_t width = draw.integer(1, 4);
         a.setDtype(draw.wide());
         for (const char *operand : {"x1", "x2"}) {
           a.shape(operand) = batch;
           a.shape(operand).push_back(draw.integer(1, 4));
           a.shape(operand).push_back(width);
         }
         a.attr("p") = draw.pick({1.0, 2.0, 3.0});
       }},
      {"cosine_similarity", extremeAlong},
      {"pairwise_distance", [](Draw &draw, Arguments &a) {
         floatingOfRank<1, 3>(draw, a);
         notEmpty(draw, a);
         a.shape("x2") = a.shape("x1");
         a.attr("p") = draw.pick({1.0, 2.0, 3.0});
       }},
      {"matmul", matrixProduct}, {"bmm", matrixProduct},
      {"linear", [](Draw &draw, Arguments &a) {
         int64_t in = draw.integer(1, 5), out = draw.integer(1, 5);
         floatingOfRank<0, 3>(draw, a);
         a.shape("input").push_back(in);
         a.shape("weight") = {out, in};
         a.shapeIfThere("bias", {out});
       }},
      {"bilinear", [](Draw &draw, Arguments &a) {
         int64_t left = draw.integer(1, 4), right = draw.integer(1, 4), out = draw.integer(1, 4);
         floatingOfRank<1, 3>(draw, a);
         a.shape("input1").push_back(left);
         a.shape("input2").push_back(right);
         a.shape("weight") = {out, left, right};
         a.shapeIfThere("bias", {out});
       }},
      {"addmm", [](Draw &draw, Arguments &a) {
         int64_t m = draw.integer(1, 4), k = draw.integer(1, 4), n = draw.integer(1, 4);
         a.setDtype(draw.wide());
         a.shape("mat1") = {m, k};
         a.shape("mat2") = {k, n};
         a.shape("input") = draw.broadcasting({m, n});
       }},
      // Images.
      {"conv1d", convolution<1>}, {"conv2d", convolution<2>}, {"conv3d", convolution<3>},
      {"conv_transpose1d", convolution<1>}, {"conv_transpose2d", convolution<2>}, {"conv_transpose3d", convolution<3>},
      {"max_pool1d", pooling<1>}, {"max_pool2d", pooling<2>}, {"max_pool3d", pooling<3>},
      {"avg_pool1d", pooling<1>}, {"avg_pool2d", pooling<2>}, {"avg_pool3d", pooling<3>},
      {"adaptive_avg_pool1d", adaptivePooling<1>}, {"adaptive_avg_pool2d", adaptivePooling<2>},
      {"adaptive_avg_pool3d", adaptivePooling<3>}, {"adaptive_max_pool1d", adaptivePooling<1>},
      {"adaptive_max_pool2d", adaptivePooling<2>}, {"adaptive_max_pool3d", adaptivePooling<3>},
      {"pixel_shuffle", [](Draw &draw, Arguments &a) {
         int64_t factor = draw.integer(1, 3);
         a.setDtype(draw.wide());
         a.shape("input") = draw.shape(0, 2);
         notEmpty(draw, a);  // libtorch returns an empty input as it is
         for (int64_t size : {factor * factor * draw.integer(1, 2), draw.integer(1, 3), draw.integer(1, 3)})
           a.shape("input").push_back(size);
         a.attr("upscale_factor") = factor;
       }},
      {"pixel_unshuffle", [](Draw &draw, Arguments &a) {
         int64_t factor = draw.integer(1, 3);
         a.setDtype(draw.wide());
         a.shape("input") = draw.shape(0, 2);
         notEmpty(draw, a);  // libtorch returns an empty input as it is
         for (int64_t size : {draw.integer(1, 2), factor * draw.integer(1, 2), factor * draw.integer(1, 2)})
           a.shape("input").push_back(size);
         a.attr("downscale_factor") = factor;
       }},
      {"im2col", [](Draw &draw, Arguments &a) {
         a.setDtype(draw.wide());
         a.shape("input") = images<2>(draw, 4, 6);
         windows(draw, a);
       }},
      {"col2im", [](Draw &draw, Arguments &a) {
         std::vector<int64_t> size = draw.sizes(2, 4, 6), kernel = draw.sizes(2, 1, 3);
         windows(draw, a);
         a.attr("kernel_size") = kernel;
         a.attr("output_size") = Shape(size.begin(), size.end());
         int64_t places = 1;
         for (size_t i = 0; i < 2; ++i) {
           auto of = [&](std::string_view name) { return std::get<std::vector<int64_t>>(a.attr(name))[i]; };
           places *= (size[i] + 2 * of("padding") - of("dilation") * (kernel[i] - 1) - 1) / of("stride") + 1;
         }
         a.setDtype(draw.wide());
         a.shape("input") = {draw.integer(1, 2), draw.integer(1, 2) * kernel[0] * kernel[1], places};
       }},
      {"grid_sample", [](Draw &draw, Arguments &a) {
         a.setDtype(draw.wide());
         a.shape("input") = images<2>(draw, 2, 5);
         a.tensor("grid") = {{a.tensor("input").type.dtype, {a.shape("input")[0], draw.integer(1, 4), draw.integer(1, 4), 2}},
                             {Values::Uniform, -1.3, 1.3}};
         a.attr("mode") = std::string(draw.pick({"bilinear", "nearest", "bicubic"}));
         a.attr("padding_mode") = std::string(draw.pick({"zeros", "border", "reflection"}));
       }},
      {"interpolate", [](Draw &draw, Arguments &a) {
         int64_t rank = draw.integer(1, 3);
         Shape image{draw.integer(1, 2), draw.integer(1, 2)}, size;
         for (int64_t i = 0; i < rank; ++i) {
           image.push_back(draw.integer(2, 4));
           size.push_back(draw.integer(1, 6));
         }
         a.setDtype(draw.wide());
         a.shape("input") = image;
         a.attr("size") = size;
         const char *linear = rank == 1 ? "linear" : rank == 2 ? draw.pick({"bilinear", "bicubic"}) : "trilinear";
         a.attr("mode") = std::string(draw.pick({"nearest", "nearest-exact", linear}));
       }},
      // Normalisations.
      {"batch_norm", [](Draw &draw, Arguments &a) {
         channelNorm(draw, a);
         a.tensor("running_var").values = {Values::Uniform, 0.5, 1.5};
       }},
      {"group_norm", [](Draw &draw, Arguments &a) {
         channelNorm(draw, a);
         a.attr("num_groups") = draw.pick<int64_t>({1, 2});
         if (!a.has("weight"))
           a.leaveOut("bias");  // libtorch differentiates no bias without a weight
       }},
      {"instance_norm", channelNorm}, {"layer_norm", layerNorm}, {"rms_norm", layerNorm},
      {"softmax", floatingOfRank<0, 4>}, {"log_softmax", floatingOfRank<0, 4>},
      // Positions.
      {"gather", gathering}, {"scatter_add", scattering},
      {"scatter", [](Draw &draw, Arguments &a) {
         scattering(draw, a);
         a.call.smooth = false;  // of two sources for one place one wins, but both get its gradient
       }},
      {"index_add", [](Draw &draw, Arguments &a) {
         floatingOfRank<1, 3>(draw, a);
         int64_t dim = std::get<int64_t>(a.attr("dim")), rank = static_cast<int64_t>(a.shape("input").size());
         notEmpty(draw, a);
         a.shape("source") = a.shape("input");
         int64_t count = draw.integer(1, 5);
         a.shape("source")[static_cast<size_t>(dim < 0 ? dim + rank : dim)] = count;
         positions(a, "index", "input", dim, {count});
       }},
      {"select_scatter", [](Draw &draw, Arguments &a) {
         floatingOfRank<1, 3>(draw, a);
         notEmpty(draw, a);
         int64_t dim = std::get<int64_t>(a.attr("dim")), rank = static_cast<int64_t>(a.shape("input").size());
         int64_t place = dim < 0 ? dim + rank : dim, size = a.shape("input")[static_cast<size_t>(place)];
         a.attr("index") = draw.integer(-size, size - 1);
         a.shape("src") = a.shape("input");
         a.shape("src").erase(a.shape("src").begin() + place);
       }},
      {"narrow_scatter", [](Draw &draw, Arguments &a) {
         rangeOf(draw, a);
         a.setDtype(draw.wide());
         int64_t dim = std::get<int64_t>(a.attr("dim")), rank = static_cast<int64_t>(a.shape("input").size());
         a.shape("src") = a.shape("input");
         a.shape("src")[static_cast<size_t>(dim < 0 ? dim + rank : dim)] = std::get<Shape>(a.attr("range"))[1];
       }},
      {"searchsorted", [](Draw &draw, Arguments &a) {
         floatingOfRank<0, 2>(draw, a);
         a.shape("values") = a.shape("sequence");
         a.shape("sequence").push_back(draw.integer(1, 6));
         a.shape("values").push_back(draw.integer(1, 4));
       }},
      {"one_hot", [](Draw &draw, Arguments &a) {
         a.tensor("classes") = {{kInt64, {draw.integer(1, 5)}}, {Values::Distinct}};
         positions(a, "input", "classes", 0, draw.shape(0, 3));
       }},
      {"index_select", [](Draw &draw, Arguments &a) {
         floatingOfRank<1, 4>(draw, a);
         positions(a, "index", "input", std::get<int64_t>(a.attr("dim")), {draw.integer(1, 5)});
       }},
      {"embedding", [](Draw &draw, Arguments &a) {
         int64_t rows = draw.integer(1, 6);
         a.tensor("weight").type = {draw.wide(), {rows, draw.integer(1, 4)}};
         a.call.smooth = draw.chance(0.5);  // the padding row gets no gradient, whatever the function does
         a.attr("padding_idx") = a.call.smooth ? int64_t(-1) : draw.integer(0, rows - 1);
         positions(a, "indices", "weight", 0, draw.shape(0, 3));
       }},
      {"embedding_bag", [](Draw &draw, Arguments &a) {
         int64_t rows = draw.integer(1, 6), bags = draw.integer(1, 3);
         a.tensor("weight").type = {draw.wide(), {rows, draw.integer(1, 4)}};
         a.tensor("indices") = {{kInt64, {draw.integer(0, 2) + bags}}, {Values::Whole, 0, double(rows)}};
         a.tensor("offsets") = {{kInt64, {bags}}, {Values::Ascending}};
         a.attr("mode") = std::string(draw.pick({"sum", "mean", "max"}));
       }},
      // Recurrent.
      {"rnn_tanh", recurrent<1>}, {"rnn_relu", recurrent<1>}, {"gru", recurrent<3>}, {"lstm", recurrent<4>},
      // Losses.
      {"mse_loss", pairLoss}, {"l1_loss", pairLoss}, {"bce_with_logits_loss", pairLoss},
      {"cross_entropy_loss", crossEntropy},
      {"nll_loss", [](Draw &draw, Arguments &a) {
         crossEntropy(draw, a);
         a.tensor("input").layout = Layout::Dense;  // libtorch's gradient of planes takes no other
         Dim classes = a.shape("input")[a.shape("input").size() == 1 ? 0 : 1];
         if (a.has("weight"))
           a.tensor("weight") = {{a.tensor("input").type.dtype, {classes}}, {Values::Uniform, 0.1, 1}, draw.layout()};
       }},
      {"ctc_loss", [](Draw &draw, Arguments &a) {
         int64_t steps = draw.integer(3, 7), batch = draw.integer(1, 3), classes = draw.integer(2, 5), most = draw.integer(1, 3);
         int64_t blank = draw.chance(0.5) ? 0 : classes - 1;
         a.tensor("log_probs") = {{draw.wide(), {steps, batch, classes}}, {Values::Uniform, -3, 0}, draw.layout()};
         a.tensor("targets") = {{kInt64, {batch, most}}, {Values::Whole, blank ? 0. : 1., blank ? blank : double(classes)}};
         a.tensor("input_lengths") = {{kInt64, {batch}}, {Values::Whole, 3, steps + 1.}};
         a.tensor("target_lengths") = {{kInt64, {batch}}, {Values::Whole, 0, most + 1.}};
         a.attr("blank") = blank;
         a.call.smooth = false;  // the gradient is that of normalised log-probabilities
       }},
      // Shapes.
      {"narrow", rangeOf},
      {"select", [](Draw &draw, Arguments &a) {
         a.shape("input") = draw.shape(1, 4);
         a.attr("dim") = draw.dim(a.shape("input").size());
         a.attr("index") = draw.integer(-2, 2);
       }},
      {"flatten", [](Draw &draw, Arguments &a) {
         a.attr("start") = draw.dim(a.shape("input").size());
         a.attr("end") = draw.dim(a.shape("input").size());
       }},
      {"permute", [](Draw &draw, Arguments &a) {
         std::vector<int64_t> dims(a.shape("input").size());
         for (size_t i = 0; i < dims.size(); ++i)
           dims[i] = static_cast<int64_t>(i) - (draw.chance(0.3) ? static_cast<int64_t>(dims.size()) : 0);
         std::shuffle(dims.begin(), dims.end(), draw.generator);
         a.attr("dims") = dims;
       }},
      {"unsqueeze", [](Draw &draw, Arguments &a) { a.attr("dim") = draw.dim(a.shape("input").size() + 1); }},
      {"expand", [](Draw &draw, Arguments &a) {
         Shape full = draw.shape(0, 4);
         a.attr("shape") = full;
         a.shape("input") = draw.broadcasting(full);
       }},
      {"reshape", [](Draw &draw, Arguments &a) {
         Shape target = a.shape("input");
         std::shuffle(target.begin(), target.end(), draw.generator);
         if (draw.chance(0.4))
           target.insert(target.begin() + draw.integer(0, static_cast<int64_t>(target.size())), 1);
         a.attr("shape") = target;
       }},
      {"repeat", [](Draw &draw, Arguments &a) {
         Shape counts = draw.shape(static_cast<int64_t>(a.shape("input").size()), 4);
         a.attr("counts") = counts;
       }},
      {"stack", [](Draw &draw, Arguments &a) {
         Shape shape = draw.shape(0, 3);
         for (TensorSample &tensor : a.list("inputs"))
           tensor.type.shape = shape;
         a.attr("dim") = draw.dim(shape.size() + 1);
       }},
      {"roll", [](Draw &draw, Arguments &a) {
         auto &dims = std::get<std::vector<int64_t>>(a.attr("dims"));
         a.attr("shifts") = draw.sizes(std::max<int64_t>(1, static_cast<int64_t>(dims.size())), -3, 3);
       }},
      {"pad", [](Draw &draw, Arguments &a) {
         a.setDtype(draw.wide());
         a.shape("input") = images<2>(draw, 2, 4);
         a.attr("mode") = std::string(draw.pick({"constant", "reflect", "replicate", "circular"}));
         a.attr("amounts") = draw.sizes(2 * draw.integer(1, 2), 0, 1);
         if (std::get<std::string>(a.attr("mode")) != "constant")
           a.attr("value") = 0.0;
       }},
      {"cat", [](Draw &draw, Arguments &a) {
         Shape shape = draw.shape(1, 4);
         int64_t dim = draw.dim(shape.size()), rank = static_cast<int64_t>(shape.size());
         a.attr("dim") = dim;
         for (TensorSample &tensor : a.list("inputs")) {
           tensor.type.shape = shape;
           tensor.type.shape[static_cast<size_t>(dim < 0 ? dim + rank : dim)] = draw.size();
         }
       }},
  };
  return entries;
}

}  // namespace

void refine(std::string_view name, Draw &draw, Arguments &arguments) {
  if (auto entry = table().find(name); entry != table().end())
    entry->second(draw, arguments);
}

}  // namespace flodl::run
