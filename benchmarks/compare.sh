#!/bin/bash
# Ours, the same LibTorch in stock fashion, and the installed peers, in turn, each in a process of its own; ratios at the end.
# Usage: benchmarks/compare.sh [network:batch ..]     environment: MODES="train predict" STEPS=4 ROUNDS=1 THREADS=(all) DEVICE=cpu DTYPE=float32 PYTHON=python3
set -eu
cd "$(dirname "$0")/.."
MODES=${MODES:-train predict} STEPS=${STEPS:-4} ROUNDS=${ROUNDS:-1} THREADS=${THREADS:-$(nproc)} DEVICE=${DEVICE:-cpu} DTYPE=${DTYPE:-float32} PYTHON=${PYTHON:-python3}
[ $# -gt 0 ] || set -- alexnet_v1:32 alexnet:32 mobilenet_v2:16 resnet50:8 vgg16:4 googlenet:16 vit_b16:4
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
dotnet build benchmarks/Throughput -c Release -v q --nologo >&2
dotnet build benchmarks/peers/OnnxRuntime -c Release -v q --nologo >&2
ours="dotnet benchmarks/Throughput/bin/Release/net10.0/Throughput.dll --steps $STEPS --threads $THREADS --device $DEVICE --no-dropout"
torch="$PYTHON benchmarks/peers/pytorch.py --steps $STEPS --threads $THREADS --device $DEVICE --dtype $DTYPE"
onnx="dotnet benchmarks/peers/OnnxRuntime/bin/Release/net10.0/OnnxPeer.dll"
has_torch=$($PYTHON -c 'import torch' 2>/dev/null && echo yes || echo no)
[ "$has_torch" = yes ] || echo "compare: $PYTHON has no torch: PyTorch and ONNX Runtime are left out" >&2
run() { # a peer that cannot run a network says so and is left out
  if ! "$@" 2>"$work/error" >>"$work/lines"; then echo "compare: $1 .. $network $mode: $(tail -1 "$work/error")" >&2; fi
}
for round in $(seq "$ROUNDS"); do
  for item in "$@"; do
    network=${item%:*} batch=${item#*:}
    for mode in $MODES; do
      common="--network $network --mode $mode --batch $batch"
      run $ours $common --dtype "$DTYPE"
      run $ours $common --stock
      [ "$has_torch" = yes ] || continue
      run $torch $common
      [ "$DEVICE" = cpu ] && run $torch $common --layout nhwc
      if [ "$mode" = predict ] && [ "$DEVICE" = cpu ]; then
        [ -f "$work/$network.onnx" ] || $torch --network "$network" --batch "$batch" --export "$work/$network.onnx" >/dev/null 2>"$work/error" || true
        [ -f "$work/$network.onnx" ] && run $onnx "$work/$network.onnx" "$network" "$batch" 224 "$STEPS" "$THREADS"
      fi
    done
  done
done
cat "$work/lines"
$PYTHON benchmarks/peers/ratios.py "$work/lines"
