# lit: .mlir and .test files; .cpp files only below error/ and e2e/ (a file without a RUN line elsewhere
# is a GoogleTest source or an input).
#
# Features for REQUIRES:
#   libtorch   libtorch is there to link with
#   nvcc       CUDA's compiler is there
#   cuda       nvcc and a libtorch with CUDA: CUDA code can be built
#   gpu        a GPU can be used
#   clang      the compiler of the build is Clang
#   flodlc, flodl-opt, …   the tool has been built
import os
import shutil
import subprocess

import lit.formats

config.name = "flodl"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs", "CMakeLists.txt", "unit", "support"]
try:
    import psutil  # noqa: F401  (lit needs it to stop a test that hangs)

    lit_config.maxIndividualTestTime = 900
except ImportError:
    pass
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.flodl_obj, "test")

# Tests see a small, fixed environment: the same results on every machine.
config.environment["PATH"] = os.pathsep.join([config.flodl_bin, config.llvm_bin, "/usr/bin", "/bin"])
config.environment["LC_ALL"] = "C.UTF-8"
# Tests run side by side: threads that wait by spinning would take the cores from each other.
config.environment["OMP_WAIT_POLICY"] = "passive"
for name in ("HOME", "FLODL_HOME", "CUDA_HOME", "CUDA_VISIBLE_DEVICES", "CCACHE_DIR"):
    if os.environ.get(name):
        config.environment[name] = os.environ[name]


def add_tool(name, *arguments):
    """%name runs the built tool; the feature `name` says that it is there."""
    path = os.path.join(config.flodl_bin, name)
    if os.path.exists(path):
        config.available_features.add(name)
    config.substitutions.append(("%" + name + r"(?![\w-])", " ".join([path, *arguments])))


arguments = {"flodlc": ["--libtorch", config.libtorch, "--cache", os.path.join(config.flodl_obj, "test", "cache")]}
for tool in config.tools:
    add_tool(tool, *arguments.get(tool, []))
config.substitutions += [
    # %exit 3 COMMAND: COMMAND must exit with 3.
    ("%exit", os.path.join(config.test_source_root, "support", "expect-exit")),
    ("%host_cxx", config.host_cxx),
    ("%nvcc", config.nvcc),
    ("%libtorch", config.libtorch),
    ("%flodl_src", config.flodl_src),
    ("%flodl_obj", config.flodl_obj),
    ("%flodl_lib", config.flodl_lib),
    # Everything that generated code may include.
    ("%rt_includes", " ".join("-I" + os.path.join(root, part, "include")
                             for part in ("runtime", "ir/base") for root in (config.flodl_src, config.flodl_obj))),
]

if os.path.exists(os.path.join(config.libtorch, "lib", "libtorch_cpu.so")):
    config.available_features.add("libtorch")
if config.nvcc and shutil.which(config.nvcc):
    config.available_features.add("nvcc")
    if os.path.exists(os.path.join(config.libtorch, "lib", "libtorch_cuda.so")):
        config.available_features.add("cuda")
if "clang" in os.path.basename(config.host_cxx):
    config.available_features.add("clang")
smi = shutil.which("nvidia-smi")
if smi and subprocess.run([smi, "-L"], capture_output=True).stdout.startswith(b"GPU "):
    config.available_features.add("gpu")
