// References of the embeddings, attention and recurrent cells in test/e2e/Inputs/sequences.cpp and modules.cpp.
#include "test/nn/Reference.h"

namespace nn_test {
namespace {

using namespace torch::nn;
using torch::optim::AdamOptions;
using torch::optim::AdamWOptions;
using torch::optim::SGDOptions;

LayerNorm layerNorm(int64_t size) { return LayerNorm(LayerNormOptions({size})); }
Embedding padded(int64_t rows, int64_t width, int64_t padding) {
  return Embedding(EmbeddingOptions(rows, width).padding_idx(padding));
}
MultiheadAttention attention(int64_t embed, int64_t heads) {
  return MultiheadAttention(MultiheadAttentionOptions(embed, heads));
}
/// Attention of the input to itself, in the node `node`.
void selfAttention(Net &n, const char *node, int64_t embed, int64_t heads, const at::Tensor &hidden = {}) {
  MultiheadAttention module = n.add(node, attention(embed, heads));
  n.forward = [=](const std::vector<at::Tensor> &in) mutable { return attend(module, in[0], in[0], in[0], hidden); };
}

const bool models[] = {
    reference("embedding", [](Net &n) {
      n.chain({{"embedding_1", Embedding(9, 5)}, {"flatten_2", Flatten()}, {"linear_3", Linear(20, 9)}});
      n.loss = crossEntropy();
      n.optimizer = sgd(0.1);
    }),
    reference("embedding_padding", [](Net &n) { n.chain({{"embedding_1", padded(5, 3, 2)}, {"tanh_2", Tanh()}}); }),
    reference("attention", [](Net &n) {
      selfAttention(n, "multihead_attention_1", 8, 2);
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("attention_of_any_length", [](Net &n) { selfAttention(n, "multihead_attention_1", 6, 3); }),
    reference("cross_attention", [](Net &n) {
      MultiheadAttention module = n.add("multihead_attention_3", attention(4, 2));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable { return attend(module, in[0], in[1], in[1]); };
    }),
    reference("masked_attention", [](Net &n) {
      selfAttention(n, "module_1/attention", 6, 3, torch::ones({4, 4}, torch::kBool).triu(1));
    }),
    reference("transformer_block", [](Net &n) {
      LayerNorm norm1 = n.add("module_1/norm1", layerNorm(8)), norm2 = n.add("module_1/norm2", layerNorm(8)), last = n.add("layernorm_2", layerNorm(8));
      MultiheadAttention module = n.add("module_1/attention", attention(8, 2));
      Linear up = n.add("module_1/up", Linear(8, 24)), down = n.add("module_1/down", Linear(24, 8));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable {
        at::Tensor x = norm1(in[0]), y = in[0] + attend(module, x, x, x);
        return last(y + down(torch::gelu(up(norm2(y)))));
      };
      n.loss = mse();
      n.optimizer = adamW(AdamWOptions(1e-2).eps(1e-2));
      n.clipNorm = 1.0;
    }),
    reference("gru_cell", [](Net &n) {
      GRUCell cell = n.add("grucell_3", GRUCell(4, 6));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable { return cell(in[0], in[1]); };
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("gru_unrolled", [](Net &n) {
      GRUCell cell = n.add("module_1/cell", GRUCell(4, 5));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable {
        at::Tensor h;
        for (int64_t step = 0; step < 3; ++step)
          h = cell(in[0].select(1, step), h);
        return h;
      };
      n.loss = mse();
      n.optimizer = adam(AdamOptions(1e-2).eps(1e-2));
    }),

    // modules.cpp
    reference("embedding_trained_padding", [](Net &n) {
      n.chain({{"embedding_1", padded(6, 4, 0)}, {"flatten_2", Flatten()}, {"layernorm_3", layerNorm(12)}, {"linear_4", Linear(12, 6)}});
      n.loss = crossEntropy();
      n.optimizer = sgd(SGDOptions(0.2).momentum(0.8));
    }),
    reference("gru_cells", [](Net &n) {
      GRUCell first = n.add("module_1/first", GRUCell(4, 6)), second = n.add("module_1/second", GRUCell(6, 3));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable { return second(first(in[0])); };
      n.loss = mse();
      n.optimizer = sgd(0.1);
      n.clipNorm = 0.1;
    }),
    reference("attention_of_one_head", [](Net &n) {
      LayerNorm norm = n.add("layernorm_1", layerNorm(5));
      MultiheadAttention module = n.add("multihead_attention_2", attention(5, 1));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable {
        at::Tensor x = norm(in[0]);
        return attend(module, x, x, x);
      };
      n.loss = mse();
      n.optimizer = adamW(AdamWOptions(1e-2).eps(1e-2));
    }),
    reference("attention_to_a_masked_memory", [](Net &n) {
      MultiheadAttention module = n.add("module_4/attention", attention(8, 4));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable {
        at::Tensor hidden = torch::cat({torch::zeros({3, 1}, in[2].options()), in[2].detach()}, 1) < -0.6;
        return attend(module, in[0], in[1], in[1], hidden);
      };
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("clipped_mixture", [](Net &n) {
      LayerNorm norm = n.add("layernorm_1", layerNorm(6));
      MultiheadAttention module = n.add("multihead_attention_2", attention(6, 2));
      Linear map = n.add("linear_4", Linear(6, 6));
      MaskedDropout dropout = n.add("dropped", MaskedDropout("dropped", 0.2));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable {
        at::Tensor x = norm(in[0]);
        x = x + attend(module, x, x, x);
        return dropout(torch::gelu(x + map(x)));
      };
      n.loss = mse();
      n.optimizer = adamW(AdamWOptions(1e-2).eps(1e-2).weight_decay(0.2));
      n.clipNorm = 0.2;
    }),
};

}  // namespace
}  // namespace nn_test
