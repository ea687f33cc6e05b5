// What losses share: where they stand, what they check, and the reduction.
#pragma once
#include "Execution.h"
#include "Expression.h"
#include "flodl/loss_functions.h"

namespace flodl::detail {

/// Inside a recorded loss the location is that of `set_loss`, where a loss passed by name has none.
SourceLoc placeOf(const TensorArg &arg);
/// The records' word for a reduction. Errors: `BatchMean`, which only `kl_div_loss` has.
std::string text(Reduction reduction, SourceLoc loc);
/// The losses of single elements, reduced.
Tensor reduce(const Expression &each, Reduction reduction);
/// Throws unless both have the same shape and floating-point type.
void requireAlike(const char *loss, const char *name, const Expression &value, const char *otherName, const Tensor &other);
/// Throws `loss: expects <what>, but got <value>`.
void requireOption(bool holds, const char *loss, const char *what, double value, SourceLoc loc);

}  // namespace flodl::detail
