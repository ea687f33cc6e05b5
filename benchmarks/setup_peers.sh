#!/usr/bin/env bash
# Makes the Python environment of the peers: ${FLODL_HOME:-~/.cache/flodl}/peers.
#
# PyTorch itself is not fetched again: the environment points at the libtorch folder that
# `tools/flodl setup` installed, which is the unpacked wheel. Only its Python needs are installed.
# Does nothing when the environment is complete. Prints the interpreter on the last line.
set -euo pipefail

home=${FLODL_HOME:-$HOME/.cache/flodl}
libtorch=${FLODL_LIBTORCH_SITE:-$home/libtorch-2.11.0}
venv=$home/peers

fail() { echo "setup_peers.sh: $*" >&2; exit 3; }

extension=$(compgen -G "$libtorch/torch/_C.cpython-*.so" | head -1) ||
  fail "expects PyTorch 2.11 in $libtorch, but found none; run \`tools/flodl setup\` first"
tag=${extension##*cpython-} # 311-x86_64-linux-gnu.so
version=${tag%%-*}          # 311
python=${PYTHON:-python3}
found=$("$python" -c 'import sys; print("%d%d" % sys.version_info[:2])') || fail "cannot run $python"
[ "$found" = "$version" ] ||
  fail "expects Python ${version:0:1}.${version:1} (what the installed wheel was built for), but got $found;" \
       "set PYTHON to an interpreter of that version"

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')

# libtorch_cuda of the wheel looks for NVIDIA's libraries beside itself; here they come from the
# system's CUDA and from `cuda-extra`, so python is started through a wrapper that says where.
cuda=${CUDA_HOME:-/usr/local/cuda}
extra=$(find "$libtorch/cuda-extra" -maxdepth 4 -type d -name lib 2>/dev/null | paste -sd: -)
cat >"$venv/bin/python-peers" <<WRAPPER
#!/bin/sh
# Written by benchmarks/setup_peers.sh.
export LD_LIBRARY_PATH="$libtorch/torch/lib:$cuda/lib64:$extra\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}"
exec "$venv/bin/python" "\$@"
WRAPPER
chmod +x "$venv/bin/python-peers"

if ! "$venv/bin/python" -c 'import filelock, typing_extensions, sympy, networkx, jinja2, fsspec, setuptools, numpy' \
  2>/dev/null; then
  rm -f "$site/libtorch.pth" # pip would complain about the needs of the wheel that are left out
  echo "setup_peers.sh: installing PyTorch's Python needs into $venv" >&2
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    filelock typing-extensions sympy networkx jinja2 fsspec 'setuptools<82' numpy >&2 ||
    fail "pip could not install PyTorch's Python needs (see above); is a package registry reachable?"
fi
echo "$libtorch" >"$site/libtorch.pth"
"$venv/bin/python-peers" -c 'import torch; assert torch.__version__.startswith("2.11"), torch.__version__' ||
  fail "PyTorch in $libtorch does not import (see above)"
echo "$venv/bin/python-peers"
