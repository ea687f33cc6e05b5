// Programs are started in a process group of their own, so that stopping one stops what it started.
#include "Process.h"
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <llvm/Support/Program.h>
#include <mutex>
#include <poll.h>
#include <set>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char **environ;

namespace flodl::driver {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// What has to be stopped or removed on an interrupt.
struct Registry {
  std::mutex mutex;
  std::set<pid_t> children;
  std::set<std::string> files;
};
Registry &registry() {
  static auto *instance = new Registry;  // lives until the process is gone: the interrupt thread uses it
  return *instance;
}

sigset_t interruptSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (int signal : {SIGINT, SIGTERM, SIGHUP})
    sigaddset(&set, signal);
  return set;
}

void removeAll(const std::string &path) {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Starts the program with its output in `writeEnd`. Returns 0 or an errno.
int start(const Command &command, int writeEnd, pid_t &pid) {
  std::vector<char *> arguments;
  for (const std::string &argument : command.arguments)
    arguments.push_back(const_cast<char *>(argument.c_str()));
  arguments.push_back(nullptr);

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, writeEnd, 1);
  posix_spawn_file_actions_adddup2(&files, writeEnd, 2);
  if (!command.directory.empty())
    posix_spawn_file_actions_addchdir_np(&files, command.directory.c_str());

  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);

  int error;
  {
    std::lock_guard lock(registry().mutex);
    error = posix_spawn(&pid, arguments[0], &files, &attributes, arguments.data(), environ);
    if (!error)
      registry().children.insert(pid);
  }
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  return error;
}

/// Reads until the end of the output or of the time. Returns false on a time-out.
bool collect(int readEnd, Clock::time_point begin, int timeoutSeconds, std::string &output) {
  char buffer[16384];
  for (;;) {
    int wait = -1;
    if (timeoutSeconds)
      wait = std::max(0, int((timeoutSeconds - secondsSince(begin)) * 1000));
    pollfd fd{readEnd, POLLIN, 0};
    int ready = poll(&fd, 1, wait);
    if (ready == 0)
      return false;
    if (ready < 0 && errno == EINTR)
      continue;
    ssize_t count = read(readEnd, buffer, sizeof buffer);
    if (count > 0)
      output.append(buffer, size_t(count));
    else if (count == 0 || errno != EINTR)
      return true;
  }
}

}  // namespace

CommandResult run(const Command &command) {
  CommandResult result;
  Clock::time_point begin = Clock::now();
  int ends[2];
  if (pipe2(ends, O_CLOEXEC)) {
    result.failure = std::string("cannot make a pipe: ") + strerror(errno);
    return result;
  }
  pid_t pid = 0;
  int error = start(command, ends[1], pid);
  close(ends[1]);
  if (error) {
    close(ends[0]);
    result.failure = "cannot run " + command.arguments[0] + ": " + strerror(error);
    result.exitCode = -1;
    return result;
  }
  result.timedOut = !collect(ends[0], begin, command.timeoutSeconds, result.output);
  close(ends[0]);
  if (result.timedOut)
    kill(-pid, SIGKILL);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  {
    std::lock_guard lock(registry().mutex);
    registry().children.erase(pid);
  }
  result.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  result.seconds = secondsSince(begin);
  return result;
}

std::string quoted(const Command &command) {
  std::string text;
  for (const std::string &argument : command.arguments) {
    if (!text.empty())
      text += ' ';
    bool plain = !argument.empty() && argument.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                                 "0123456789-_=+./:,@%") == std::string::npos;
    if (plain) {
      text += argument;
      continue;
    }
    text += '\'';
    for (char c : argument)
      text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    text += '\'';
  }
  return text;
}

std::string findProgram(const std::string &name) {
  llvm::ErrorOr<std::string> path = llvm::sys::findProgramByName(name);
  return path ? *path : std::string();
}

void handleInterrupts() {
  sigset_t signals = interruptSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::thread([signals] {
    int signal = 0;
    sigwait(&signals, &signal);
    // The lock is kept: nobody starts a program or makes a file any more.
    registry().mutex.lock();
    for (pid_t child : registry().children)
      kill(-child, SIGKILL);
    for (const std::string &file : registry().files)
      removeAll(file);
    _exit(128 + signal);
  }).detach();
}

Temporary::Temporary(std::string path) : path_(std::move(path)) {
  std::lock_guard lock(registry().mutex);
  registry().files.insert(path_);
}

Temporary::Temporary(Temporary &&other) noexcept : path_(std::exchange(other.path_, {})) {}

Temporary &Temporary::operator=(Temporary &&other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

Temporary::~Temporary() {
  if (path_.empty())
    return;
  removeAll(path_);
  release();
}

void Temporary::release() {
  std::lock_guard lock(registry().mutex);
  registry().files.erase(path_);
  path_.clear();
}

Temporary makeTemporaryFolder() {
  std::error_code error;
  fs::path base = fs::temp_directory_path(error);
  if (error)
    base = "/tmp";
  std::string pattern = (base / "flodlc-XXXXXX").string();
  return mkdtemp(pattern.data()) ? Temporary(pattern) : Temporary();
}

}  // namespace flodl::driver
