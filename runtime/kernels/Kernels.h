// Everything that the records' `eager` and `out` texts may call.
#pragma once
#include "runtime/kernels/Contraction.h"
#include "runtime/kernels/Dropout.h"
#include "runtime/kernels/SumTo.h"
