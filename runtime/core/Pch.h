// Precompiled header of the runtime: libtorch's tensors and operations, never torch/torch.h.
#pragma once
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <memory>
#include <span>
#include <string>
#include <vector>
