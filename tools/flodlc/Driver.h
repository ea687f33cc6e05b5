// From sources to a program: compile, record, compile the models, compile what was generated, link.
#pragma once
#include "Cache.h"
#include "Models.h"
#include "Toolchain.h"
#include <chrono>

namespace flodl::driver {

class Driver {
 public:
  Driver(Options options, const char *argv0);

  /// Does all of it. On failure nothing is left behind, apart from the reproducer of an internal error.
  Status run();

 private:
  /// A command whose result is kept in the cache.
  struct Step {
    std::string phase;               ///< name in the time report
    std::string key;                 ///< empty: not to be cached
    Command command;
    std::vector<std::string> files;  ///< that it makes in the work folder
    std::string deps;                ///< its list of inputs (make syntax) in the work folder; may be empty
    std::vector<std::string> inputs; ///< what it has read, once it has run
    CommandResult result;
  };

  Status prepare();
  Status compileSources();
  Status capture();
  Status compileCapture();
  Status compileGenerated();
  Status link();
  Status publish(const std::string &file);
  Status publishText(const std::string &text);
  Status writeDeps();

  void execute(Step &step);
  Status executeAll(std::vector<Step> &steps);
  std::string inWork(const std::string &name) const { return work_.path() + "/" + name; }
  void note(const std::string &phase, double seconds);
  void report() const;
  void keepIntermediates(bool succeeded) const;
  /// Adds a folder with all that is needed to repeat what went wrong.
  Status internalError(Status status);

  Options options_;
  const char *argv0_;
  Toolchain tools_;
  Cache cache_;
  Temporary work_;
  double startUp_;  ///< seconds until the driver was made
  std::chrono::steady_clock::time_point begin_;
  std::vector<std::pair<std::string, double>> phases_;
  std::mutex phasesMutex_;

  std::vector<std::string> objects_;     ///< of the user's sources, in the work folder
  std::vector<std::string> inputs_;      ///< all files that were read
  bool usesLibtorch_ = false;            ///< a source includes a header of libtorch
  std::string generated_;                ///< stem of the generated files
  std::string mlir_;
  Models models_;
};

}  // namespace flodl::driver
