#!/usr/bin/env bash
# Runs the CUDA tests on a machine that has what pack.sh collected and a PyTorch 2.11 with CUDA, but no
# toolkit and no compiler. Several programs run side by side; the log has them in order.
#
#   run_on_gpu.sh FOLDER [LOG]
set -uo pipefail
dir=$(cd "$1" && pwd)
log=${2:-/dev/stdout}
torch=$(python3 -c 'import os, torch; print(os.path.dirname(torch.__file__))')
nvidia=$(dirname "$torch")/nvidia
export LD_LIBRARY_PATH=$dir:$torch/lib:$(ls -d "$nvidia"/*/lib | paste -sd:)
export OMP_NUM_THREADS=2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
sanitizer=$(command -v compute-sanitizer || ls /usr/local/cuda/bin/compute-sanitizer 2>/dev/null)

jobs=()
start() { # NAME COMMAND...
  jobs+=("$1")
  (
    SECONDS=0
    "${@:2}" >"$scratch/$1.log" 2>&1
    status=$?
    echo "exit $status after $SECONDS s" >>"$scratch/$1.log"
    echo "$status" >"$scratch/$1.status"
  ) &
}

start cuda_tests "$dir/cuda_tests.gtest"
# The bound is about float32: convolutions would use TF32.
start cuda_nn_samples env FLODL_SAMPLE_DEVICE=cuda NVIDIA_TF32_OVERRIDE=0 "$dir/cuda_nn_samples.gtest"
for program in "$dir"/*.models; do
  name=$(basename "$program" .models)
  [ ! -e "$program" ] || start "$name" "$dir/compare.sh" "$program" "$scratch/$name"
done
for program in "$dir"/*.program; do
  name=$(basename "$program" .program)
  [ -e "$program" ] || continue
  preload=
  [ "$name" != steady_step ] || preload=$dir/libflodl_step_counter.so
  start "$name-cuda" env LD_PRELOAD="$preload" "$program" --device cuda
  start "$name-direct" env LD_PRELOAD="$preload" FLODL_CUDA_GRAPHS=0 "$program" --device cuda
done
if [ -n "$sanitizer" ]; then
  for program in "$dir/cuda_tests.gtest" "$dir/index_range.program"; do
    start "memcheck-$(basename "$program")" "$sanitizer" --tool memcheck --error-exitcode 9 "$program" --device cuda
  done
fi
wait

failed=0
{
  nvidia-smi --query-gpu=name,driver_version --format=csv,noheader
  for name in "${jobs[@]}"; do
    echo "== $name"
    cat "$scratch/$name.log"
    [ "$(cat "$scratch/$name.status")" = 0 ] || failed=$((failed + 1))
  done
  echo "${#jobs[@]} programs, $failed failed"
} >"$log"
[ "$failed" = 0 ]
