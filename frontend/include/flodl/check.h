// Conditions on sizes that a model's author takes for granted.
#pragma once
#include "flodl/base/dim.h"
#include "flodl/base/error.h"

namespace flodl {

/// Throws `Error` (code `ShapeMismatch`) with `text` when `condition` does not hold. In a captured `forward` or loss,
/// one that symbols leave open is checked by the compiled program, before it runs anything, whenever its sizes change:
///
///     check(x.size(1) % heads == 0, "the width must be a multiple of the heads");
///
/// Several conditions are several checks: `a && b` needs both answers at once.
void check(const DimCondition &condition, const std::string &text, SourceLoc loc = SourceLoc::current());
/// Throws `Error` (code `InvalidArgument`) with `text` when `condition` does not hold.
void check(bool condition, const std::string &text, SourceLoc loc = SourceLoc::current());

}  // namespace flodl
