// A factory that goes wrong in the way $MISTAKE names.
#include <cstdio>
#include <cstdlib>
#include <flodl/flodl.h>
#include <stdexcept>
using namespace flodl;

inline const auto broken = flodl::model("broken", {.inputs = {{"x", {"batch", 4}}}}, [] {
  std::printf("building\n");
  std::string mistake = std::getenv("MISTAKE");
  if (mistake == "throw")
    throw std::runtime_error("no such file: weights.bin");
  if (mistake == "crash")
    *reinterpret_cast<volatile int *>(8) = 1;
  for (volatile int i = 0; mistake == "forever"; i = (i + 1) % 100) {
  }
  if (mistake == "exit")
    std::exit(7);
  static int calls = 0;
  if (mistake == "factory")
    return FlowBuilder::from(Linear(4, 4 + calls++)).build();
  return FlowBuilder::from(Linear(4, 8)).through(Linear(9, 2)).build();
});
