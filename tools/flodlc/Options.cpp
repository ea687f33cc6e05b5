// Turns the command line into `Options`; the records are in Options.td.
#include "Options.h"
#include <llvm/Option/ArgList.h>
#include <llvm/Option/OptTable.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/StringSaver.h>
#include <llvm/Support/raw_ostream.h>

using namespace llvm;
using namespace llvm::opt;

namespace flodl::driver {
namespace {

enum OptionId {
  OPT_INVALID = 0,
#define OPTION(...) LLVM_MAKE_OPT_ID(__VA_ARGS__),
#include "Options.inc"
#undef OPTION
};
#define OPTTABLE_STR_TABLE_CODE
#include "Options.inc"
#undef OPTTABLE_STR_TABLE_CODE
#define OPTTABLE_PREFIXES_TABLE_CODE
#include "Options.inc"
#undef OPTTABLE_PREFIXES_TABLE_CODE

constexpr OptTable::Info optionInfos[] = {
#define OPTION(...) LLVM_CONSTRUCT_OPT_INFO(__VA_ARGS__),
#include "Options.inc"
#undef OPTION
};

class Table : public GenericOptTable {
 public:
  Table() : GenericOptTable(OptionStrTable, OptionPrefixesTable, optionInfos) {}
};

Status usage(std::string text) {
  return Status::error(Exit::Usage, std::move(text), {"flodlc --help lists the options"});
}

/// A choice out of a closed list; the error names the legal values.
template <class T>
Status choose(const Arg *arg, ArrayRef<std::pair<StringRef, T>> choices, T &value) {
  std::string legal;
  for (auto [name, choice] : choices) {
    if (name == arg->getValue()) {
      value = choice;
      return Status::ok();
    }
    legal += (legal.empty() ? "" : ", ") + name.str();
  }
  return usage("expects " + arg->getSpelling().rtrim('=').str() + " to be one of " + legal + ", but got '" +
               arg->getValue() + "'");
}

Status checkSource(StringRef source) {
  static constexpr StringRef suffixes[] = {".cpp", ".cc", ".cxx", ".C", ".c++"};
  if (!is_contained(suffixes, sys::path::extension(source)))
    return usage("expects C++ sources (.cpp, .cc, .cxx), but got '" + source.str() + "'");
  if (sys::fs::is_directory(source))
    return Status::error(Exit::UserError, "'" + source.str() + "' is a folder, expects a source file");
  if (!sys::fs::exists(source))
    return Status::error(Exit::UserError, "there is no file '" + source.str() + "'");
  return Status::ok();
}

/// What an output is called when -o is absent.
std::string defaultOutput(const Options &options) {
  std::string stem = sys::path::stem(options.sources.front()).str();
  switch (options.stage) {
  case Stage::Check: return "";
  case Stage::Mlir: return stem + ".mlir";
  case Stage::MlirLowered: return stem + ".lowered.mlir";
  case Stage::Cpp: return stem + ".gen.cpp";
  case Stage::Cuda: return stem + ".kernels.cu";
  case Stage::Obj: return stem + ".o";
  case Stage::Exe: return stem;
  }
  llvm_unreachable("every stage has an output");
}

Status readChoices(const InputArgList &args, Options &options) {
  if (const Arg *arg = args.getLastArg(OPT_emit_EQ)) {
    static constexpr std::pair<StringRef, Stage> stages[] = {
        {"mlir", Stage::Mlir}, {"mlir-lowered", Stage::MlirLowered}, {"cpp", Stage::Cpp},
        {"cuda", Stage::Cuda}, {"obj", Stage::Obj},                  {"exe", Stage::Exe}};
    if (Status status = choose<Stage>(arg, stages, options.stage); status.failed())
      return status;
  }
  if (const Arg *arg = args.getLastArg(OPT_device_EQ)) {
    static constexpr std::pair<StringRef, DeviceChoice> devices[] = {
        {"auto", DeviceChoice::Auto}, {"cpu", DeviceChoice::Cpu}, {"cuda", DeviceChoice::Cuda}};
    if (Status status = choose<DeviceChoice>(arg, devices, options.device); status.failed())
      return status;
  }
  if (const Arg *arg = args.getLastArg(OPT_std_EQ)) {
    options.standard = arg->getValue();
    static constexpr StringRef tooOld[] = {"98", "03", "0x", "11", "1y", "14", "1z", "17"};
    if (is_contained(tooOld, StringRef(options.standard).take_back(2)))
      return usage("expects C++20 or newer, but got -std=" + options.standard);
  }
  if (const Arg *arg = args.getLastArg(OPT_O0, OPT_O1, OPT_O2, OPT_O3))
    options.optLevel = arg->getSpelling().back() - '0';
  if (const Arg *arg = args.getLastArg(OPT_timeout_EQ))
    if (StringRef(arg->getValue()).getAsInteger(10, options.timeoutSeconds) || options.timeoutSeconds <= 0)
      return usage(std::string("expects --timeout to be a number of seconds, but got '") + arg->getValue() + "'");
  if (args.hasArg(OPT_c)) {
    if (args.hasArg(OPT_emit_EQ) && options.stage != Stage::Obj)
      return usage("-c and --emit contradict each other");
    options.stage = Stage::Obj;
  }
  if (args.hasArg(OPT_check)) {
    if (args.hasArg(OPT_c) || args.hasArg(OPT_emit_EQ) || args.hasArg(OPT_o))
      return usage("--check writes nothing: expects neither -c, --emit nor -o with it");
    options.stage = Stage::Check;
  }
  return Status::ok();
}

/// Options that the C++ compiler or the linker takes as they are, in the order given.
void readPassedOn(const InputArgList &args, Options &options) {
  for (const Arg *arg : args) {
    unsigned id = arg->getOption().getID();
    std::string joined = id == OPT_Xcxx || id == OPT_Xnvcc || id == OPT_INPUT
                             ? std::string(arg->getValue())
                             : (arg->getSpelling() + (arg->getNumValues() ? arg->getValue() : "")).str();
    if (id == OPT_I || id == OPT_D || id == OPT_U || id == OPT_Xcxx || (id == OPT_W && !StringRef(joined).starts_with("-Wl,")))
      options.compileFlags.push_back(joined);
    else if (id == OPT_L || id == OPT_l || id == OPT_W)
      options.linkFlags.push_back(joined);
    else if (id == OPT_Xnvcc)
      options.nvccFlags.push_back(joined);
  }
}

}  // namespace

Status parseOptions(ArrayRef<const char *> arguments, Options &options) {
  Table table;
  BumpPtrAllocator allocator;
  StringSaver saver(allocator);
  SmallVector<const char *, 32> expanded(arguments);
  cl::ExpansionContext expansion(allocator, cl::TokenizeGNUCommandLine);
  if (llvm::Error error = expansion.expandResponseFiles(expanded))
    return usage(toString(std::move(error)));

  unsigned missingIndex = 0, missingCount = 0;
  InputArgList args = table.ParseArgs(expanded, missingIndex, missingCount);
  options.help = args.hasArg(OPT_help);
  options.version = args.hasArg(OPT_version);
  if (options.help || options.version)
    return Status::ok();
  if (missingCount)
    return usage(std::string("expects a value after ") + args.getArgString(missingIndex));
  if (const Arg *arg = args.getLastArg(OPT_UNKNOWN)) {
    std::string nearest, text = "unknown option '" + arg->getAsString(args) + "'";
    if (table.findNearest(arg->getSpelling(), nearest) <= 2)
      text += "; did you mean '" + nearest + "'?";
    return usage(text);
  }

  options.sources = args.getAllArgValues(OPT_INPUT);
  if (options.sources.empty())
    return usage("expects a C++ source, like: flodlc model.cpp -o model_exec");
  for (const std::string &source : options.sources)
    if (Status status = checkSource(source); status.failed())
      return status;
  if (Status status = readChoices(args, options); status.failed())
    return status;
  readPassedOn(args, options);

  options.debug = args.hasArg(OPT_g);
  options.cpuArch = args.getLastArgValue(OPT_cpu_arch_EQ, options.cpuArch);
  options.cudaArch = args.getLastArgValue(OPT_cuda_arch_EQ);
  options.hostCxx = args.getLastArgValue(OPT_host_cxx_EQ);
  options.nvcc = args.getLastArgValue(OPT_nvcc_EQ);
  options.libtorch = args.getLastArgValue(OPT_libtorch_EQ);
  options.cacheDir = args.getLastArgValue(OPT_cache_EQ);
  options.cache = !args.hasArg(OPT_no_cache);
  options.verbose = args.hasArg(OPT_v);
  options.timeReport = args.hasArg(OPT_time_report);
  options.printAfter = args.getLastArgValue(OPT_print_after_EQ);
  options.dumpDir = args.getLastArgValue(OPT_dump_dir_EQ);
  options.output = args.getLastArgValue(OPT_o);
  if (options.output.empty())
    options.output = defaultOutput(options);
  if (options.output == "-" && options.stage >= Stage::Obj)
    return usage("-o - is for text; expects --emit mlir, mlir-lowered, cpp or cuda with it");
  for (const std::string &source : options.sources)
    if (!options.output.empty() && sys::fs::equivalent(source, options.output))
      return usage("the output '" + options.output + "' is one of the sources");
  options.writeDeps = args.hasArg(OPT_MD) || args.hasArg(OPT_MF);
  options.depsFile = args.getLastArgValue(OPT_MF);
  if (options.writeDeps && options.depsFile.empty()) {
    if (options.stage == Stage::Check || options.output == "-")
      return usage("-MD has no output to name its file after; expects -MF FILE");
    options.depsFile = options.output + ".d";
  }
  return Status::ok();
}

void printHelp() {
  Table().printHelp(outs(), "flodlc [options] SOURCE.cpp... [-o PROGRAM]",
                    "flodlc compiles C++ programs that build models with FlowBuilder to training binaries");
  outs() << "\nExit codes: 0 ok, 1 error in the source, 2 usage, 3 something is missing here, 4 error of the compiler\n";
}

void print(const Status &status) {
  if (!status.text.empty())
    errs() << "flodlc: error: " << status.text << '\n';
  for (const std::string &hint : status.hints)
    errs() << "  " << hint << '\n';
}

void say(const char *kind, const std::string &text) { errs() << "flodlc: " << kind << ": " << text << '\n'; }

}  // namespace flodl::driver
