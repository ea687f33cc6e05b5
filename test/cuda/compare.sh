#!/usr/bin/env bash
# Runs the models of a program of test/e2e (see Harness.h there) on a GPU, compiled, and compares them with
# eager execution on the GPU and with the CPU, masks of dropout included, both within the bound that
# Values.h states; and replayed graphs with direct runs, to the bit.
#
#   compare.sh PROGRAM SCRATCH      SCRATCH: start of the names of files that it writes
set -euo pipefail
program=$1 scratch=$2
# The bound is about float32: convolutions would use TF32.
export NVIDIA_TF32_OVERRIDE=0
"$program" --device cuda --eager --save "$scratch.eager"
"$program" --device cuda --compare "$scratch.eager"
"$program" --device cpu --save "$scratch.cpu"
# cuDNN computes the gates of sequences with exponentials of its own, whose errors of a few roundoffs pass through every
# step, layer and direction of a state: here up to 7 x 6 of them, and as many on the way back. Rectified units damp nothing.
bound=64
case $(basename "$program") in recurrent* | options* | edges* | sampled*) bound=1024 ;; esac
"$program" --device cuda --compare "$scratch.cpu" --bound $bound
# Two processes could measure two algorithms to be the fastest.
export FLODL_CUDA_TUNE=0
FLODL_CUDA_GRAPHS=0 "$program" --device cuda --rounds 2 --save "$scratch.direct"
"$program" --device cuda --rounds 2 --compare "$scratch.direct" --bitwise
