#!/usr/bin/env bash
# Runs the CUDA tests on a machine that has built binaries and a PyTorch 2.11 with CUDA, but no toolkit.
# usage: run_on_gpu.sh DIR [LOG]   DIR holds cuda_tests.gtest, libflodl.so, libflodl_runtime.so and
# libflodl_runtime_cuda.so, and any programs made by flodlc (run with --device cuda).
set -uo pipefail
dir=$(cd "$1" && pwd)
log=${2:-/dev/stdout}
torch=$(python3 -c 'import os, torch; print(os.path.dirname(torch.__file__))')
nvidia=$(dirname "$torch")/nvidia
export LD_LIBRARY_PATH=$dir:$torch/lib:$(ls -d "$nvidia"/*/lib | paste -sd:)
status=0
{
  nvidia-smi --query-gpu=name,driver_version --format=csv,noheader
  "$dir/cuda_tests.gtest" || status=1
  for program in "$dir"/*.program; do
    [ -x "$program" ] || continue
    echo "== $(basename "$program")"
    "$program" --device cpu && "$program" --device cuda && FLODL_CUDA_GRAPHS=0 "$program" --device cuda || status=1
  done
} >"$log" 2>&1
exit $status
