// The phases, in order. Independent commands of a phase run side by side.
#include "Driver.h"
#include "Config.h"
#include "Diagnostics.h"
#include <filesystem>
#include <fstream>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Format.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/raw_ostream.h>
#include <thread>
#include <unistd.h>

namespace flodl::driver {
namespace {

namespace fs = std::filesystem;

std::string readText(const std::string &path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  return buffer ? (*buffer)->getBuffer().str() : std::string();
}

bool writeText(const std::string &path, const std::string &text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  return bool(file.flush());
}

/// The prerequisites in a make rule; `\ ` and `$$` stand for a space and a dollar.
std::vector<std::string> parseDeps(const std::string &text) {
  std::vector<std::string> files;
  std::string word;
  size_t i = text.find(": ");
  auto finish = [&] {
    if (!word.empty())
      files.push_back(std::exchange(word, {}));
  };
  for (i = i == std::string::npos ? text.size() : i + 2; i < text.size(); ++i) {
    char c = text[i], next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (c == '\\' && next == '\n') {
      finish();
      ++i;
    } else if ((c == '\\' && (next == ' ' || next == '#' || next == '\\')) || (c == '$' && next == '$')) {
      word += next;
      ++i;
    } else if (c == '\n') {
      finish();
      break;
    } else if (c == ' ') {
      finish();
    } else {
      word += c;
    }
  }
  finish();
  return files;
}

std::string escapedForMake(const std::string &path) {
  std::string text;
  for (char c : path)
    text += c == ' ' || c == '#' ? std::string{'\\', c} : c == '$' ? "$$" : std::string(1, c);
  return text;
}

/// Why a command failed, when it has not said so itself.
std::string describe(const CommandResult &result) {
  if (!result.failure.empty())
    return result.failure;
  if (result.timedOut)
    return "it did not end in time";
  if (result.signal)
    return std::string("it was ended by a signal: ") + strsignal(result.signal);
  return "it exited with " + std::to_string(result.exitCode);
}

double secondsSince(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Time from the start of this process to now, as far as the system tells: loading LLVM takes a while.
double secondsSinceProcessStart() {
  // Field 22 of /proc/self/stat is the start in clock ticks since boot.
  std::string stat = readText("/proc/self/stat");
  std::istringstream fields(stat.substr(stat.rfind(')') + 1));
  std::string field;
  for (int i = 0; i < 20; ++i)
    fields >> field;
  timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  double seconds = double(now.tv_sec) + double(now.tv_nsec) * 1e-9 - atof(field.c_str()) / double(sysconf(_SC_CLK_TCK));
  // In some containers the two clocks have nothing to do with each other.
  return seconds >= 0 && seconds < 60 ? seconds : 0;
}

/// What to do when a linker has no definition of a name.
std::string linkHint(const std::string &output) {
  bool missing = output.find("undefined symbol") != std::string::npos || output.find("undefined reference") != std::string::npos;
  if (!missing)
    return "";
  for (const char *text : {"undefined symbol: main\n", "undefined reference to `main'"})
    if (output.find(text) != std::string::npos)
      return "a program needs `int main(int argc, char **argv)`; -c makes an object file of a source without one";
  return "the name is declared, but nothing that is linked defines it: give flodlc all the sources (flodlc model.cpp more.cpp),"
         " or the library with -L DIR -l NAME";
}

std::string cacheDirectory(const Options &options) {
  if (!options.cache)
    return "";
  return options.cacheDir.empty() ? flodlHome() + "/cache" : options.cacheDir;
}

}  // namespace

Driver::Driver(Options options, const char *argv0)
    : options_(std::move(options)), argv0_(argv0), cache_(cacheDirectory(options_)), startUp_(secondsSinceProcessStart()),
      begin_(std::chrono::steady_clock::now()) {}

Status Driver::run() {
  Status status = prepare();
  for (auto phase : {&Driver::compileSources, &Driver::capture, &Driver::compileCapture, &Driver::compileGenerated, &Driver::link}) {
    if (status.failed())
      break;
    status = (this->*phase)();
  }
  if (!status.failed() && options_.writeDeps)
    status = writeDeps();
  keepIntermediates(!status.failed());
  if (status.code == Exit::Internal)
    status = internalError(status);
  report();
  return status;
}

Status Driver::prepare() {
  note("start of flodlc", startUp_);
  auto begin = std::chrono::steady_clock::now();
  if (Status status = tools_.find(options_, argv0_); status.failed())
    return status;
  if (!options_.output.empty() && options_.output != "-") {
    fs::path folder = fs::absolute(options_.output).parent_path();
    if (!fs::is_directory(folder))
      return Status::error(Exit::UserError, "cannot write " + options_.output + ": there is no folder " + folder.string());
    if (access(folder.c_str(), W_OK) != 0)
      return Status::error(Exit::UserError, "cannot write " + options_.output + ": the folder " + folder.string() + " is not writable",
                           {"name another place with -o FILE"});
    if (fs::is_directory(options_.output))
      return Status::error(Exit::UserError, "cannot write " + options_.output + ": it is a folder", {"name a file with -o FILE"});
  }
  work_ = makeTemporaryFolder();
  if (work_.path().empty())
    return Status::error(Exit::Environment, "cannot make a temporary folder", {"set TMPDIR to a folder that can be written"});
  if (!options_.dumpDir.empty() && llvm::sys::fs::create_directories(options_.dumpDir))
    return Status::error(Exit::UserError, "cannot make the folder " + options_.dumpDir + " for --dump-dir");
  generated_ = fs::path(options_.sources.front()).stem().string();
  note("look for tools and libtorch", secondsSince(begin));
  return Status::ok();
}

void Driver::note(const std::string &phase, double seconds) {
  std::lock_guard lock(phasesMutex_);
  phases_.emplace_back(phase, seconds);
}

/// Runs a command, or takes what it made before from the cache.
void Driver::execute(Step &step) {
  auto begin = std::chrono::steady_clock::now();
  if (options_.verbose)
    llvm::errs() << quoted(step.command) << '\n';
  std::vector<std::string> files = step.files;
  if (!step.deps.empty())
    files.push_back(step.deps);
  if (!step.key.empty()) {
    if (std::optional<CachedStep> hit = cache_.find(step.key, work_.path(), files)) {
      step.result.output = hit->output;
      step.inputs = hit->inputs;
      if (options_.verbose)
        llvm::errs() << "  (from the cache)\n";
      note(step.phase + " (cached)", secondsSince(begin));
      return;
    }
  }
  CachedStep made;
  step.result = flodl::driver::run(step.command);
  if (!step.deps.empty())
    for (const std::string &file : parseDeps(readText(inWork(step.deps)))) {
      // Files we made ourselves are in the key by their content.
      bool own = file.rfind(work_.path(), 0) == 0 || (!step.command.directory.empty() && fs::path(file).is_relative());
      if (!own)
        step.inputs.push_back(file);
    }
  note(step.phase, step.result.seconds);
  if (!step.result.succeeded() || step.key.empty())
    return;
  made.output = step.result.output;
  for (const std::string &file : step.inputs)
    made.inputs.push_back(fs::absolute(file).lexically_normal().string());
  cache_.store(step.key, work_.path(), files, made);
}

/// Runs commands side by side and shows what they said, in their order. Fails with the first that failed.
Status Driver::executeAll(std::vector<Step> &steps) {
  std::atomic<size_t> next = 0;
  auto worker = [&] {
    for (size_t i; (i = next++) < steps.size();)
      execute(steps[i]);
  };
  std::vector<std::thread> threads;
  size_t count = std::min<size_t>(steps.size(), std::max(1u, std::thread::hardware_concurrency()));
  for (size_t i = 1; i < count; ++i)
    threads.emplace_back(worker);
  worker();
  for (std::thread &thread : threads)
    thread.join();
  bool failed = false;
  for (const Step &step : steps) {
    llvm::errs() << step.result.output;
    inputs_.insert(inputs_.end(), step.inputs.begin(), step.inputs.end());
    if (step.result.succeeded())
      continue;
    failed = true;
    if (step.result.output.empty())
      say("error", step.phase + ": " + describe(step.result));
    if (std::string hint = linkHint(step.result.output); !hint.empty())
      say("note", hint);
  }
  return failed ? Status::error(Exit::UserError, "") : Status::ok();
}

Status Driver::compileSources() {
  std::vector<Step> steps;
  for (const std::string &source : options_.sources) {
    std::string stem = std::to_string(steps.size()) + "." + fs::path(source).stem().string();
    Step step;
    step.phase = "compile " + source;
    step.files = {stem + ".o"};
    step.deps = stem + ".d";
    step.command = tools_.compileUser(source, inWork(stem + ".o"), inWork(stem + ".d"));
    // Names of files in the work folder differ from run to run and do not change the result.
    std::vector<std::string> arguments = tools_.compileUser(source, "", "").arguments;
    step.key = Hasher().add("source").add(identityOfTool(tools_.hostCxx())).add(arguments).add(fs::current_path().string())
                   .add(hashOfFile(source)).hex();
    objects_.push_back(inWork(stem + ".o"));
    steps.push_back(std::move(step));
  }
  if (Status status = executeAll(steps); status.failed())
    return status;
  const std::string torch = tools_.libtorch().directory + "/include/";
  usesLibtorch_ = std::any_of(inputs_.begin(), inputs_.end(), [&](const std::string &file) { return file.rfind(torch, 0) == 0; });
  return Status::ok();
}

Status Driver::capture() {
  std::string library = inWork("capture.so"), mlir = inWork("model.mlir");
  // Libraries that the user links may decide what is recorded and are not in the key.
  std::string key;
  if (options_.linkFlags.empty()) {
    Hasher hasher;
    hasher.add("capture").add(identityOfTool(tools_.hostCxx())).add(hashOfFile(tools_.captureTool()));
    for (const std::string &file : tools_.libraries())
      hasher.add(hashOfFile(file));
    for (const std::string &object : objects_)
      hasher.add(hashOfFile(object));
    key = hasher.hex();
  }
  if (!key.empty())
    if (std::optional<CachedStep> hit = cache_.find(key, work_.path(), {"model.mlir"})) {
      note("record the models (cached)", 0);
      llvm::errs() << hit->output;
      mlir_ = readText(mlir);
      return options_.stage == Stage::Mlir ? publishText(mlir_) : Status::ok();
    }

  std::vector<Step> steps(1);
  steps[0].phase = "link for recording";
  steps[0].command = tools_.linkCapture(objects_, usesLibtorch_, library);
  if (Status status = executeAll(steps); status.failed())
    return status;

  CachedStep made;
  Command command = tools_.capture(library, mlir);
  if (options_.verbose)
    llvm::errs() << quoted(command) << '\n';
  CommandResult result = flodl::driver::run(command);
  note("record the models", result.seconds);
  result.output = withSourceLines(result.output);
  llvm::errs() << result.output;
  if (!result.succeeded()) {
    // An error that capture found is printed by it, with exit code 1; all else ended it from outside.
    if (result.exitCode == int(Exit::UserError))
      return Status::error(Exit::UserError, "");
    if (result.exitCode == int(Exit::Internal))
      return Status::error(Exit::Internal, "recording the models failed");
    return Status::error(Exit::UserError, "recording the models failed: " + describe(result),
                         {"the factories given to flodl::model run at compile time; run the program under a debugger, or"
                          " take out factories until it passes"});
  }
  mlir_ = readText(mlir);
  if (!key.empty()) {
    made.output = result.output;
    cache_.store(key, work_.path(), {"model.mlir"}, made);
  }
  return options_.stage == Stage::Mlir ? publishText(mlir_) : Status::ok();
}

Status Driver::compileCapture() {
  if (options_.stage == Stage::Mlir)
    return Status::ok();
  ModelsRequest request;
  request.mlir = mlir_;
  request.optLevel = options_.optLevel;
  request.cuda = tools_.cuda();
  request.printAfter = options_.printAfter;
  request.dumpDir = options_.dumpDir;
  request.version = std::string("flodlc ") + kVersion + " -O" + std::to_string(options_.optLevel) +
                    (tools_.cuda() ? " --device cuda" : " --device cpu");
  std::string key = Hasher().add("models").add(tools_.buildId()).add(mlir_).add(request.version).hex();
  bool look = request.printAfter.empty() && request.dumpDir.empty();
  const std::vector<std::string> files = {"lowered.mlir", generated_ + ".gen.cpp", generated_ + ".kernels.cu"};

  if (std::optional<CachedStep> hit = look ? cache_.find(key, work_.path(), files) : std::nullopt) {
    models_ = {readText(inWork(files[0])), readText(inWork(files[1])), readText(inWork(files[2])), {}};
    note("compile the models (cached)", 0);
  } else {
    if (Status status = compileModels(request, models_); status.failed())
      return status;
    for (auto &[phase, seconds] : models_.seconds)
      note("models: " + phase, seconds);
    if (!writeText(inWork(files[0]), models_.lowered) || !writeText(inWork(files[1]), models_.cpp) ||
        !writeText(inWork(files[2]), models_.cuda))
      return Status::error(Exit::Environment, "cannot write to the temporary folder " + work_.path(), {"is the disk full?"});
    if (look)
      cache_.store(key, work_.path(), files, {});
  }
  switch (options_.stage) {
  case Stage::MlirLowered: return publishText(models_.lowered);
  case Stage::Cpp: return publishText(models_.cpp);
  case Stage::Cuda:
    if (models_.cuda.empty())
      return Status::error(Exit::UserError, "there are no CUDA kernels: code was generated for the CPU only",
                           {"use --device cuda; its error says what is missing"});
    return publishText(models_.cuda);
  default: return Status::ok();
  }
}

Status Driver::compileGenerated() {
  if (options_.stage < Stage::Obj)
    return Status::ok();
  std::vector<Step> steps;
  auto add = [&](const std::string &source, const std::string &text, const std::string &tool, auto &&command) {
    Step step;
    step.phase = "compile " + source;
    step.files = {source + ".o"};
    step.deps = source + ".d";
    // In the work folder, by its bare name: the object is the same in every folder.
    step.command = command(source, source + ".o", source + ".d");
    step.command.directory = work_.path();
    step.key = Hasher().add("generated").add(identityOfTool(tool)).add(step.command.arguments).add(text).hex();
    steps.push_back(std::move(step));
  };
  add(generated_ + ".gen.cpp", models_.cpp, tools_.hostCxx(),
      [&](auto &&...names) { return tools_.compileGenerated(names...); });
  if (!models_.cuda.empty())
    add(generated_ + ".kernels.cu", models_.cuda, tools_.nvcc(), [&](auto &&...names) { return tools_.compileKernels(names...); });
  if (executeAll(steps).failed())
    return Status::error(Exit::Internal, "the C++ compiler rejects the code that was generated");
  for (const Step &step : steps)
    objects_.push_back(inWork(step.files.front()));
  return Status::ok();
}

Status Driver::link() {
  if (options_.stage < Stage::Obj)
    return Status::ok();
  bool program = options_.stage == Stage::Exe;
  auto command = [&](const std::vector<std::string> &objects, const std::string &output) {
    return program ? tools_.linkProgram(objects, output) : tools_.linkObject(objects, output);
  };
  std::vector<Step> steps(1);
  steps[0].phase = "link";
  steps[0].files = {"linked"};
  steps[0].command = command(objects_, inWork("linked"));
  if (options_.linkFlags.empty()) {
    Hasher hasher;
    hasher.add("link").add(identityOfTool(tools_.hostCxx())).add(command({}, "").arguments);
    for (const std::string &object : objects_)
      hasher.add(hashOfFile(object));
    for (const std::string &library : tools_.libraries())
      hasher.add(hashOfFile(library));
    steps[0].key = hasher.hex();
  }
  if (Status status = executeAll(steps); status.failed())
    return status;
  return publish(inWork("linked"));
}

/// Puts a finished file where the user wants it: complete, or not at all.
Status Driver::publish(const std::string &file) {
  fs::path output = fs::absolute(options_.output);
  std::string fresh = (output.parent_path() / ("." + output.filename().string() + "." + std::to_string(getpid()))).string();
  Temporary guard(fresh);
  std::error_code error;
  fs::copy_file(file, fresh, fs::copy_options::overwrite_existing, error);
  if (!error)
    fs::rename(fresh, output, error);
  if (error)
    return Status::error(Exit::UserError, "cannot write " + options_.output + ": " + error.message());
  guard.release();
  return Status::ok();
}

Status Driver::publishText(const std::string &text) {
  if (options_.output == "-") {
    llvm::outs() << text;
    llvm::outs().flush();
    return Status::ok();
  }
  if (!writeText(inWork("published"), text))
    return Status::error(Exit::Environment, "cannot write to the temporary folder " + work_.path(), {"is the disk full?"});
  return publish(inWork("published"));
}

Status Driver::writeDeps() {
  std::string target = options_.stage == Stage::Check ? options_.sources.front() : options_.output;
  std::string text = escapedForMake(target) + ":";
  std::vector<std::string> files = inputs_;
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  for (const std::string &file : files)
    text += " \\\n  " + escapedForMake(file);
  if (!writeText(options_.depsFile, text + "\n"))
    return Status::error(Exit::UserError, "cannot write " + options_.depsFile);
  return Status::ok();
}

void Driver::report() const {
  if (!options_.timeReport)
    return;
  auto line = [](const std::string &phase, double seconds) {
    llvm::errs() << llvm::format("%9.0f ms  ", seconds * 1e3) << phase << '\n';
  };
  for (auto &[phase, seconds] : phases_)
    line(phase, seconds);
  line("total (wall clock; compilers of one phase run side by side)", startUp_ + secondsSince(begin_));
}

/// For --dump-dir; and a program with debug information has its generated sources beside it.
void Driver::keepIntermediates(bool succeeded) const {
  std::vector<std::pair<std::string, const std::string *>> texts = {{".gen.cpp", &models_.cpp}, {".kernels.cu", &models_.cuda}};
  auto keep = [&](const fs::path &folder) {
    for (auto &[suffix, text] : texts)
      if (!text->empty())
        writeText((folder / (generated_ + suffix)).string(), *text);
  };
  if (succeeded && options_.debug && options_.stage >= Stage::Obj)
    keep(fs::absolute(options_.output).parent_path());
  texts.insert(texts.end(), {{".mlir", &mlir_}, {".lowered.mlir", &models_.lowered}});
  if (!options_.dumpDir.empty())
    keep(options_.dumpDir);
}

Status Driver::internalError(Status status) {
  fs::path folder;
  for (fs::path base : {fs::current_path(), fs::temp_directory_path()}) {
    std::string pattern = (base / ("flodlc-reproducer-" + generated_ + "-XXXXXX")).string();
    if (mkdtemp(pattern.data())) {
      folder = pattern;
      break;
    }
  }
  if (folder.empty()) {
    status.hints.push_back("please report it, with the source; a folder for the details could not be made");
    return status;
  }
  std::string text = std::string("flodlc ") + kVersion + " (build " + tools_.buildId() + ")\n" + status.text + "\n\nflodlc";
  for (const std::string &source : options_.sources) {
    std::error_code ignored;
    fs::copy_file(source, folder / fs::path(source).filename(), ignored);
    text += " " + source;
  }
  text += " -O" + std::to_string(options_.optLevel);
  for (const std::string &flag : options_.compileFlags)
    text += " " + flag;
  text += tools_.cuda() ? " --device cuda\n" : " --device cpu\n";
  writeText((folder / "README").string(), text);
  for (auto [name, content] : {std::pair("model.mlir", &mlir_), std::pair("model.lowered.mlir", &models_.lowered),
                               std::pair("model.gen.cpp", &models_.cpp), std::pair("model.kernels.cu", &models_.cuda)})
    if (!content->empty())
      writeText((folder / name).string(), *content);
  status.text = "internal error: " + status.text;
  status.hints.push_back("this is a mistake of the compiler, not yours; please report it with the folder " + folder.string());
  return status;
}

}  // namespace flodl::driver
