#!/usr/bin/env bash
# Compiles the benchmark programs with flodlc: benchmarks/bin/<model>-<precision>.
#
#   benchmarks/build.sh [--precision "fp32 tf32"] [--models "mlp convnet"] [FLODLC OPTION...]
#
# Further options go to flodlc, for example `--device cuda --cuda-arch 9.0` or `--cpu-arch native`. FLODLC names the
# compiler; default: build/release/bin/flodlc.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
flodlc=${FLODLC:-$here/../build/release/bin/flodlc}
precisions=fp32
models=$(basename -s .cpp -a "$here"/models/*.cpp)
options=()
while (($#)); do
  case $1 in
    --precision) precisions=$2; shift ;;
    --models) models=$2; shift ;;
    *) options+=("$1") ;;
  esac
  shift
done
[[ -x $flodlc ]] || {
  echo "build.sh: no flodlc at $flodlc; run \`tools/flodl build\`, or set FLODLC" >&2
  exit 3
}

mkdir -p "$here/bin"
for precision in $precisions; do
  case $precision in
    fp32) numerics=() ;;
    tf32) numerics=() ;;  # set when the program starts
    bf16) numerics=(--amp bf16) ;;
    *) echo "build.sh: unknown precision '$precision'; fp32, tf32 or bf16" >&2; exit 2 ;;
  esac
  for model in $models; do
    echo "build.sh: $model, $precision"
    "$flodlc" "$here/models/$model.cpp" -o "$here/bin/$model-$precision" -O3 \
      -D "BENCH_PRECISION=\"$precision\"" "${numerics[@]}" "${options[@]}"
  done
done
