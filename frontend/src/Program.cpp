// Command-line options that every program has, and how uncaught errors end it.
#include "flodl/program.h"
#include "flodl/tensor.h"
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string_view>

namespace flodl {

static Device &currentDefault() {
  static Device device;
  return device;
}
Device default_device() { return currentDefault(); }
void set_default_device(Device device) { currentDefault() = device; }

namespace detail {

[[noreturn]] static void wrong(const std::string &option, const std::string &expected, const std::string &got) {
  throw Error(ErrorCode::InvalidArgument, option + " expects " + expected + ", but got '" + got + "'");
}

template <class T>
static T number(const std::string &option, const std::string &text, T least) {
  T value{};
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least)
    wrong(option, "a number of " + std::to_string(least) + " or more", text);
  return value;
}

std::optional<Device> parseDevice(const std::string &text) {
  if (text == "auto")
    return std::nullopt;
  if (text == "cpu")
    return kCPU;
  if (text == "cuda")
    return kCUDA;
  if (text.starts_with("cuda:"))
    return Device(kCUDA, number("--device cuda:", text.substr(5), 0));
  wrong("--device", "cpu, cuda, cuda:N or auto", text);
}

ProgramOptions takeProgramOptions(int &argc, char **argv) {
  ProgramOptions options;
  int kept = 1, i = 1;
  // The value of `--name value` or `--name=value`; false when argv[i] is another option.
  auto value = [&](std::string_view name, std::string &text) {
    std::string_view word = argv[i];
    if (word.starts_with(name) && word.size() > name.size() && word[name.size()] == '=') {
      text = word.substr(name.size() + 1);
      return true;
    }
    if (word != name)
      return false;
    if (i + 1 >= argc)
      throw Error(ErrorCode::InvalidArgument, std::string(name) + " expects a value");
    text = argv[++i];
    return true;
  };
  static constexpr std::pair<std::string_view, Verbosity> levels[] = {
      {"-q", Verbosity::Quiet},    {"--quiet", Verbosity::Quiet}, {"-v", Verbosity::Verbose},
      {"-vv", Verbosity::Debug}, {"-vvv", Verbosity::Trace}};
  for (; i < argc && std::strcmp(argv[i], "--") != 0; ++i) {
    std::string text;
    bool level = false;
    for (const auto &[flag, verbosity] : levels)
      if (argv[i] == flag) {
        options.verbosity = verbosity;
        level = true;
      }
    if (level)
      continue;
    if (value("--device", text)) {
      parseDevice(text);
      options.device = text;
    } else if (value("--seed", text)) {
      options.seed = number<uint64_t>("--seed", text, 0);
    } else if (value("--threads", text)) {
      options.threads = number<int>("--threads", text, 1);
    } else {
      argv[kept++] = argv[i];
    }
  }
  while (i < argc)
    argv[kept++] = argv[i++];
  argc = kept;
  argv[argc] = nullptr;
  return options;
}

static Device deviceNamed(const std::string &text) {
  std::optional<Device> device = parseDevice(text);
  if (!device)
    return runtime().hasCuda() ? kCUDA : kCPU;
  if (device->isCuda() && !runtime().hasCuda())
    throw Error(ErrorCode::Runtime, "--device " + text + ": there is no GPU that libtorch can use; run with --device "
                                                         "cpu, or check the driver with nvidia-smi");
  return *device;
}

[[noreturn]] static void finish(const std::string &message, int exitCode) {
  std::fflush(stdout);
  std::fprintf(stderr, "error: %s\n", message.c_str());
  std::_Exit(exitCode);
}

static std::terminate_handler formerHandler = nullptr;

/// Shows the message of an uncaught `Error`; whatever else ends the program goes on as before.
[[noreturn]] static void endOnError() {
  if (std::exception_ptr error = std::current_exception()) {
    try {
      std::rethrow_exception(error);
    } catch (const Error &caught) {
      finish(caught.what(), 1);
    } catch (...) {
    }
  }
  if (formerHandler)
    formerHandler();
  std::abort();
}

}  // namespace detail

void init(int &argc, char **argv) {
  std::terminate_handler former = std::set_terminate(detail::endOnError);
  if (former != detail::endOnError)
    detail::formerHandler = former;
  detail::ProgramOptions options;
  try {
    options = detail::takeProgramOptions(argc, argv);
  } catch (const Error &error) {
    detail::finish(error.text(), 2);
  }
  if (options.verbosity)
    set_verbosity(*options.verbosity);
  try {
    if (options.device)
      set_default_device(detail::deviceNamed(*options.device));
  } catch (const Error &error) {
    detail::finish(error.text(), 3);
  }
  if (options.threads)
    detail::runtime().setThreads(*options.threads);
  if (options.seed)
    manual_seed(*options.seed);
}

}  // namespace flodl
