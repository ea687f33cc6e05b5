// Models that are trained with each of the losses, with their options.
#include "Harness.h"
using namespace e2e;

namespace {

/// A loss between the output of an affine map and a target of the same shape.
template <class Loss>
bool pairLoss(const char *name, Loss loss) {
  return testCase(name, {.inputs = {{"x", {"batch", 6}}}, .targets = {{"y", {"batch", 4}}}}, [loss] {
    Graph g = FlowBuilder::from(Linear(6, 4)).build();
    g.set_loss(loss).set_optimizer(SGDOptions{.lr = 0.1});
    return g;
  });
}

/// A loss between logits and classes.
template <class Loss>
bool classLoss(const char *name, Loss loss) {
  return testCase(name, {.inputs = {{"x", {"batch", 6}}}, .targets = {{"label", kInt64, {"batch"}}}},
                  [loss] {
                    Graph g = FlowBuilder::from(Linear(6, 4)).build();
                    g.set_loss(loss).set_optimizer(SGDOptions{.lr = 0.1});
                    return g;
                  },
                  {.classes = 4});
}

/// Numbers in (0, 1) from any.
Tensor share(const Tensor &x) { return sigmoid(x); }
/// 1 or -1.
Tensor sign(const Tensor &x) { return where(x > 0, x * 0 + 1, x * 0 - 1); }
/// Factors of four classes.
Tensor classFactors(const Tensor &like) { return from_vector<double>({0.5, 2, 1, 0.25}, {4}).to(like.dtype()).to(like.device()); }

const bool models[] = {
    pairLoss("loss_of_probabilities", [](const Tensor &y, const Tensor &t) {
      return cross_entropy_loss(y, softmax(t, 1), {.label_smoothing = 0.1, .weight = classFactors(y)});
    }),
    pairLoss("loss_mse_sum", [](const Tensor &y, const Tensor &t) { return mse_loss(y, t, Reduction::Sum) * 0.1; }),
    pairLoss("loss_l1", l1_loss),
    pairLoss("loss_smooth_l1", smooth_l1_loss),
    pairLoss("loss_smooth_l1_elements", [](const Tensor &y, const Tensor &t) {
      return smooth_l1_loss(y, t, {.beta = 0.3, .reduction = Reduction::None}).mean();
    }),
    pairLoss("loss_bce", [](const Tensor &y, const Tensor &t) { return bce_loss(share(y), share(t)); }),
    pairLoss("loss_bce_weighted", [](const Tensor &y, const Tensor &t) {
      return bce_loss(share(y), share(t), {.weight = abs(t), .reduction = Reduction::Sum});
    }),
    pairLoss("loss_bce_with_logits", [](const Tensor &y, const Tensor &t) {
      return bce_with_logits_loss(y, share(t), {.weight = abs(t), .pos_weight = abs(t) + 1.0});
    }),
    pairLoss("loss_kl_div", [](const Tensor &y, const Tensor &t) {
      return kl_div_loss(log_softmax(y, 1), softmax(t, 1));
    }),
    pairLoss("loss_kl_div_of_logarithms", [](const Tensor &y, const Tensor &t) {
      return kl_div_loss(log_softmax(y, 1), log_softmax(t, 1), {.reduction = Reduction::Mean, .log_target = true});
    }),
    pairLoss("loss_triplet", [](const Tensor &y, const Tensor &t) {
      return triplet_margin_loss(y, t, t * y, {.margin = 0.4, .swap = true});
    }),
    pairLoss("loss_cosine", [](const Tensor &y, const Tensor &t) {
      return cosine_embedding_loss(y, t, sign(t.select(1, 0)), {.margin = 0.1});
    }),
    pairLoss("loss_hinge", [](const Tensor &y, const Tensor &t) { return hinge_embedding_loss(y, sign(t), {.margin = 0.7}); }),
    pairLoss("loss_ranking", [](const Tensor &y, const Tensor &t) {
      return margin_ranking_loss(y, t, sign(t), {.margin = 0.2});
    }),
    pairLoss("loss_poisson", [](const Tensor &y, const Tensor &t) {
      return poisson_nll_loss(y, abs(t) * 3, {.full = true});
    }),
    pairLoss("loss_poisson_of_rates", [](const Tensor &y, const Tensor &t) {
      return poisson_nll_loss(share(y), abs(t), {.log_input = false, .reduction = Reduction::Sum}) * 0.1;
    }),
    classLoss("loss_of_weighted_classes", [](const Tensor &y, const Tensor &label) {
      return cross_entropy_loss(y, label, {.label_smoothing = 0.1, .ignore_index = 2, .reduction = Reduction::Sum,
                                           .weight = classFactors(y)}) * 0.1;
    }),
    classLoss("loss_nll", [](const Tensor &y, const Tensor &label) { return nll_loss(log_softmax(y, 1), label); }),
    classLoss("loss_nll_weighted", [](const Tensor &y, const Tensor &label) {
      return nll_loss(log_softmax(y, 1), label, {.weight = classFactors(y), .reduction = Reduction::Sum}) * 0.1;
    }),
    classLoss("loss_focal", focal_loss),
    classLoss("loss_focal_options", [](const Tensor &y, const Tensor &label) {
      return focal_loss(y, label, {.alpha = 0.6, .gamma = 1.5});
    }),
    testCase("loss_ctc",
             {.inputs = {{"x", {7, "batch", 5}}, {"steps", kInt64, {"batch"}}, {"lengths", kInt64, {"batch"}}},
              .targets = {{"y", kInt64, {"batch", 3}}}},
             [] {
               Graph g = FlowBuilder::start().input({"steps", "lengths"}).through(Linear(5, 4)).build();
               g.set_loss([](const LossContext &c) {
                  return ctc_loss(log_softmax(c.output, 2), c.target(), c.batch["steps"] + 5, c.batch["lengths"],
                                  {.blank = 3});
                }).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
};

}  // namespace
