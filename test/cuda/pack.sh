#!/usr/bin/env bash
# Builds the programs that run_on_gpu.sh runs and collects them with floDl's libraries.
#
#   pack.sh BUILD LIBTORCH FOLDER [ARCH]     ARCH: GPUs as in flodlc's --cuda-arch, 9.0 if left out
set -euo pipefail
build=$(cd "$1" && pwd) libtorch=$2 folder=$3 arch=${4:-9.0}
sources=$(cd "$(dirname "${BASH_SOURCE[0]}")/../e2e/Inputs" && pwd)
mkdir -p "$folder"
rm -f "$folder"/*.models "$folder"/*.program

compile() { # SOURCE OUTPUT FLAGS...
  "$build/bin/flodlc" --libtorch "$libtorch" --device cuda --cuda-arch "$arch" -I "$sources" "$1" -o "$folder/$2" "${@:3}"
}
for models in $(grep -lE '"(Harness|Rows)\.h"' "$sources"/*.cpp); do
  name=$(basename "$models" .cpp)
  compile "$models" "$name.models"
  compile "$models" "$name-O0.models" -O0
done
for program in contracts dropout index_range steady_step; do
  [ ! -e "$sources/$program.cpp" ] || compile "$sources/$program.cpp" "$program.program"
done
# Modules and pairs of modules with random options, new ones in every pack.
for models in $(python3 "$sources/../sampled_models.py" "$folder/sampled" --pairs 30 --files 4); do
  compile "$models" "$(basename "$models" .cpp).models" --no-cache
done
cp "$build"/lib/libflodl{,_runtime,_runtime_cuda,_step_counter}.so "$build/test/unit/cuda_tests.gtest" "$build/test/cuda/cuda_nn_samples.gtest" \
   "$folder"
cp "$(dirname "${BASH_SOURCE[0]}")"/{run_on_gpu,compare}.sh "$folder"
strip --strip-unneeded "$folder"/*.so "$folder"/*.models "$folder"/*.program "$folder"/*.gtest
du -sm "$folder"
