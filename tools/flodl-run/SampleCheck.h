// Operations on random operands against libtorch's own functions.
#pragma once
#include "llvm/Support/raw_ostream.h"
#include <cstdint>
#include <string>

namespace flodl::run {

/// Draws `count` calls of every public operation, or of `only`, and checks for each of them
/// - the eager results against libtorch's function by its schema, and their types against the inference rule,
/// - the entry point of generated code against the eager results, bit for bit,
/// - the derivative in the record against libtorch's autograd through that function,
/// - in double precision, the derivative against central differences.
/// Prints a line for each operation; returns the number of operations that failed.
int checkSamples(uint64_t seed, int count, const std::string &only, llvm::raw_ostream &os);

}  // namespace flodl::run
