#!/usr/bin/env bash
# Collects what a machine needs that has python3 with PyTorch 2.11 but neither this project's build nor LLVM.
#
#   benchmarks/pack.sh FOLDER
#
# FOLDER becomes a copy of the harness with bin/: the programs that build.sh made, and floDl's shared libraries. There,
#
#   python3 FOLDER/run.py --models mlp residual_tower convnet --precision fp32 tf32
#
# The libraries of PyTorch come from that python: run.py sets LD_LIBRARY_PATH for all contenders, to bin/ first. For a
# single program: LD_LIBRARY_PATH=FOLDER/bin:$(python3 -c 'import torch, os; print(os.path.dirname(torch.__file__) + "/lib")').
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
libraries=${FLODL_LIBRARIES:-$here/../build/release/lib}
limit_mib=60
folder=${1:?usage: pack.sh FOLDER}

compgen -G "$here/bin/*" >/dev/null || {
  echo "pack.sh: no programs in $here/bin; run benchmarks/build.sh first" >&2
  exit 3
}
# Only a folder that this script made is replaced.
if [[ -e $folder && ! -e $folder/.flodl-benchmarks ]]; then
  echo "pack.sh: $folder exists and is no package of benchmarks; name another folder" >&2
  exit 2
fi
rm -rf "$folder"
mkdir -p "$folder/bin"
touch "$folder/.flodl-benchmarks"
cp -r "$here/run.py" "$here/harness" "$here/peers" "$folder"
find "$folder" -name __pycache__ -prune -exec rm -rf {} +
for file in "$here"/bin/* "$libraries"/libflodl.so "$libraries"/libflodl_runtime.so "$libraries"/libflodl_runtime_cuda.so; do
  [[ -e $file ]] || continue  # a build without CUDA has no CUDA half
  cp -L "$file" "$folder/bin"
  strip --strip-unneeded "$folder/bin/$(basename "$file")"
done

size_mib=$(du -sm "$folder" | cut -f1)
echo "pack.sh: $folder, $size_mib MiB"
((size_mib < limit_mib)) || {
  echo "pack.sh: larger than the $limit_mib MiB that such a machine takes; build for fewer models or one --cuda-arch" >&2
  exit 1
}
