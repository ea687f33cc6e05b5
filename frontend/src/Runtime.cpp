// Finds the runtime: registered when it is linked, loaded on first use otherwise.
#include "flodl/detail/runtime.h"
#include <atomic>
#include <cstdlib>
#include <dlfcn.h>
#include <mutex>

namespace flodl::detail {

static std::atomic<Runtime *> registered{nullptr};

void setRuntime(Runtime *runtime) { registered = runtime; }

/// `libflodl_runtime.so` beside this library, or $FLODL_RUNTIME.
static std::string runtimePath() {
  if (const char *path = std::getenv("FLODL_RUNTIME"); path && *path)
    return path;
  std::string file = "libflodl_runtime.so";
  Dl_info info;
  if (dladdr(reinterpret_cast<void *>(&setRuntime), &info) && info.dli_fname) {
    std::string self = info.dli_fname;
    if (size_t slash = self.rfind('/'); slash != std::string::npos)
      return self.substr(0, slash + 1) + file;
  }
  return file;
}

static void load() {
  std::string path = runtimePath();
  if (!dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL)) {
    const char *reason = dlerror();
    throw Error(ErrorCode::Runtime, "the floDl runtime could not be loaded from " + path + ": " +
                                        (reason ? reason : "unknown reason") +
                                        "; link libflodl_runtime.so, or point FLODL_RUNTIME at it");
  }
  if (!registered)
    throw Error(ErrorCode::Runtime, path + " was loaded but is no floDl runtime");
}

Runtime &runtime() {
  if (Runtime *runtime = registered.load(std::memory_order_acquire))
    return *runtime;
  static std::mutex mutex;
  std::lock_guard lock(mutex);
  if (!registered)
    load();
  return *registered;
}

}  // namespace flodl::detail
