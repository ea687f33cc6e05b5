// References of test/e2e/Inputs/dense.cpp and of the dense models of modules.cpp.
#include "test/nn/Reference.h"

namespace nn_test {
namespace {

using namespace torch::nn;
namespace functional = torch::nn::functional;
using torch::optim::AdamOptions;
using torch::optim::AdamWOptions;
using torch::optim::SGDOptions;

GELU geluTanh() { return GELU(GELUOptions().approximate("tanh")); }
Linear withoutBias(int64_t in, int64_t out) { return Linear(LinearOptions(in, out).bias(false)); }
LayerNorm layerNorm(int64_t size, double eps = 1e-5) { return LayerNorm(LayerNormOptions({size}).eps(eps)); }

const bool models[] = {
    reference("linear", [](Net &n) {
      n.chain({{"linear_1", Linear(5, 3)}});
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("linear_without_bias", [](Net &n) {
      n.chain({{"linear_1", withoutBias(5, 1)}});
      n.loss = mse();
      n.optimizer = sgd(SGDOptions(0.1).momentum(0.9));
    }),
    reference("mlp_relu", [](Net &n) {
      n.chain({{"linear_1", Linear(7, 13)}, {"hidden", ReLU()}, {"linear_3", Linear(13, 5)}});
      n.loss = crossEntropy();
      n.optimizer = sgd(SGDOptions(0.1).weight_decay(0.01));
    }),
    reference("mlp_gelu_adam", [](Net &n) {
      n.chain({{"linear_1", Linear(7, 16)}, {"gelu_2", GELU()}, {"linear_3", Linear(16, 4)}});
      n.loss = crossEntropy();
      n.optimizer = adam(AdamOptions(1e-2).eps(1e-2));
    }),
    reference("mlp_gelu_tanh_adamw", [](Net &n) {
      n.chain({{"linear_1", Linear(9, 17)}, {"gelu_2", geluTanh()}, {"linear_3", Linear(17, 3)}});
      n.loss = mse();
      n.optimizer = adamW(AdamWOptions(1e-2).eps(1e-2).weight_decay(0.1));
    }),
    reference("mlp_tanh_clip_norm", [](Net &n) {
      n.chain({{"linear_1", Linear(6, 11)}, {"tanh_2", Tanh()}, {"linear_3", Linear(11, 2)}});
      n.loss = mse();
      n.optimizer = sgd(0.1);
      n.clipNorm = 0.05;
    }),
    reference("mlp_sigmoid_clip_value", [](Net &n) {
      n.chain({{"linear_1", Linear(6, 11)}, {"sigmoid_2", Sigmoid()}, {"linear_3", Linear(11, 2)}});
      n.loss = mse();
      n.optimizer = sgd(0.1);
      n.clipValue = 0.02;
    }),
    reference("mlp_silu_bce", [](Net &n) {
      n.chain({{"linear_1", Linear(6, 11)}, {"silu_2", SiLU()}, {"linear_3", Linear(11, 4)}});
      n.loss = [](const at::Tensor &output, const at::Tensor &target) {
        return functional::binary_cross_entropy_with_logits(output, target);
      };
      n.optimizer = sgd(0.1);
    }),
    reference("residual", [](Net &n) {
      Linear a = n.add("linear_1", Linear(8, 8)), b = n.add("linear_2", Linear(8, 8)), c = n.add("linear_5", Linear(8, 8));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable {
        at::Tensor x = a(in[0]);
        x = torch::relu(x + b(x));
        return x + c(x);
      };
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("projected_residual", [](Net &n) {
      Linear main = n.add("linear_2", Linear(8, 5)), skip = n.add("linear_3", Linear(8, 5));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable {
        at::Tensor x = torch::tanh(in[0]);
        return skip(x) + main(x);
      };
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("layer_norm", [](Net &n) {
      n.chain({{"linear_1", Linear(10, 10)}, {"layernorm_2", layerNorm(10)}});
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("layer_norm_of_sequences", [](Net &n) {
      LayerNorm first = n.add("layernorm_1", layerNorm(6, 1e-3)), second = n.add("layernorm_3", layerNorm(6));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable {
        at::Tensor x = torch::gelu(first(in[0]));
        return x + second(x);
      };
    }),
    reference("dropout", [](Net &n) {
      n.chain({{"linear_1", Linear(12, 12)},
               {"dropped", MaskedDropout("dropped", 0.3)},
               {"linear_3", Linear(12, 4)},
               {"again", MaskedDropout("again", 0.5)}});
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("softmax", [](Net &n) {
      n.chain({{"linear_1", Linear(7, 3)}, {"softmax_2", Softmax(-1)}});
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("softmax_along_first", [](Net &n) {
      n.chain({{"linear_1", Linear(7, 3)}, {"softmax_2", Softmax(0)}, {"linear_3", Linear(3, 2)}});
    }),
    reference("log_softmax", [](Net &n) {
      n.chain({{"linear_1", Linear(7, 6)}, {"log_softmax_2", LogSoftmax(1)}});
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("label_smoothing", [](Net &n) {
      n.chain({{"linear_1", Linear(7, 6)}});
      n.loss = crossEntropy(functional::CrossEntropyFuncOptions().label_smoothing(0.1));
      n.optimizer = sgd(0.1);
    }),
    reference("parameter_groups", [](Net &n) {
      n.chain({{"linear_1", Linear(7, 8)}, {"layernorm_2", layerNorm(8)}, {"linear_3", Linear(8, 6)}});
      n.loss = mse();
      n.optimizer = [](const Net &net) {
        auto [matrices, vectors] = byRank(net);
        AdamWOptions options = AdamWOptions(1e-2).eps(1e-2).weight_decay(0.1);
        std::vector<torch::optim::OptimizerParamGroup> groups;
        groups.emplace_back(matrices);
        groups.emplace_back(vectors, std::make_unique<AdamWOptions>(AdamWOptions(3e-3).eps(1e-2).weight_decay(0)));
        return std::make_unique<torch::optim::AdamW>(std::move(groups), options);
      };
    }),

    // modules.cpp
    reference("layer_norm_without_eps", [](Net &n) {
      Linear map = n.add("linear_1", Linear(8, 8));
      LayerNorm first = n.add("layernorm_2", layerNorm(8, 1e-12)), second = n.add("layernorm_5", layerNorm(8));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable {
        at::Tensor x = first(map(in[0]));
        return second(x + torch::tanh(x));
      };
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("dropout_of_nothing", [](Net &n) {
      n.chain({{"linear_1", Linear(5, 9)}, {"dropped", MaskedDropout("dropped", 0.0)}, {"linear_3", Linear(9, 2)}});
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("dropout_of_everything", [](Net &n) {
      n.chain({{"linear_1", Linear(5, 9)}, {"dropped", MaskedDropout("dropped", 1.0)}, {"linear_3", Linear(9, 2)}});
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("flatten_ranges", [](Net &n) {
      n.chain({{"flatten_1", Flatten(FlattenOptions().start_dim(1).end_dim(2))},
               {"linear_2", Linear(4, 3)},
               {"flatten_3", Flatten(FlattenOptions().start_dim(-2).end_dim(-1))},
               {"linear_4", Linear(18, 2)}});
    }),
    reference("log_softmax_along_first", [](Net &n) {
      n.chain({{"linear_1", Linear(6, 4)}, {"log_softmax_2", LogSoftmax(0)}, {"softmax_3", Softmax(-2)}});
    }),
    reference("classes_of_sequences", [](Net &n) {
      n.chain({{"linear_1", Linear(6, 20)}, {"reshape_2", Functional([](const at::Tensor &x) { return x.view({-1, 4, 5}); })}});
      n.loss = [](const at::Tensor &output, const at::Tensor &target) {
        return functional::cross_entropy(output, target,
                                         functional::CrossEntropyFuncOptions().label_smoothing(0.2).reduction(torch::kSum)) *
               0.1;
      };
      n.optimizer = sgd(0.05);
    }),
    reference("bce_of_probabilities", [](Net &n) {
      n.chain({{"linear_1", Linear(6, 8)}, {"gelu_2", GELU()}, {"linear_3", Linear(8, 3)}});
      n.loss = [](const at::Tensor &output, const at::Tensor &target) {
        return functional::binary_cross_entropy_with_logits(output, target * 0.5 + 0.5);
      };
      n.optimizer = adam(AdamOptions(2e-2).eps(1e-2));
      n.clipValue = 0.05;
    }),
    reference("sgd_groups", [](Net &n) {
      n.chain({{"linear_1", Linear(5, 7)}, {"tanh_2", Tanh()}, {"linear_3", Linear(7, 3)}});
      n.loss = mse();
      n.optimizer = [](const Net &net) {
        auto [matrices, vectors] = byRank(net);
        std::vector<torch::optim::OptimizerParamGroup> groups;
        groups.emplace_back(matrices);
        groups.emplace_back(vectors, std::make_unique<SGDOptions>(SGDOptions(0.03).momentum(0.5)));
        return std::make_unique<torch::optim::SGD>(std::move(groups), SGDOptions(0.1).momentum(0.9).weight_decay(0.02));
      };
    }),
    reference("adam_groups", [](Net &n) {
      n.chain({{"linear_1", Linear(5, 7)}, {"silu_2", SiLU()}, {"linear_3", Linear(7, 3)}});
      n.loss = mse();
      n.optimizer = [](const Net &net) {
        auto [matrices, vectors] = byRank(net);
        std::vector<torch::optim::OptimizerParamGroup> groups;
        groups.emplace_back(matrices);
        groups.emplace_back(vectors, std::make_unique<AdamOptions>(AdamOptions(2e-2).eps(2e-2).betas({0.5, 0.9})));
        return std::make_unique<torch::optim::Adam>(std::move(groups), AdamOptions(1e-2).eps(1e-2).weight_decay(0.1));
      };
    }),
};

}  // namespace
}  // namespace nn_test
