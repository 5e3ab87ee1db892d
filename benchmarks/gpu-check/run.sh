#!/bin/bash
# Runs the published program (beside this script, or in FOLDER) with the LibTorch of the installed PyTorch, or of TFNET_LIBTORCH.
# Without a GPU it says so and ends with 0. Usage: run.sh [FOLDER]     environment: TFNET_LIBTORCH, PYTHON=python3
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here}
[ -x "$folder/GpuCheck" ] || folder=$here/../../artifacts/gpu-check
if [ ! -x "$folder/GpuCheck" ]; then echo "run: no GpuCheck in $here: run publish.sh first" >&2; exit 2; fi
if [ -z "${TFNET_LIBTORCH:-}" ]; then
  TFNET_LIBTORCH=$("${PYTHON:-python3}" -c 'import torch; print(torch.__path__[0])')/lib || { echo "run: ${PYTHON:-python3} has no torch; set TFNET_LIBTORCH" >&2; exit 2; }
fi
export TFNET_LIBTORCH
exec "$folder/GpuCheck"
