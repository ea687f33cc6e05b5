// The printers: one operation of the rt and kernel dialects, one piece of text.
#pragma once
#include "ir/kernel/Kernel.h"
#include "ir/rt/Rt.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace flodl::compiler {

/// The generated host file: CPU kernels, programs, tables and registration. With a `cudaUnit`,
/// kernels hand over to their CUDA form, in the namespace of that name, when the call is on a GPU.
/// `tuned` lets the runtime choose between kernels by measuring them.
std::string emitHost(mlir::ModuleOp module, llvm::StringRef version, llvm::StringRef cudaUnit, bool tuned);
/// The generated CUDA file, its launchers in namespace `unit`; empty when there are no kernels.
std::string emitCuda(mlir::ModuleOp module, llvm::StringRef version, llvm::StringRef unit);

/// CPU form of a kernel: its body over a range, and the function that programs call.
void emitCpuKernel(mlir::kernel::FuncOp func, llvm::raw_ostream &os, llvm::StringRef cudaUnit);
/// Declaration of a kernel's CUDA launcher.
void emitCudaDeclaration(mlir::kernel::FuncOp func, llvm::raw_ostream &os);

/// ` // model.cpp:12` for a location that has a file, else nothing.
std::string locationComment(mlir::Location loc);

}  // namespace flodl::compiler
