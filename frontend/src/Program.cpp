// Flags of every floDl program.
#include "flodl/program.h"
#include "flodl/tensor.h"
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace flodl {

static Device chosen = kCPU;
Device default_device() { return chosen; }

[[noreturn]] static void refuse(std::string_view flag, const std::string &text) {
  std::fprintf(stderr, "error: %.*s: %s\n", static_cast<int>(flag.size()), flag.data(), text.c_str());
  std::exit(2);
}

static int64_t number(std::string_view flag, const std::string &text, int64_t least) {
  char *end = nullptr;
  long long value = std::strtoll(text.c_str(), &end, 10);
  if (text.empty() || *end || value < least)
    refuse(flag, "expects a number of " + std::to_string(least) + " or more, but got '" + text + "'");
  return value;
}

static Device deviceOf(std::string_view flag, const std::string &text) {
  if (text == "cpu")
    return kCPU;
  if (text == "auto")
    return detail::runtime().hasCuda() ? Device(kCUDA) : Device(kCPU);
  Device device(kCUDA);
  if (text.starts_with("cuda:"))
    device.index = static_cast<int>(number(flag, text.substr(5), 0));
  else if (text != "cuda")
    refuse(flag, "expects cpu, cuda, cuda:<index> or auto, but got '" + text + "'");
  if (!detail::runtime().hasCuda())
    refuse(flag, "no GPU can be used: there is none, its driver is missing, or libtorch was built without CUDA");
  return device;
}

/// The value of `flag` at `argv[i]`, as `--flag value` or `--flag=value`; moves `i` past it.
static std::optional<std::string> valueOf(std::string_view flag, int argc, char **argv, int &i) {
  std::string_view argument = argv[i];
  if (!argument.starts_with(flag))
    return std::nullopt;
  argument.remove_prefix(flag.size());
  if (argument.starts_with("="))
    return std::string(argument.substr(1));
  if (!argument.empty())
    return std::nullopt;
  if (i + 1 == argc)
    refuse(flag, "needs a value");
  return argv[++i];
}

void init(int &argc, char **argv) {
  int kept = 1;
  bool ours = true;
  for (int i = 1; i < argc; ++i) {
    ours &= std::string_view(argv[i]) != "--";
    if (ours) {
      if (auto device = valueOf("--device", argc, argv, i)) {
        chosen = deviceOf("--device", *device);
        continue;
      }
      if (auto seed = valueOf("--seed", argc, argv, i)) {
        manual_seed(static_cast<uint64_t>(number("--seed", *seed, 0)));
        continue;
      }
      if (auto threads = valueOf("--threads", argc, argv, i)) {
        detail::runtime().setThreads(static_cast<int>(number("--threads", *threads, 1)));
        continue;
      }
    }
    argv[kept++] = argv[i];
  }
  argc = kept;
  argv[argc] = nullptr;
}

}  // namespace flodl
