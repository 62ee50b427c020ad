"""The networks of table 1 in PyTorch, written from the paper's text: the independent side of counts, steps and accuracies.

Works with Debian's python3-torch 1.13 and newer. Shapes are PyTorch's own (N, C, H, W).
"""

import math

import torch
from torch import nn
from torch.nn import functional as F


def conv(n, m, k=3, stride=1, groups=1):
    """k x k convolution without bias, padded by (k - 1) / 2; He normal, fan out."""
    layer = nn.Conv2d(n, m, k, stride, (k - 1) // 2, groups=groups, bias=False)
    nn.init.normal_(layer.weight, std=math.sqrt(2.0 / (m * k * k)))
    return layer


def norm_relu(n):
    return [nn.BatchNorm2d(n), nn.ReLU()]


def gconv(groups):
    """Grouped 3x3, then a pointwise convolution that mixes the groups; groups = 0: one group a channel."""
    return lambda n, m, stride: nn.Sequential(conv(n, n, 3, stride, groups or n), *norm_relu(n), conv(n, m, 1))


def plain(n, m, stride):
    return conv(n, m, 3, stride)


def twice(part):
    return lambda n, m, stride: nn.Sequential(part(n, m, stride), *norm_relu(m), part(m, m, 1))


def bottleneck(b, groups=1):
    """1x1 to m/b, 3x3, 1x1 back; the first two in groups."""
    return lambda n, m, stride: nn.Sequential(
        conv(n, m // b, 1, 1, groups),
        *norm_relu(m // b),
        conv(m // b, m // b, 3, stride, groups),
        *norm_relu(m // b),
        conv(m // b, m, 1),
    )


class Unit(nn.Module):
    """Pre-activation residual unit; the projection, where the width changes, starts from the activated input."""

    def __init__(self, body, n, m, stride):
        super().__init__()
        self.norm = nn.BatchNorm2d(n)
        self.body = body(n, m, stride)
        self.shortcut = None if n == m else conv(n, m, 1, stride)

    def forward(self, x):
        y = F.relu(self.norm(x))
        return self.body(y) + (x if self.shortcut is None else self.shortcut(y))


class WRN(nn.Module):
    def __init__(self, body, depth=40, width=2, classes=10):
        super().__init__()
        n = (depth - 4) // 6
        self.stem = conv(3, 16)
        groups, channels = [], 16
        for at, base in enumerate((16, 32, 64)):
            units = []
            for turn in range(n):
                units.append(Unit(body, channels, base * width, 2 if at > 0 and turn == 0 else 1))
                channels = base * width
            groups.append(nn.Sequential(*units))
        self.groups = nn.ModuleList(groups)
        self.norm = nn.BatchNorm2d(channels)
        self.dense = nn.Linear(channels, classes)
        limit = 1.0 / math.sqrt(channels)
        nn.init.uniform_(self.dense.weight, -limit, limit)
        nn.init.uniform_(self.dense.bias, -limit, limit)

    def forward(self, x):
        x = self.stem(x)
        for group in self.groups:
            x = group(x)
        return self.dense(F.relu(self.norm(x)).mean((2, 3)))


BODIES = {
    "WRN_40_2": twice(plain),
    "GConv_2": twice(gconv(2)),
    "GConv_4": twice(gconv(4)),
    "GConv_8": twice(gconv(8)),
    "GConv_16": twice(gconv(16)),
    "Bottleneck_2": bottleneck(2),
    "MobileNet": twice(gconv(0)),
    "KENet_2_2": bottleneck(2, 2),
    "KENet_4_2": bottleneck(2, 4),
    "KENet_8_2": bottleneck(2, 8),
    "KENet_16_2": bottleneck(2, 16),
}


def count(network):
    return sum(parameter.numel() for parameter in network.parameters())


def variables(network):
    """(kind, tensor) of every parameter and statistic in the order in which a forward pass meets its layer.

    kinds: kernel (out, in / groups, k, k), scale, shift, mean, variance, dense (out, in), bias.
    """
    met = []
    hooks = [
        module.register_forward_hook(lambda layer, _in, _out: met.append(layer))
        for module in network.modules()
        if isinstance(module, (nn.Conv2d, nn.BatchNorm2d, nn.Linear))
    ]
    was = network.training
    network.eval()
    with torch.no_grad():
        network(torch.zeros(1, 3, 32, 32, dtype=next(network.parameters()).dtype))
    network.train(was)
    for hook in hooks:
        hook.remove()
    for layer in met:
        if isinstance(layer, nn.Conv2d):
            yield "kernel", layer.weight
        elif isinstance(layer, nn.BatchNorm2d):
            yield "scale", layer.weight
            yield "shift", layer.bias
            yield "mean", layer.running_mean
            yield "variance", layer.running_var
        else:
            yield "dense", layer.weight
            yield "bias", layer.bias
