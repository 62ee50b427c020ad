"""Trains KENet(2, 2) with PyTorch by the recipe of bench/accuracy.kes: the peer of `npm run bench -- accuracy`.

    python3 bench/torch/train.py DATA [--depth 40] [--epochs 20] [--seeds 3] [--batch 64]

DATA is a folder in CIFAR-10's binary layout. Prints a line a seed and everything as JSON at the end.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

# Before torch loads: threads that wait must not spin where others need the processor.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch
from torch.nn import functional as F

from networks import BODIES, WRN, count

MEAN, DEVIATION = (0.4914, 0.4822, 0.4465), (0.247, 0.2435, 0.2616)
PAD, PICTURE = 4, 3 * 32 * 32
# At 8, 14 and 18 of 20 epochs; elsewhere in proportion, to the nearest step.
DROPS = (8 / 20, 14 / 20, 18 / 20)


def read(folder, names, first):
    """Bytes [count, 3, 32, 32] and labels [count]; `first`: only so many from the front."""
    bytes_ = b"".join((Path(folder) / name).read_bytes() for name in names)
    rows = np.frombuffer(bytes_, dtype=np.uint8).reshape(-1, 1 + PICTURE)[:first]
    if first is not None and len(rows) < first:
        sys.exit(f"{folder} has {len(rows)} pictures, not {first}")
    pictures = torch.from_numpy(rows[:, 1:].copy()).reshape(-1, 3, 32, 32)
    return pictures, torch.from_numpy(rows[:, 0].astype(np.int64))


def normalized(pictures):
    mean, deviation = (torch.tensor(numbers).reshape(1, 3, 1, 1) for numbers in (MEAN, DEVIATION))
    # The order in memory is for speed: about a quarter less time on a processor.
    return ((pictures.float() / 255 - mean) / deviation).contiguous(memory_format=torch.channels_last)


def augmented(pictures):
    """Each picture shifted by up to 4 pixels over black and mirrored every other time, drawn for each on its own."""
    padded = F.pad(pictures, (PAD, PAD, PAD, PAD))
    shifts = torch.randint(0, 2 * PAD + 1, (len(pictures), 2)).tolist()
    mirrored = (torch.rand(len(pictures)) < 0.5).tolist()
    cut = [padded[i, :, down : down + 32, right : right + 32] for i, (down, right) in enumerate(shifts)]
    return torch.stack([picture.flip(2) if flip else picture for picture, flip in zip(cut, mirrored)])


def error(network, pictures, labels):
    network.eval()
    with torch.no_grad():
        wrong = sum(
            (network(normalized(p)).argmax(1) != l).sum().item() for p, l in zip(pictures.split(100), labels.split(100))
        )
    return 100 * wrong / len(labels)


def train(seed, options, train_set, test_set):
    torch.manual_seed(seed)
    network = WRN(BODIES["KENet_2_2"], options.depth).to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
    pictures, labels = train_set
    steps = len(labels) // options.batch
    total = options.epochs * steps
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [round(part * total) for part in DROPS], 0.2)
    begun = time.time()
    for epoch in range(options.epochs):
        network.train()
        losses = 0.0
        for at in torch.randperm(len(labels)).split(options.batch)[:steps]:
            loss = F.cross_entropy(network(normalized(augmented(pictures[at]))), labels[at])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            losses += loss.item()
        if options.verbose:
            print(f"  epoch {epoch + 1}: loss {losses / steps:.4f}, {time.time() - begun:.0f} s", file=sys.stderr)
    found = error(network, *test_set)
    return {"seed": seed, "error": found, "loss": losses / steps, "params": count(network), "seconds": time.time() - begun}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("--depth", type=int, default=40)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--first", type=int, default=4000, help="pictures to train on")
    parser.add_argument("--test", type=int, default=1000, help="pictures to test on")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    train_set = read(options.data, [f"data_batch_{i}.bin" for i in range(1, 6)], options.first)
    test_set = read(options.data, ["test_batch.bin"], options.test)
    runs = []
    for seed in range(1, options.seeds + 1):
        runs.append(train(seed, options, train_set, test_set))
        print(f"seed {seed}: {runs[-1]['error']:.1f} % error, {runs[-1]['seconds']:.0f} s", flush=True)
    mean = sum(run["error"] for run in runs) / len(runs)
    recipe = {name: getattr(options, name) for name in ("depth", "epochs", "batch", "first", "test")}
    print(json.dumps({"torch": torch.__version__, **recipe, "mean": mean, "runs": runs}))


main()
