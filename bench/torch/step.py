"""One training step of WRN-16-2 and KENet(2,2) in double precision: loss, gradients and running statistics.

    python3 bench/torch/step.py > test/fixtures/torch-step.json

Weights and pictures come from numbers_mixed.mixed, so nothing but the results is stored: of each variable the largest magnitude, the sum and
twelve entries, in the layout of kes (kernels [k, k, in / groups, out], dense [in, out]) and the order in which a forward pass meets them.
"""

import json
import math

import numpy as np
import torch
from torch.nn import functional as F

from networks import BODIES, WRN, variables
from numbers_mixed import mixed

BATCH = 8
ENTRIES = 12


def to_kes(kind, tensor):
    if kind == "kernel":
        return tensor.permute(2, 3, 1, 0)
    return tensor.t() if kind == "dense" else tensor


def from_kes(kind, values, tensor):
    if kind == "kernel":
        out, fan, k, l = tensor.shape
        return torch.from_numpy(values).reshape(k, l, fan, out).permute(3, 2, 0, 1)
    if kind == "dense":
        return torch.from_numpy(values).reshape(tensor.shape[1], tensor.shape[0]).t()
    return torch.from_numpy(values)


def weight(kind, at, tensor):
    v = mixed(at, tensor.numel())
    if kind == "kernel":
        out, _, k, l = tensor.shape
        return v * math.sqrt(6.0 / (out * k * l))
    if kind == "scale":
        return 1.0 + 0.2 * v
    if kind == "variance":
        return 1.0 + 0.1 * v
    if kind == "shift":
        # Far from relu's corner: near it a rounding decides whether a unit counts, and PyTorch's own float32 and float64 gradients
        # differ by up to 8 % (here by 0.03 %).
        return 0.2 * v + np.where(v < 0, -2.5, 2.5)
    if kind == "mean":
        return 0.2 * v
    return v * 0.1


def summary(kind, tensor):
    flat = to_kes(kind, tensor).reshape(-1)
    places = [round(i * (flat.numel() - 1) / (ENTRIES - 1)) for i in range(ENTRIES)]
    return {
        "kind": kind,
        "count": flat.numel(),
        "largest": flat.abs().max().item(),
        "sum": flat.sum().item(),
        "entries": [[place, flat[place].item()] for place in sorted(set(places))],
    }


def step(name, depth):
    network = WRN(BODIES[name], depth).double()
    every = list(variables(network))
    with torch.no_grad():
        for at, (kind, tensor) in enumerate(every):
            tensor.copy_(from_kes(kind, weight(kind, at, tensor), tensor))
    images = torch.from_numpy(mixed(10_000, BATCH * 32 * 32 * 3)).reshape(BATCH, 32, 32, 3).permute(0, 3, 1, 2)
    labels = torch.tensor([(3 * i) % 10 for i in range(BATCH)])
    network.train()
    loss = F.cross_entropy(network(images), labels)
    loss.backward()
    return {
        "network": name,
        "depth": depth,
        "loss": loss.item(),
        "variables": [summary(kind, tensor if tensor.grad is None else tensor.grad) for kind, tensor in every],
    }


torch.set_num_threads(2)
print(json.dumps({"torch": torch.__version__, "batch": BATCH, "steps": [step("WRN_40_2", 16), step("KENet_2_2", 16), step("KENet_2_2", 40)]}))
