// flodlc: from C++ source with FlowBuilder models to a training binary.
#include "Config.h"
#include "Driver.h"
#include <llvm/Support/raw_ostream.h>

using namespace flodl::driver;

int main(int argc, char **argv) {
  handleInterrupts();
  Options options;
  Status status = parseOptions({argv + 1, size_t(argc - 1)}, options);
  if (!status.failed() && options.help) {
    printHelp();
    return 0;
  }
  if (!status.failed() && options.version) {
    llvm::outs() << "flodlc " << kVersion << " (build " << buildIdOf(argv[0]) << ", LLVM " << kLlvmVersion << ", libtorch "
                 << kLibtorchVersion << ")\n";
    return 0;
  }
  if (!status.failed()) {
    Driver driver(std::move(options), argv[0]);
    status = driver.run();
  }
  if (status.failed())
    print(status);
  return int(status.code);
}
