#!/usr/bin/env python3
"""Throughput of the installed PyTorch: same networks, batches, loss and optimizer, the same JSON lines as benchmarks/Throughput.

--layout nchw is the script a user writes; nhwc is channels-last. --export FILE writes the network as ONNX and ends.
"""
import argparse
import json
import time

import torch
import torch.nn.functional as F

import networks


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--network", default="alexnet_v1")
    p.add_argument("--mode", default="train")
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--size", type=int, default=224)
    p.add_argument("--dtype", choices=["float32", "bfloat16"], default="float32")
    p.add_argument("--device", choices=["cpu", "gpu"], default="cpu")
    p.add_argument("--layout", choices=["nchw", "nhwc"], default="nchw")
    p.add_argument("--steps", type=int, default=8)
    p.add_argument("--threads", type=int, default=0)
    p.add_argument("--export")
    a = p.parse_args()
    if a.threads:
        torch.set_num_threads(a.threads)
    torch.manual_seed(1)
    for name in a.network.split(","):
        if a.export:
            torch.onnx.export(networks.build(name).eval(), torch.rand(a.batch, 3, a.size, a.size), a.export, input_names=["x"])
        else:
            for mode in a.mode.split(","):
                print(json.dumps(measure(a, name, mode)), flush=True)


def measure(a, name, mode):
    device = torch.device("cuda" if a.device == "gpu" else "cpu")
    layout = torch.channels_last if a.layout == "nhwc" else torch.contiguous_format
    model = networks.build(name).to(device, memory_format=layout).train(mode == "train")
    x = torch.rand(a.batch, 3, a.size, a.size, device=device).to(memory_format=layout)
    y = torch.randint(0, 1000, (a.batch,), device=device)
    optimizer = torch.optim.Adam(model.parameters())
    mixed = torch.autocast("cuda" if a.device == "gpu" else "cpu", dtype=torch.bfloat16, enabled=a.dtype == "bfloat16")

    def train():
        optimizer.zero_grad(set_to_none=True)
        with mixed:
            loss = F.cross_entropy(model(x).float(), y)
        loss.backward()
        optimizer.step()
        return loss

    def predict():
        with torch.no_grad(), mixed:
            return model(x).float().softmax(1)

    step = train if mode == "train" else predict
    inner = 10 if a.device == "gpu" else 1

    def timed():
        start = time.perf_counter()
        for _ in range(inner):
            last = step()
        last.flatten()[0].item()
        return (time.perf_counter() - start) / inner

    for _ in range(2):
        timed()
    best = min(timed() for _ in range(a.steps))
    return {"engine": f"pytorch-{torch.__version__}-{a.layout}", "network": name, "mode": mode, "batch": a.batch, "size": a.size, "dtype": a.dtype,
            "device": a.device, "img_per_s": round(a.batch / best, 2), "ms_per_step": round(best * 1000, 3)}


if __name__ == "__main__":
    main()
