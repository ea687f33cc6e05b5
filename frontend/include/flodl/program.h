// What every program that uses floDl understands on its command line.
#pragma once
#include "flodl/detail/runtime.h"
#include "flodl/verbosity.h"
#include <cstdint>
#include <optional>
#include <string>

namespace flodl {

/// Starts a program: takes the options below out of `argc` and `argv` and applies them. What is
/// left is the program's own; after `--` nothing is taken.
///
/// | option | meaning |
/// |---|---|
/// | `--device cpu\|cuda\|cuda:1\|auto` | where models are made and loaders deliver, unless the program says; `auto`: a GPU if there is one |
/// | `--seed N` | as `manual_seed(N)` |
/// | `--threads N` | CPU threads of operations |
/// | `-q`, `-v`, `-vv`, `-vvv` | quiet, verbose, debug, trace; as `set_verbosity` |
///
/// From here on an `Error` that nobody catches ends the program with its message and exit code 1
/// in place of an abort. Errors: a wrong value ends the program with exit code 2, a device that
/// is not there with 3.
void init(int &argc, char **argv);

/// Where models are made and loaders deliver unless the program says: the CPU, or `--device`.
Device default_device();
void set_default_device(Device device);

namespace detail {

/// The options of `init` as they were written.
struct ProgramOptions {
  std::optional<std::string> device;
  std::optional<uint64_t> seed;
  std::optional<int> threads;
  std::optional<Verbosity> verbosity;
};
/// Takes the options out of the command line. Throws `Error` (InvalidArgument).
ProgramOptions takeProgramOptions(int &argc, char **argv);
/// `cpu`, `cuda`, `cuda:1` or `auto`, without asking whether it is there. Throws `Error`
/// (InvalidArgument); nothing stands for `auto`.
std::optional<Device> parseDevice(const std::string &text);

}  // namespace detail
}  // namespace flodl
