#!/bin/bash
# Publishes GpuCheck as a self-contained linux-x64 program without LibTorch's files: benchmarks/gpu-check/publish.sh [FOLDER]
# The folder can be copied to a machine that has neither .NET nor this repository. At most 40 MB.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$(mkdir -p "${1:-$root/artifacts/gpu-check}" && cd "${1:-$root/artifacts/gpu-check}" && pwd)
# A copy of the sources: publishing for one runtime would change restore results and lock files of the checkout.
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
tar -C "$root" --exclude=bin --exclude=obj -cf - src benchmarks/GpuCheck Directory.Build.props Directory.Build.targets Directory.Packages.props global.json .editorconfig | tar -C "$work" -xf -
dotnet publish "$work/benchmarks/GpuCheck" -c Release -r linux-x64 --self-contained -p:PublishTrimmed=true -p:PublishSingleFile=true \
  -p:TorchNative=false -p:RunAnalyzers=false -o "$out" -v q --nologo
cp "$root/benchmarks/gpu-check/run.sh" "$out/"
rm -f "$out"/*.pdb "$out"/*.xml
size=$(du -sm "$out" | cut -f1)
echo "$out: $size MB"
if [ "$size" -gt 40 ]; then echo "publish: more than 40 MB" >&2; exit 1; fi
