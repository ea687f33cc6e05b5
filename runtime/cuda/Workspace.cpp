#include "runtime/cuda/Workspace.h"
#include "runtime/cuda/Graphs.h"

namespace flodl::rt::cuda {

void *Workspace::get(size_t needed, cudaStream_t stream) {
  if (bytes < needed) {
    for (DeviceBuffer *block : {&main, &side})
      outgrown.push_back(std::exchange(*block, DeviceBuffer(needed)));
    bytes = needed;
  }
  return (isSideStream(stream, device) ? side : main).as<>();
}

}  // namespace flodl::rt::cuda
