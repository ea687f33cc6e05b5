// How much a program says about itself.
#pragma once
#include <cstdint>

namespace flodl {

/// Errors and warnings are always shown. `Normal` adds epoch lines and progress, `Verbose` loading
/// and synchronisation, `Debug` and `Trace` internals.
enum class Verbosity : uint8_t { Quiet, Normal, Verbose, Debug, Trace };

/// The level of this process: what `set_verbosity` said, else `FLODL_VERBOSITY` (0 to 4 or a
/// level's name in any case, read once), else `Normal`.
Verbosity verbosity();
/// Overrides the environment; may be called at any time, from any thread.
void set_verbosity(Verbosity level);
/// True when messages of `level` are shown.
inline bool enabled(Verbosity level) { return level <= verbosity(); }

}  // namespace flodl
