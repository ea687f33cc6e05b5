// flodl-translate: prints the generated code for an .mlir file, for tests.
//   flodl-translate FILE.mlir [--emit=cpp|cuda|mlir-lowered] [--cuda] [--opt-level=N]
#include "codegen/Compiler.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

static cl::opt<std::string> input(cl::Positional, cl::desc("FILE.mlir"), cl::init("-"));
static cl::opt<std::string> emit("emit", cl::desc("cpp, cuda or mlir-lowered"), cl::init("cpp"));
static cl::opt<bool> cuda("cuda", cl::desc("the code runs on CUDA too"), cl::init(false));
static cl::opt<int> optLevel("opt-level", cl::desc("0 to 3"), cl::init(2));

int main(int argc, char **argv) {
  InitLLVM init(argc, argv);
  cl::ParseCommandLineOptions(argc, argv, "floDl's code printer\n");
  auto file = MemoryBuffer::getFileOrSTDIN(input);
  if (!file) {
    errs() << input << ": " << file.getError().message() << '\n';
    return 1;
  }
  flodl::compiler::CompileOptions options;
  options.optLevel = optLevel;
  options.cuda = cuda || emit == "cuda";
  options.version = "flodl-translate";
  flodl::compiler::CompileOutput output;
  if (auto error = flodl::compiler::compileModule((*file)->getBuffer(), options, output)) {
    errs() << *error;
    return 1;
  }
  outs() << (emit == "cuda" ? output.cuda : emit == "mlir-lowered" ? output.mlirLowered : output.cpp);
  return 0;
}
