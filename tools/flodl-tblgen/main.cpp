// flodl-tblgen: our generators over the operation records, beside mlir-tblgen's own.
//   flodl-tblgen -I DIR --generator=op-list FILE.td -o OUT
#include "Generators.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/TableGen/Error.h"
#include "llvm/TableGen/Main.h"

using namespace llvm;
using namespace flodl::tblgen;

static std::vector<const Generator *> &registry() {
  static std::vector<const Generator *> generators;
  return generators;
}

Generator::Generator(StringRef name, StringRef summary, Fn run, Banner banner)
    : name(name.str()), summary(summary.str()), run(std::move(run)), banner(banner) {
  registry().push_back(this);
}

static cl::opt<std::string> chosen("generator", cl::desc("What to generate"), cl::Required);

int main(int argc, char **argv) {
  InitLLVM init(argc, argv);
  cl::ParseCommandLineOptions(argc, argv, "floDl's generators over operation records\n");
  for (const Generator *generator : registry()) {
    if (generator->name != chosen)
      continue;
    return TableGenMain(argv[0], [&](raw_ostream &os, const RecordKeeper &records) {
      if (generator->banner == Generator::LineComment)
        os << "// Generated from ir/ops by flodl-tblgen --generator=" << generator->name << ".\n";
      generator->run(records, os);
      return false;
    });
  }
  errs() << "flodl-tblgen: unknown generator '" << chosen << "'; known:\n";
  for (const Generator *generator : registry())
    errs() << "  " << generator->name << ": " << generator->summary << "\n";
  return 2;
}
