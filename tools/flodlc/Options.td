// The options of flodlc: parsing and --help come from these records.
include "llvm/Option/OptParser.td"

// --name=VALUE and --name VALUE.
multiclass Eq<string name, string help, string meta, OptionGroup group> {
  def NAME#_EQ : Joined<["--"], name#"=">, Group<group>, HelpText<help>, MetaVarName<meta>;
  def NAME : Separate<["--"], name>, Alias<!cast<Option>(NAME#"_EQ")>;
}
class Switch<string name, string help, OptionGroup group> : Flag<["--"], name>, Group<group>, HelpText<help>;

def grp_output : OptionGroup<"output">, HelpText<"OUTPUT">;
def o : JoinedOrSeparate<["-"], "o">, Group<grp_output>, MetaVarName<"FILE">,
  HelpText<"Where to write (default: the stem of the first source); -o - prints text to the terminal">;
def c : Flag<["-"], "c">, Group<grp_output>, HelpText<"Stop after one object file that holds the program and its compiled models">;
defm emit : Eq<"emit", "Stop after a stage: mlir, mlir-lowered, cpp, cuda, obj or exe (default)", "STAGE", grp_output>;
def check : Switch<"check", "Only look for mistakes: compile the source, record and verify its models", grp_output>;
def MD : Flag<["-"], "MD">, Group<grp_output>, HelpText<"Also write the list of files the output depends on (make syntax)">;
def MF : JoinedOrSeparate<["-"], "MF">, Group<grp_output>, MetaVarName<"FILE">, HelpText<"Where -MD writes (default: the output with suffix .d)">;

def grp_code : OptionGroup<"code">, HelpText<"CODE GENERATION">;
foreach level = [0, 1, 2, 3] in
  def O#level : Flag<["-"], "O"#level>, Group<grp_code>,
    HelpText<!cond(!eq(level, 0): "No optimisation; on CPU the numbers are bitwise those of eager execution",
                   !eq(level, 2): "Optimise (default)",
                   true: "Optimise "#!if(!eq(level, 1), "a little", "as far as possible"))>;
def g : Flag<["-"], "g">, Group<grp_code>, HelpText<"Debug information for the source and the generated code">;
defm device : Eq<"device", "Code to generate: cpu, cuda (cpu as well), or auto (default: cuda where libtorch and nvcc allow it)", "KIND", grp_code>;
defm cpu_arch : Eq<"cpu-arch", "Only CPU of the generated code, as in -march (default: versions for several, chosen when the program starts)", "NAME", grp_code>;
defm cuda_arch : Eq<"cuda-arch", "GPUs, like \"8.0;9.0\", native or all (default: the GPUs present, else all)", "LIST", grp_code>;

def grp_cxx : OptionGroup<"cxx">, HelpText<"THE C++ COMPILER">;
def I : JoinedOrSeparate<["-"], "I">, Group<grp_cxx>, MetaVarName<"DIR">, HelpText<"Look for headers in DIR">;
def D : JoinedOrSeparate<["-"], "D">, Group<grp_cxx>, MetaVarName<"NAME[=VALUE]">, HelpText<"Define a macro">;
def U : JoinedOrSeparate<["-"], "U">, Group<grp_cxx>, MetaVarName<"NAME">, HelpText<"Undefine a macro">;
def L : JoinedOrSeparate<["-"], "L">, Group<grp_cxx>, MetaVarName<"DIR">, HelpText<"Look for libraries in DIR">;
def l : JoinedOrSeparate<["-"], "l">, Group<grp_cxx>, MetaVarName<"NAME">, HelpText<"Link a library">;
def std_EQ : Joined<["-", "--"], "std=">, Group<grp_cxx>, MetaVarName<"STANDARD">, HelpText<"C++ standard, c++20 (default) or newer">;
def Xcxx : Separate<["-"], "Xcxx">, Group<grp_cxx>, MetaVarName<"ARG">, HelpText<"Pass ARG to the C++ compiler as it is">;
def Xnvcc : Separate<["-"], "Xnvcc">, Group<grp_cxx>, MetaVarName<"ARG">, HelpText<"Pass ARG to nvcc as it is">;
def W : Joined<["-"], "W">, Group<grp_cxx>, MetaVarName<"WARNING">, HelpText<"Warnings and -Wl,… are passed on as they are">;
defm host_cxx : Eq<"host-cxx", "The C++ compiler to use (default: clang++-22)", "PATH", grp_cxx>;

def grp_env : OptionGroup<"env">, HelpText<"LIBRARIES AND TOOLS">;
defm libtorch : Eq<"libtorch", "libtorch 2.11: the folder that holds include/ and lib/", "DIR", grp_env>;
defm nvcc : Eq<"nvcc", "CUDA's compiler (default: from CUDA_HOME, /usr/local/cuda, what setup installed, PATH)", "PATH", grp_env>;
defm cache : Eq<"cache", "Folder of the compiler cache (default: $FLODL_HOME/cache)", "DIR", grp_env>;
defm timeout : Eq<"timeout", "How long recording the models may take (default: 60)", "SECONDS", grp_env>;
def no_cache : Switch<"no-cache", "Neither read nor write the cache", grp_env>;

def grp_look : OptionGroup<"look">, HelpText<"LOOKING INSIDE">;
def v : Flag<["-"], "v">, Group<grp_look>, HelpText<"Show every command that is run, and what the cache had">;
def time_report : Switch<"time-report", "Print the time of every phase, start-up of the tools included", grp_look>;
defm print_after : Eq<"print-after", "Print the IR after the pass PASS (all: after every pass)", "PASS", grp_look>;
defm dump_dir : Eq<"dump-dir", "Keep everything that is made on the way in DIR", "DIR", grp_look>;
def help : Switch<"help", "This text", grp_look>;
def h : Flag<["-"], "h">, Alias<help>;
def version : Switch<"version", "Versions of the compiler and its LLVM", grp_look>;
