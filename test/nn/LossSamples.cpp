// Samples of losses.
#include "test/nn/Sampler.h"

namespace nn_test {
namespace {

namespace F = torch::nn::functional;
using Tensors = std::vector<at::Tensor>;
using Inputs = std::vector<flodl::Tensor>;
using List = std::vector<int64_t>;

flodl::Reduction reduction(Sampler &d) { return flodl::Reduction(d.choice("reduction", {"none", "mean", "sum"})); }
/// libtorch's option of a reduction.
template <class Options>
Options reduced(Options options, flodl::Reduction reduction) {
  if (reduction == flodl::Reduction::None)
    return options.reduction(torch::kNone);
  return reduction == flodl::Reduction::Mean ? options.reduction(torch::kMean) : options.reduction(torch::kSum);
}

template <class Ours, class Theirs>
Sample loss(Ours ours, Theirs theirs, Tensors inputs) {
  Sample s;
  s.ours = ours, s.theirs = theirs, s.inputs = std::move(inputs);
  return s;
}

/// Logits `[N, C, ...]` with classes `[N, ...]`, some of which are `ignored`.
struct Classes {
  List logits, targets;
  int64_t count, ignored;
  at::Tensor labels;
  explicit Classes(Sampler &d) : logits(d.sizes(2, 4)) {
    count = logits[1] += 1;
    targets = logits;
    targets.erase(targets.begin() + 1);
    ignored = d.flag("", 0.5) ? -100 : d.integer("", 0, count - 1);
    d.note("ignore_index", ignored);
    labels = d.indices(targets, count);
    // A mean of nothing is NaN: something is left.
    labels.view(-1)[0] = ignored == 0 ? 1 : 0;
    if (labels.numel() > 1 && d.flag("", 0.3))
      labels.view(-1)[1] = ignored;
  }
};

Sample crossEntropy(Sampler &d) {
  Classes c(d);
  flodl::Reduction r = reduction(d);
  double smoothing = d.flag("smoothed") ? d.real("label_smoothing", 0.01, 0.9) : 0;
  bool weighted = d.flag("weighted"), shares = d.flag("probabilities", 0.3);
  Tensors inputs = {d.normal(c.logits), shares ? at::softmax(d.normal(c.logits), 1) : c.labels, d.uniform({c.count}, 0.2, 2)};
  return loss(
      [=](const Inputs &in) {
        flodl::CrossEntropyOptions options{.label_smoothing = smoothing, .reduction = r};
        if (!shares)
          options.ignore_index = c.ignored;
        if (weighted)
          options.weight = in[2].detach();
        return flodl::cross_entropy_loss(in[0], in[1], options);
      },
      [=](const Tensors &in) {
        auto options = F::CrossEntropyFuncOptions().label_smoothing(smoothing);
        if (!shares)
          options.ignore_index(c.ignored);
        if (weighted)
          options.weight(in[2].detach());
        return F::cross_entropy(in[0], in[1], reduced(options, r));
      },
      inputs);
}

Sample nll(Sampler &d) {
  Classes c(d);
  flodl::Reduction r = reduction(d);
  bool weighted = d.flag("weighted");
  return loss(
      [=](const Inputs &in) {
        return flodl::nll_loss(in[0], in[1],
                               {.weight = weighted ? in[2].detach() : flodl::Tensor(), .ignore_index = c.ignored, .reduction = r});
      },
      [=](const Tensors &in) {
        auto options = F::NLLLossFuncOptions().ignore_index(c.ignored);
        if (weighted)
          options.weight(in[2].detach());
        // libtorch's own gradient wants images row by row.
        return F::nll_loss(in[0].contiguous(), in[1], reduced(options, r));
      },
      {d.normal(c.logits), c.labels, d.uniform({c.count}, 0.2, 2)});
}

/// floDl's definition: (1-p)^gamma of the cross-entropy.
Sample focal(Sampler &d) {
  Classes c(d);
  c.labels.clamp_(0);
  flodl::Reduction r = reduction(d);
  double alpha = d.real("alpha", 0.1, 1), gamma = d.pick("gamma", {0, 1, 2}) + (d.flag("") ? d.real("more", 0, 1) : 0);
  return loss([=](const Inputs &in) { return flodl::focal_loss(in[0], in[1], {.alpha = alpha, .gamma = gamma, .reduction = r}); },
              [=](const Tensors &in) {
                at::Tensor ce = F::cross_entropy(in[0], in[1], F::CrossEntropyFuncOptions().reduction(torch::kNone));
                at::Tensor each = alpha * (1 - (-ce).exp()).pow(gamma) * ce;
                return r == flodl::Reduction::None ? each : r == flodl::Reduction::Mean ? each.mean() : each.sum();
              },
              {d.normal(c.logits), c.labels});
}

/// Its gradient is right for logarithms of probabilities only, in libtorch too: of a softmax.
Sample ctc(Sampler &d) {
  int64_t steps = d.integer("steps", 4, 7), batch = d.integer("batch", 1, 3), classes = d.integer("classes", 2, 4);
  int64_t longest = 2, blank = d.integer("blank", 0, classes - 1);
  flodl::Reduction r = reduction(d);
  bool zero = d.flag("zero_infinity"), flat = d.flag("flat");
  // Labels that are not blank; alignments exist, for repetitions too.
  at::Tensor labels = d.indices({batch, longest}, classes - 1);
  labels += (labels >= blank).to(at::kLong);
  at::Tensor lengths = d.indices({batch}, longest) + 1, times = steps - d.indices({batch}, 2);
  if (flat) {
    Tensors parts;
    for (int64_t i = 0; i < batch; ++i)
      parts.push_back(labels[i].narrow(0, 0, lengths[i].item<int64_t>()));
    labels = at::cat(parts);
  }
  return loss(
      [=](const Inputs &in) {
        return flodl::ctc_loss(flodl::log_softmax(in[0], 2), in[1], in[2], in[3], {.blank = blank, .reduction = r, .zero_infinity = zero});
      },
      [=](const Tensors &in) {
        return F::ctc_loss(at::log_softmax(in[0], 2), in[1].contiguous(), in[2], in[3], reduced(F::CTCLossFuncOptions().blank(blank).zero_infinity(zero), r));
      },
      {d.normal({steps, batch, classes}), labels, times, lengths});
}

Sample klDiv(Sampler &d) {
  List sizes = d.sizes(1, 4);
  size_t form = d.choice("reduction", {"none", "mean", "sum", "batchmean"});
  bool logarithms = d.flag("log_target");
  at::Tensor target = at::softmax(d.normal(sizes), -1);
  return loss(
      [=](const Inputs &in) {
        return flodl::kl_div_loss(in[0], in[1], {.reduction = flodl::Reduction(form), .log_target = logarithms});
      },
      [=](const Tensors &in) {
        auto options = F::KLDivFuncOptions().log_target(logarithms);
        if (form == 3)
          options.reduction(torch::kBatchMean);
        else
          options = reduced(options, flodl::Reduction(form));
        return F::kl_div(in[0], in[1], options);
      },
      {at::log_softmax(d.normal(sizes), -1), logarithms ? target.log() : target});
}

Sample bce(Sampler &d) {
  List sizes = d.sizes(1, 4);
  flodl::Reduction r = reduction(d);
  bool weighted = d.flag("weighted");
  return loss(
      [=](const Inputs &in) {
        return flodl::bce_loss(in[0], in[1], {.weight = weighted ? in[2].detach() : flodl::Tensor(), .reduction = r});
      },
      [=](const Tensors &in) {
        auto options = F::BinaryCrossEntropyFuncOptions();
        if (weighted)
          options.weight(in[2].detach());
        return F::binary_cross_entropy(in[0], in[1], reduced(options, r));
      },
      {d.uniform(sizes, 0.02, 0.98), d.uniform(sizes, 0, 1), d.uniform(sizes, 0.1, 2)});
}

Sample bceWithLogits(Sampler &d) {
  List sizes = d.sizes(1, 4);
  flodl::Reduction r = reduction(d);
  bool weighted = d.flag("weighted"), positive = d.flag("pos_weight");
  return loss(
      [=](const Inputs &in) {
        return flodl::bce_with_logits_loss(in[0], in[1], {.weight = weighted ? in[2].detach() : flodl::Tensor(),
                                                          .pos_weight = positive ? in[3].detach() : flodl::Tensor(), .reduction = r});
      },
      [=](const Tensors &in) {
        auto options = F::BinaryCrossEntropyWithLogitsFuncOptions();
        if (weighted)
          options.weight(in[2].detach());
        if (positive)
          options.pos_weight(in[3].detach());
        return F::binary_cross_entropy_with_logits(in[0], in[1], reduced(options, r));
      },
      {d.normal(sizes) * 3, d.uniform(sizes, 0, 1), d.uniform(sizes, 0.1, 2), d.uniform({sizes.back()}, 0.1, 3)});
}

/// A loss of two operands of one shape.
template <class Ours, class Theirs>
Sample pair(Sampler &d, Ours ours, Theirs theirs) {
  List sizes = d.sizes(0, 4);
  return loss([=](const Inputs &in) { return ours(in[0], in[1]); }, [=](const Tensors &in) { return theirs(in[0], in[1]); },
              {d.normal(sizes), d.normal(sizes)});
}

Sample triplet(Sampler &d) {
  List sizes = d.sizes(1, 2, {d.integer("", 1, 5)});
  flodl::Reduction r = reduction(d);
  double margin = d.real("margin", 0.1, 2), p = double(d.pick("p", {1, 2, 3})), eps = d.flag("") ? 1e-6 : d.real("eps", 1e-6, 1e-2);
  bool swap = d.flag("swap");
  return loss(
      [=](const Inputs &in) {
        return flodl::triplet_margin_loss(in[0], in[1], in[2], {.margin = margin, .p = p, .eps = eps, .swap = swap, .reduction = r});
      },
      [=](const Tensors &in) {
        auto options = F::TripletMarginLossFuncOptions().margin(margin).p(p).eps(eps).swap(swap);
        return F::triplet_margin_loss(in[0], in[1], in[2], reduced(options, r));
      },
      {d.normal(sizes), d.normal(sizes), d.normal(sizes)});
}

Sample cosine(Sampler &d) {
  List lead = d.sizes(0, 1), sizes = lead;
  sizes.push_back(d.integer("", 2, 5));
  flodl::Reduction r = reduction(d);
  double margin = d.real("margin", -0.5, 0.9);
  return loss(
      [=](const Inputs &in) { return flodl::cosine_embedding_loss(in[0], in[1], in[2].detach(), {.margin = margin, .reduction = r}); },
      [=](const Tensors &in) {
        return F::cosine_embedding_loss(in[0], in[1], in[2].detach(), reduced(F::CosineEmbeddingLossFuncOptions().margin(margin), r));
      },
      {d.normal(sizes), d.normal(sizes), d.signs(lead)});
}

Sample hinge(Sampler &d) {
  List sizes = d.sizes(0, 4);
  flodl::Reduction r = reduction(d);
  double margin = d.real("margin", 0.1, 2);
  return loss([=](const Inputs &in) { return flodl::hinge_embedding_loss(in[0], in[1].detach(), {.margin = margin, .reduction = r}); },
              [=](const Tensors &in) {
                return F::hinge_embedding_loss(in[0], in[1].detach(), reduced(F::HingeEmbeddingLossFuncOptions().margin(margin), r));
              },
              {d.normal(sizes), d.signs(sizes)});
}

Sample ranking(Sampler &d) {
  List sizes = d.sizes(0, 4);
  flodl::Reduction r = reduction(d);
  double margin = d.real("margin", 0, 1);
  return loss(
      [=](const Inputs &in) { return flodl::margin_ranking_loss(in[0], in[1], in[2].detach(), {.margin = margin, .reduction = r}); },
      [=](const Tensors &in) {
        return F::margin_ranking_loss(in[0], in[1], in[2].detach(), reduced(F::MarginRankingLossFuncOptions().margin(margin), r));
      },
      {d.normal(sizes), d.normal(sizes), d.signs(sizes)});
}

Sample poisson(Sampler &d) {
  List sizes = d.sizes(0, 4);
  flodl::Reduction r = reduction(d);
  bool logarithm = d.flag("log_input"), full = d.flag("full");
  double eps = d.flag("") ? 1e-8 : d.real("eps", 1e-6, 1e-2);
  return loss(
      [=](const Inputs &in) {
        return flodl::poisson_nll_loss(in[0], in[1].detach(), {.log_input = logarithm, .full = full, .eps = eps, .reduction = r});
      },
      [=](const Tensors &in) {
        auto options = F::PoissonNLLLossFuncOptions().log_input(logarithm).full(full).eps(eps);
        return F::poisson_nll_loss(in[0], in[1].detach(), reduced(options, r));
      },
      {logarithm ? d.normal(sizes) : d.uniform(sizes, 0.1, 4), d.uniform(sizes, 0, 6)});
}

const bool table[] = {
    sampled("mse_loss", [](Sampler &d) {
      flodl::Reduction r = reduction(d);
      return pair(d, [=](auto &a, auto &b) { return flodl::mse_loss(a, b, r); },
                  [=](auto &a, auto &b) { return F::mse_loss(a, b, reduced(F::MSELossFuncOptions(), r)); });
    }),
    sampled("l1_loss", [](Sampler &d) {
      flodl::Reduction r = reduction(d);
      return pair(d, [=](auto &a, auto &b) { return flodl::l1_loss(a, b, r); },
                  [=](auto &a, auto &b) { return F::l1_loss(a, b, reduced(F::L1LossFuncOptions(), r)); });
    }),
    sampled("smooth_l1_loss", [](Sampler &d) {
      flodl::Reduction r = reduction(d);
      double beta = d.flag("", 0.2) ? 0 : d.real("beta", 0.05, 2);
      return pair(d, [=](auto &a, auto &b) { return flodl::smooth_l1_loss(a, b, {.beta = beta, .reduction = r}); },
                  [=](auto &a, auto &b) { return F::smooth_l1_loss(a, b, reduced(F::SmoothL1LossFuncOptions(), r), beta); });
    }),
    sampled("cross_entropy_loss", crossEntropy), sampled("nll_loss", nll), sampled("focal_loss", focal),
    sampled("ctc_loss", ctc), sampled("kl_div_loss", klDiv), sampled("bce_loss", bce),
    sampled("bce_with_logits_loss", bceWithLogits), sampled("triplet_margin_loss", triplet),
    sampled("cosine_embedding_loss", cosine), sampled("hinge_embedding_loss", hinge),
    sampled("margin_ranking_loss", ranking), sampled("poisson_nll_loss", poisson),
};

}  // namespace
}  // namespace nn_test
