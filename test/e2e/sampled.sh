#!/usr/bin/env bash
# Compares models with random options compiled and eagerly: at -O0 to the bit, with optimisation within the bound of Values.h.
#
#   sampled.sh FOLDER GENERATOR_OPTIONS... -- FLODLC...     see sampled_models.py for the options
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$1
shift
options=()
while [ "$1" != -- ]; do
  options+=("$1")
  shift
done
shift
rm -rf "$folder"
failed=0
for source in $(python3 "$here/sampled_models.py" "$folder" "${options[@]}"); do
  program=${source%.cpp}
  # Models that nobody compiles again are not kept.
  compile=("$@" --device cpu --no-cache -I "$here/Inputs" "$source")
  "${compile[@]}" -o "$program.optimised"
  "${compile[@]}" -O0 -o "$program.plain"
  "$program.plain" --eager --save "$program.values"
  "$program.optimised" --compare "$program.values" || failed=1
  "$program.plain" --compare "$program.values" --bitwise || failed=1
done
exit $failed
