// Includes one shard of the generated definitions; FLODL_SHARD says which.
#include "flodl/rt/ops.h"
#include "runtime/core/Views.h"
#include "runtime/kernels/Kernels.h"
#include "runtime/ops/EagerCall.h"

namespace flodl::rt {
// What the records' statements call: at::, kernels:: and the std library.
namespace kernels = flodl::kernels;

#include "runtime/op_defs.inc"

namespace eager {
#include "runtime/eager_defs.inc"
}  // namespace eager

}  // namespace flodl::rt
