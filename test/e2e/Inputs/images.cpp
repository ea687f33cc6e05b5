// Models of convolutions, pooling and batch normalisation.
#include "Harness.h"
using namespace e2e;

static const bool models[] = {
    testCase("conv", {.inputs = {{"x", {"batch", 3, 7, 9}}}, .targets = {{"y", {"batch", 4, 5, 7}}}},
             [] {
               Graph g = FlowBuilder::from(Conv2d(3, 4, 3)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("conv_stride_padding_dilation", {.inputs = {{"x", {"batch", 2, "height", "width"}}}},
             [] {
               return FlowBuilder::from(Conv2d(2, 5, {3, 2}, {.stride = {2, 1}, .padding = {2, 1}, .dilation = {2, 1}}))
                   .through(GELU())
                   .build();
             }),
    testCase("conv_groups_without_bias", {.inputs = {{"x", {"batch", 4, 6, 5}}}, .targets = {{"y", {"batch", 6, 6, 5}}}},
             [] {
               Graph g = FlowBuilder::from(Conv2d(4, 6, 3, {.padding = 1, .groups = 2, .bias = false})).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1, .momentum = 0.5});
               return g;
             }),
    testCase("conv_transpose", {.inputs = {{"x", {"batch", 3, 4, 5}}}, .targets = {{"y", {"batch", 2, 6, 7}}}},
             [] {
               Graph g = FlowBuilder::from(ConvTranspose2d(3, 2, 3)).through(Tanh()).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("conv_transpose_stride", {.inputs = {{"x", {"batch", 4, "height", "width"}}}},
             [] {
               return FlowBuilder::from(ConvTranspose2d(4, 6, 3, {.stride = 2, .padding = 1, .output_padding = 1, .groups = 2})).build();
             }),
    testCase("max_pool", {.inputs = {{"x", {"batch", 2, 8, 7}}}, .targets = {{"y", {"batch", 3, 3, 2}}}},
             [] {
               Graph g = FlowBuilder::from(Conv2d(2, 3, 3)).through(ReLU()).through(MaxPool2d(2)).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             }),
    testCase("max_pool_overlapping", {.inputs = {{"x", {"batch", 2, 7, 8}}}},
             [] {
               return FlowBuilder::from(MaxPool2d({3, 2}, {.stride = Size2(2, 1), .padding = {1, 0}}))
                   .through(MaxPool2d(2, {.ceil_mode = true}))
                   .build();
             }),
    testCase("adaptive_average_pool", {.inputs = {{"x", {"batch", 3, "height", "width"}}}},
             [] { return FlowBuilder::from(Conv2d(3, 4, 1)).through(AdaptiveAvgPool2d({2, 3})).build(); }),
    testCase("batch_norm", {.inputs = {{"x", {"batch", 6}}}, .targets = {{"y", {"batch", 6}}}},
             [] {
               Graph g = FlowBuilder::from(Linear(6, 6)).through(BatchNorm(6)).through(ReLU()).build();
               g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             },
             // Two rows are normalised to -1 and 1, or to anything when they are nearly equal.
             {.batches = {4, 5, 7}}),
    testCase("batch_norm_of_sequences", {.inputs = {{"x", {"batch", 5, "length"}}}},
             [] { return FlowBuilder::from(BatchNorm1d(5, {.eps = 1e-3, .momentum = 0.3})).build(); },
             {.batches = {4, 2, 3}}),
    testCase("conv_block", {.inputs = {{"x", {"batch", 3, 8, 8}}}, .targets = {{"y", kInt64, {"batch"}}}},
             [] {
               Graph g = FlowBuilder::from(Conv2d(3, 6, 3, {.padding = 1, .bias = false}))
                             .through(BatchNorm2d(6))
                             .through(ReLU())
                             .through(MaxPool2d(2))
                             .through(Flatten())
                             .through(Linear(96, 5))
                             .build();
               g.set_loss(cross_entropy_loss).set_optimizer(AdamOptions{.lr = 1e-2, .eps = 1e-2});
               return g;
             },
             {.classes = 5, .batches = {4, 2, 3}}),
    testCase("residual_block", {.inputs = {{"x", {"batch", 4, 5, 6}}}, .targets = {{"y", {"batch", 4}}}},
             [] {
               Graph body = FlowBuilder::from(Conv2d(4, 4, 3, {.padding = 1})).through(BatchNorm2d(4)).through(SiLU()).build();
               Graph g = FlowBuilder::start()
                             .also(std::move(body))
                             .also_with(Conv2d(4, 4, 1), Conv2d(4, 4, {1, 3}, {.padding = {0, 1}}))
                             .through(AdaptiveAvgPool2d(1))
                             .through(Flatten())
                             .build();
               g.set_loss(mse_loss).set_optimizer(AdamWOptions{.lr = 1e-2, .eps = 1e-2}).set_clip_grad_norm(0.5);
               return g;
             },
             {.batches = {3, 2}}),
    testCase("dense_prediction", {.inputs = {{"x", {"batch", 2, 6, 6}}}, .targets = {{"y", kInt64, {"batch", 6, 6}}}},
             [] {
               Graph g = FlowBuilder::from(Conv2d(2, 5, 3, {.stride = 2, .padding = 1}))
                             .through(GELU())
                             .through(ConvTranspose2d(5, 4, 2, {.stride = 2}))
                             .through(Dropout(0.25))
                             .tag("dropped")
                             .build();
               g.set_loss([](const Tensor &output, const Tensor &target) {
                  return cross_entropy_loss(output, target, {.label_smoothing = 0.05, .ignore_index = 2});
                }).set_optimizer(SGDOptions{.lr = 0.1});
               return g;
             },
             {.classes = 4}),
};
