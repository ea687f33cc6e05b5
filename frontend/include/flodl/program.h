// What a program's main does first.
#pragma once
#include "flodl/detail/runtime.h"

namespace flodl {

/// Reads the flags every floDl program understands and removes them from the arguments:
/// `--device cpu|cuda|cuda:1|auto`, `--seed N`, `--threads N`. Other arguments stay for the program.
/// A wrong value ends the program with a message and exit code 2.
void init(int &argc, char **argv);

/// The device chosen by `--device`; the CPU without one. `auto` means CUDA where there is a GPU.
Device default_device();

}  // namespace flodl
