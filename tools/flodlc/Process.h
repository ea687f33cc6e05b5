// Running other programs, and leaving nothing behind when the user stops us.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace flodl::driver {

struct Command {
  std::vector<std::string> arguments;  ///< the program first, a path
  std::string directory;               ///< run there; empty: here
  int timeoutSeconds = 0;              ///< 0: none
};

struct CommandResult {
  int exitCode = 0;    ///< -1 when it did not exit by itself
  int signal = 0;      ///< that ended it
  bool timedOut = false;
  std::string output;  ///< standard output and error together
  double seconds = 0;
  std::string failure;  ///< why it could not be started

  bool succeeded() const { return failure.empty() && exitCode == 0 && !timedOut; }
};

/// Runs a program to its end; its output is collected, not shown. May be called by several threads.
/// The program and its children are stopped when this process is interrupted.
CommandResult run(const Command &command);

/// The command as a person would type it.
std::string quoted(const Command &command);

/// Searches PATH; empty when there is no such program.
std::string findProgram(const std::string &name);

/// Makes SIGINT, SIGTERM and SIGHUP stop running children, remove everything registered below and
/// exit with 128 + signal. Called once, before any thread is started.
void handleInterrupts();

/// Removes a file or folder at the end of its life, and when the process is interrupted before.
class Temporary {
 public:
  Temporary() = default;
  explicit Temporary(std::string path);
  Temporary(Temporary &&other) noexcept;
  Temporary &operator=(Temporary &&other) noexcept;
  ~Temporary();
  const std::string &path() const { return path_; }
  /// The file has got another owner, or is to stay.
  void release();

 private:
  std::string path_;
};

/// A fresh temporary folder; empty path on failure.
Temporary makeTemporaryFolder();

}  // namespace flodl::driver
