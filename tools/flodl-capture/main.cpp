// flodl-capture: loads a user's shared object and writes its registered models as MLIR.
//   flodl-capture MODEL.so [-o OUT.mlir] [--timeout SECONDS]
//
// User code runs in a child process. The parent shows what it prints as notes, and turns crashes,
// exits and endless loops into one message. Exit codes: 0 done, 1 the user's error, 2 usage.
#include "flodl/base/error.h"
#include "flodl/detail/capture.h"
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <poll.h>
#include <string>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

/// What parent and child share: how far the child has come.
struct Shared {
  char doing[1024];
  char place[1024];  ///< where the model being recorded is registered; empty before the first one
  char error[16384];
  bool done;

  void set(char *field, size_t size, const std::string &text) {
    std::strncpy(field, text.c_str(), size - 1);
    field[size - 1] = '\0';
  }
  void setDoing(const std::string &text, const std::string &where = {}) {
    set(doing, sizeof doing, text);
    set(place, sizeof place, where);
  }
  void setError(const std::string &text) { set(error, sizeof error, text); }
};

struct Options {
  std::string object, output;
  double timeout = 60;
};

/// `model.cpp:3:5: error: …`
std::string message(const flodl::Error &error) {
  std::string place = error.location().str();
  return (place.empty() ? std::string("flodl-capture") : place) + ": error: " + error.text();
}

[[noreturn]] void runChild(const Options &options, Shared &shared) {
  // Values that user code computes are the same in every capture: on the CPU.
  setenv("CUDA_VISIBLE_DEVICES", "", 1);
  try {
    shared.setDoing("loading " + options.object);
    flodl::detail::enterCapture();
    if (!dlopen(options.object.c_str(), RTLD_NOW | RTLD_GLOBAL)) {
      const char *reason = dlerror();
      throw flodl::Error(flodl::ErrorCode::Capture, std::string("cannot load the model's object: ") +
                                                        (reason ? reason : "unknown reason"));
    }
    std::string text = flodl::detail::captureModels([&](const std::string &what, const flodl::SourceLoc &loc) { shared.setDoing(what, loc.str()); });
    shared.setDoing("writing " + options.output);
    std::ofstream file;
    if (!options.output.empty()) {
      file.open(options.output, std::ios::trunc | std::ios::binary);
      file << text;
      file.close();
      if (!file)
        throw flodl::Error(flodl::ErrorCode::Io, "cannot write " + options.output + ": " + std::strerror(errno));
    } else {
      // Descriptor 3 is the real standard output; 1 belongs to the notes.
      size_t written = 0;
      while (written < text.size()) {
        ssize_t n = write(3, text.data() + written, text.size() - written);
        if (n <= 0)
          throw flodl::Error(flodl::ErrorCode::Io, std::string("cannot write the model: ") + std::strerror(errno));
        written += static_cast<size_t>(n);
      }
    }
    shared.done = true;
  } catch (const flodl::Error &error) {
    shared.setError(message(error));
  } catch (const std::exception &error) {
    shared.setError(std::string("flodl-capture: error: ") + shared.doing + ": " + error.what());
  } catch (...) {
    shared.setError(std::string("flodl-capture: error: ") + shared.doing +
                    ": user code threw something that is no std::exception");
  }
  std::cout.flush();
  std::fflush(nullptr);
  _exit(shared.done ? 0 : 1);
}

/// Shows complete lines of user output as notes, and warnings of the recorder as they are.
void showLines(std::string &pending, bool last) {
  size_t end;
  while ((end = pending.find('\n')) != std::string::npos) {
    bool warning = pending[0] == flodl::detail::warningMark;
    std::cerr << (warning ? "" : "note: [capture] ") << pending.substr(warning, end - warning) << "\n";
    pending.erase(0, end + 1);
  }
  if (last && !pending.empty())
    std::cerr << "note: [capture] " << pending << "\n";
}

/// Reads the child's output until it ends; false when the time is up.
bool followChild(int pipe, double timeout) {
  using Clock = std::chrono::steady_clock;
  auto deadline = Clock::now() + std::chrono::duration<double>(timeout);
  std::string pending;
  char buffer[4096];
  while (true) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd event{pipe, POLLIN, 0};
    int ready = left > 0 ? poll(&event, 1, static_cast<int>(left)) : 0;
    if (ready < 0 && errno == EINTR)
      continue;
    if (ready == 0) {
      showLines(pending, true);
      return false;
    }
    ssize_t n = read(pipe, buffer, sizeof buffer);
    if (n <= 0) {
      showLines(pending, true);
      return true;
    }
    pending.append(buffer, static_cast<size_t>(n));
    showLines(pending, false);
  }
}

int usage(const std::string &problem) {
  std::cerr << "flodl-capture: error: " << problem
            << "\nusage: flodl-capture MODEL.so [-o OUT.mlir] [--timeout SECONDS]\n";
  return 2;
}

int capture(const Options &options) {
  auto *shared = static_cast<Shared *>(
      mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  int notes[2];
  if (shared == MAP_FAILED || pipe(notes) != 0) {
    std::perror("flodl-capture");
    return 1;
  }
  pid_t child = fork();
  if (child < 0) {
    std::perror("flodl-capture: fork");
    return 1;
  }
  if (child == 0) {
    close(notes[0]);
    dup2(STDOUT_FILENO, 3);
    dup2(notes[1], STDOUT_FILENO);
    dup2(notes[1], STDERR_FILENO);
    if (notes[1] > 3)
      close(notes[1]);
    setvbuf(stdout, nullptr, _IOLBF, 0);
    runChild(options, *shared);
  }
  close(notes[1]);
  bool ended = followChild(notes[0], options.timeout);
  if (!ended)
    kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (ended && shared->done)
    return 0;
  if (ended && shared->error[0]) {
    std::cerr << shared->error << "\n";
    return 1;
  }
  bool inModel = shared->place[0];
  std::cerr << (inModel ? shared->place : "flodl-capture") << ": error: " << shared->doing << ": "
            << (inModel ? "its factory or a forward " : "the initialisation of a global variable ");
  if (!ended)
    std::cerr << "did not end within " << options.timeout << " s; it runs forever, or needs a longer --timeout\n";
  else if (WIFSIGNALED(status))
    std::cerr << "crashed (" << strsignal(WTERMSIG(status))
              << "); run the program itself with FLODL_EAGER=1 in a debugger to find the line\n";
  else
    std::cerr << "ended the process with exit code " << WEXITSTATUS(status)
              << "; throw an exception to report an error\n";
  return 1;
}

}  // namespace

int main(int argc, char **argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    bool takesValue = argument == "-o" || argument == "--timeout";
    if (takesValue && i + 1 == argc)
      return usage("'" + argument + "' needs a value");
    if (argument == "-o") {
      options.output = argv[++i];
    } else if (argument == "--timeout") {
      char *end = nullptr;
      options.timeout = std::strtod(argv[++i], &end);
      if (*end != '\0' || !(options.timeout > 0))
        return usage("'--timeout' expects a number of seconds, but got '" + std::string(argv[i]) + "'");
    } else if (argument.size() > 1 && argument[0] == '-') {
      return usage("unknown option '" + argument + "'");
    } else if (options.object.empty()) {
      options.object = argument;
    } else {
      return usage("one object is captured at a time, but got '" + options.object + "' and '" + argument + "'");
    }
  }
  if (options.object.empty())
    return usage("no object given");
  // dlopen searches its own path for a name without a slash.
  if (options.object.find('/') == std::string::npos)
    options.object = "./" + options.object;
  return capture(options);
}
