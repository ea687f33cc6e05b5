// Everything that the records' `eager` and `out` texts may call.
#pragma once
#include "runtime/kernels/BatchNorm.h"
#include "runtime/kernels/Contraction.h"
#include "runtime/kernels/Convolution.h"
#include "runtime/kernels/Dropout.h"
#include "runtime/kernels/Indexing.h"
#include "runtime/kernels/LayerNorm.h"
#include "runtime/kernels/Loss.h"
#include "runtime/kernels/Random.h"
#include "runtime/kernels/Reduction.h"
#include "runtime/kernels/RowMajor.h"
#include "runtime/kernels/Slices.h"
#include "runtime/kernels/SumTo.h"
