"""Ten steps of PyTorch's optimizers on a few numbers with given gradients, in double precision.

    python3 bench/torch/optimizers.py > test/fixtures/torch-optimizers.json

Weights and gradients come from numbers_mixed.mixed: stream 0 the weights, 1 to 10 the gradients of the steps. Stored are the weights after
each step. `settings` are kes' names; the rate is halved after the fifth step, as a schedule would.
"""

import json

import torch

from numbers_mixed import mixed

COUNT, STEPS, RATE = 4, 10, 0.1

CASES = [
    ("sgd", {}),
    ("sgd", {"momentum": 0.9}),
    ("sgd", {"weight_decay": 0.05}),
    ("sgd", {"momentum": 0.9, "weight_decay": 0.05}),
    ("sgd", {"momentum": 0.9, "nesterov": True}),
    ("sgd", {"momentum": 0.9, "weight_decay": 0.05, "nesterov": True}),
    ("adam", {}),
    ("adam", {"weight_decay": 0.05}),
    ("adam", {"beta1": 0.8, "beta2": 0.99, "epsilon": 1e-3}),
    ("adamw", {}),
    ("adamw", {"weight_decay": 0.2, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-3}),
]
CLASSES = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW}


def to_torch(settings):
    rest = {name: value for name, value in settings.items() if name not in ("beta1", "beta2", "epsilon")}
    if "beta1" in settings:
        rest |= {"betas": (settings["beta1"], settings["beta2"]), "eps": settings["epsilon"]}
    return rest


def run(name, settings):
    weight = torch.from_numpy(mixed(0, COUNT)).requires_grad_()
    optimizer = CLASSES[name]([weight], lr=RATE, **to_torch(settings))
    weights = []
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = RATE if step < STEPS // 2 else RATE / 2
        weight.grad = torch.from_numpy(mixed(step + 1, COUNT))
        optimizer.step()
        weights.append(weight.tolist())
    return {"name": name, "settings": settings, "weights": weights}


cases = [run(*case) for case in CASES]
print(f'{{"torch": "{torch.__version__}", "rate": {RATE}, "count": {COUNT}, "cases": [')
print(",\n".join(json.dumps(case) for case in cases))
print("]}")
