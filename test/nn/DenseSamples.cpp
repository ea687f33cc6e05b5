// Samples of affine maps, tables of rows, shapes, paddings and dropout.
#include "test/nn/Sampler.h"

namespace nn_test {
namespace {

namespace nn = torch::nn;
using Tensors = std::vector<at::Tensor>;
using Inputs = std::vector<flodl::Tensor>;

/// Offsets of `bags` bags over `count` indices; bags may be empty.
at::Tensor offsets(Sampler &d, int64_t bags, int64_t count) {
  at::Tensor starts = std::get<0>(d.indices({bags}, count + 1).sort());
  starts[0] = 0;
  return starts;
}

flodl::Padding2 padding2(const std::vector<int64_t> &p) { return {p[0], p[1], p[2], p[3]}; }

/// A padding of images whose function in libtorch is `pad`.
template <class M, class Pad>
Sample paddingOf(Sampler &d, int64_t minRank, int64_t maxRank, bool mirrors, Pad pad) {
  std::vector<int64_t> p = d.integers("padding", 4, 0, 3);
  std::vector<int64_t> sizes = d.sizes(minRank - 2, maxRank - 2);
  // A mirror needs more pixels than it repeats.
  sizes.push_back(d.integer("", 1, 3) + (mirrors ? std::max(p[2], p[3]) : 0));
  sizes.push_back(d.integer("", 1, 3) + (mirrors ? std::max(p[0], p[1]) : 0));
  return Sample().of(M(padding2(p))).againstFunction([=](const at::Tensor &x) { return pad(x, p); }).on(d.normal(sizes));
}

/// The share that is dropped; 0 and all at times.
double dropped(Sampler &d, bool all) {
  switch (d.integer("", 0, 5)) {
    case 0: return d.note("p", 0), 0;
    case 1:
      if (all)
        return d.note("p", 1), 1;
      [[fallthrough]];
    default: return d.real("p", 0.05, 0.9);
  }
}

/// Dropout of whole channels with floDl's choice of channels.
at::Tensor dropChannels(const at::Tensor &x, double p) {
  std::vector<int64_t> inner;
  for (int64_t dim = 2; dim < x.dim(); ++dim)
    inner.push_back(dim);
  at::Tensor kept = (presentTags().at("output") != 0).to(x.scalar_type());
  if (!inner.empty())
    kept = kept.amax(inner, /*keepdim=*/true);
  return x * (kept / (1 - p));
}

template <class M>
Sample dropout(Sampler &d, int64_t minRank, double p, std::function<at::Tensor(const at::Tensor &)> training) {
  Sample s;
  s.training = d.flag("", 0.7);
  s.of(M(p)).againstFunction([=](const at::Tensor &x) { return s.training && p > 0 ? training(x) : x; });
  return s.on(d.normal(d.sizes(minRank, 4)));
}

const bool table[] = {
    sampled("Linear", [](Sampler &d) {
      int64_t in = d.integer("in", 1, 9), out = d.integer("out", 1, 9);
      bool bias = d.flag("bias");
      return Sample().of(flodl::Linear(in, out, {.bias = bias})).against(nn::Linear(nn::LinearOptions(in, out).bias(bias)))
          .on(d.normal(d.sizes(0, 3, {in})));
    }),
    sampled("Bilinear", [](Sampler &d) {
      int64_t in1 = d.integer("in1", 1, 5), in2 = d.integer("in2", 1, 5), out = d.integer("out", 1, 5);
      bool bias = d.flag("bias");
      std::vector<int64_t> lead = d.sizes(1, 3), first = lead, second = lead;
      first.push_back(in1), second.push_back(in2);
      Sample s;
      auto ours = s.share(flodl::Bilinear(in1, in2, out, {.bias = bias}));
      s.ours = [=](const Inputs &in) { return (*ours)(in[0], flodl::Refs({{"input2", in[1]}})); };
      nn::Bilinear theirs(nn::BilinearOptions(in1, in2, out).bias(bias));
      s.reference = theirs.ptr();
      s.theirs = [=](const Tensors &in) mutable { return theirs(in[0], in[1]); };
      return s.on(d.normal(first)).on(d.normal(second));
    }),
    sampled("Embedding", [](Sampler &d) {
      int64_t rows = d.integer("rows", 1, 8), dim = d.integer("dim", 1, 6);
      flodl::EmbeddingOptions options;
      nn::EmbeddingOptions theirs(rows, dim);
      if (d.flag("padded"))
        options.padding_idx = d.integer("padding_idx", 0, rows - 1), theirs.padding_idx(*options.padding_idx);
      return Sample().of(flodl::Embedding(rows, dim, options)).against(nn::Embedding(theirs)).on(d.indices(d.sizes(0, 3), rows));
    }),
    sampled("EmbeddingBag", [](Sampler &d) {
      int64_t rows = d.integer("rows", 1, 8), dim = d.integer("dim", 1, 6), bags = d.integer("bags", 1, 4);
      size_t mode = d.choice("mode", {"sum", "mean", "max"});
      nn::EmbeddingBagOptions options(rows, dim);
      mode == 0 ? options.mode(torch::kSum) : mode == 1 ? options.mode(torch::kMean) : options.mode(torch::kMax);
      Sample s;
      auto ours = s.share(flodl::EmbeddingBag(rows, dim, {.mode = flodl::BagMode(mode)}));
      nn::EmbeddingBag theirs(options);
      if (d.flag("offsets")) {
        int64_t count = d.integer("count", 1, 8);
        s.ours = [=](const Inputs &in) { return (*ours)(in[0], flodl::Refs({{"offsets", in[1]}})); };
        s.reference = theirs.ptr();
        s.theirs = [=](const Tensors &in) mutable { return theirs(in[0], in[1]); };
        return s.on(d.indices({count}, rows)).on(offsets(d, bags, count));
      }
      s.ours = [=](const Inputs &in) { return (*ours)(in[0]); };
      s.reference = theirs.ptr();
      s.theirs = [=](const Tensors &in) mutable { return theirs(in[0]); };
      return s.on(d.indices({bags, d.integer("size", 1, 5)}, rows));
    }),

    sampled("Flatten", [](Sampler &d) {
      std::vector<int64_t> sizes = d.sizes(1, 5);
      int64_t rank = int64_t(sizes.size()), start = d.integer("", 0, rank - 1), end = d.integer("", start, rank - 1);
      start -= d.flag("") ? rank : 0, end -= d.flag("") ? rank : 0;
      d.note("start", start), d.note("end", end);
      return Sample().of(flodl::Flatten(start, end)).againstFunction([=](const at::Tensor &x) { return x.flatten(start, end); })
          .on(d.normal(sizes));
    }),
    sampled("Reshape", [](Sampler &d) {
      std::vector<int64_t> sizes = d.sizes(2, 4), shape(sizes.rbegin(), sizes.rend());
      if (d.flag(""))
        shape[size_t(d.integer("", 0, int64_t(shape.size()) - 1))] = -1;
      d.note("shape", shape);
      return Sample().of(flodl::Reshape(flodl::Shape(shape.begin(), shape.end())))
          .againstFunction([=](const at::Tensor &x) { return x.reshape(shape); }).on(d.normal(sizes));
    }),
    sampled("ZeroPad2d", [](Sampler &d) {
      return paddingOf<flodl::ZeroPad2d>(d, 2, 5, false, [](auto &x, auto &p) { return at::constant_pad_nd(x, p); });
    }),
    sampled("ReflectionPad2d", [](Sampler &d) {
      return paddingOf<flodl::ReflectionPad2d>(d, 3, 4, true, [](auto &x, auto &p) { return at::reflection_pad2d(x, p); });
    }),
    sampled("ReplicationPad2d", [](Sampler &d) {
      return paddingOf<flodl::ReplicationPad2d>(d, 3, 4, false, [](auto &x, auto &p) { return at::replication_pad2d(x, p); });
    }),

    sampled("Dropout", [](Sampler &d) {
      double p = dropped(d, true);
      return dropout<flodl::Dropout>(d, 0, p, [=](const at::Tensor &x) {
        MaskedDropout masked("output", p);
        return p == 1 ? x * 0 : masked(x);
      });
    }),
    sampled("Dropout2d", [](Sampler &d) {
      double p = dropped(d, true);
      return dropout<flodl::Dropout2d>(d, 2, p, [=](const at::Tensor &x) { return p == 1 ? x * 0 : dropChannels(x, p); });
    }),
    sampled("AlphaDropout", [](Sampler &d) {
      double p = dropped(d, false);
      return dropout<flodl::AlphaDropout>(d, 0, p, [=](const at::Tensor &x) {
        MaskedAlphaDropout masked("output", p);
        return masked(x);
      });
    }),
};

}  // namespace
}  // namespace nn_test
