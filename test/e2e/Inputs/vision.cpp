// Models of images: convolutions, pooling, batch normalisation.
#include "Harness.h"
using namespace e2e;

static ModelOptions<void> images(Dim channels, Dim size) {
  return {.inputs = {{"image", {"batch", channels, size, size}}}, .targets = {{"label", kInt64, {"batch"}}}};
}
static Graph classifier(FlowBuilder flow) {
  Graph g = std::move(flow).build();
  g.set_loss(cross_entropy_loss).set_optimizer(SGDOptions{.lr = 0.05, .momentum = 0.9});
  return g;
}

// A bias before a batch normalisation has a gradient of nothing but rounding errors: they have none.
static const bool models[] = {
    testCase("convolution", images(3, 7),
             [] {
               return classifier(std::move(FlowBuilder::from(Conv2d(3, 5, 3, {.padding = 1})).through(ReLU())
                                     .through(AdaptiveAvgPool2d(1)).through(Flatten()).through(Linear(5, 3))));
             }),
    testCase("convolution_strides_groups", images(4, 9),
             [] {
               return classifier(std::move(FlowBuilder::from(Conv2d(4, 6, 3, {.stride = 2, .dilation = 2, .groups = 2, .bias = false}))
                                     .through(GELU()).through(Flatten()).through(Linear(6 * 9, 3))));
             }),
    testCase("pooling", images(2, 9),
             [] {
               return classifier(std::move(FlowBuilder::from(Conv2d(2, 4, 3)).through(MaxPool2d(3, {.stride = 2, .padding = 1}))
                                     .through(AdaptiveAvgPool2d({3, 2})).through(Flatten()).through(Linear(24, 3))));
             }),
    testCase("batch_norm_of_images", images(3, 5),
             [] {
               return classifier(std::move(FlowBuilder::from(Conv2d(3, 4, 3, {.bias = false})).through(BatchNorm2d(4)).through(ReLU())
                                     .through(Flatten()).through(Linear(36, 3))));
             }),
    testCase("batch_norm_of_rows", {.inputs = {{"x", {"batch", 6}}}, .targets = {{"label", kInt64, {"batch"}}}},
             [] {
               return classifier(std::move(FlowBuilder::from(Linear(6, 8, {.bias = false})).through(BatchNorm(8, {.momentum = 0.3})).through(Tanh())
                                     .through(Linear(8, 3))));
             },
             {.batches = {4, 5, 7}}),
    testCase("residual_blocks", images(3, 6),
             [] {
               return classifier(std::move(FlowBuilder::from(Conv2d(3, 4, 3, {.padding = 1, .bias = false})).through(BatchNorm2d(4)).through(ReLU())
                                     .also(Conv2d(4, 4, 3, {.padding = 1, .bias = false})).through(BatchNorm2d(4)).tag("features").through(ReLU())
                                     .through(MaxPool2d(2)).through(Dropout(0.2)).tag("dropped").through(Flatten()).through(Linear(36, 3))));
             }),
    testCase("decoder", {.inputs = {{"z", {"batch", 6, 3, 3}}}, .targets = {{"image", {"batch", 2, 12, 12}}}},
             [] {
               Graph g = FlowBuilder::from(ConvTranspose2d(6, 4, 3, {.stride = 2, .padding = 1, .output_padding = 1}))
                             .through(SiLU()).through(ConvTranspose2d(4, 2, 4, {.stride = 2, .padding = 1, .bias = false}))
                             .through(Sigmoid()).build();
               g.set_loss(mse_loss).set_optimizer(AdamOptions{.lr = 1e-2, .eps = 1e-2});
               return g;
             }),
    testCase("any_image_size", {.inputs = {{"image", {"batch", 1, "height", "width"}}}},
             [] {
               return FlowBuilder::from(Conv2d(1, 3, 3, {.padding = 1})).through(ReLU()).through(MaxPool2d(2))
                   .through(AdaptiveAvgPool2d(1)).through(Flatten()).through(Linear(3, 2)).build();
             }),
};
