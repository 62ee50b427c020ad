"""Operations in PyTorch, in double precision: what they give and their gradients, each beside the kes text that must give the same.

    python3 bench/torch/ops.py > test/fixtures/torch-ops.json

Numbers that go in come from numbers_mixed.mixed and aren't stored. Arrays lie as kes lays them ([batch, height, width, channel], kernels
[height, width, input, channel]): the tensors that get gradients do, and are permuted for PyTorch on the way. Of each array that comes out are
stored its size, its largest magnitude, some entries, and a sum of all entries under mixed weights.
"""

import json

import torch
from torch.nn import functional as F
from torchvision.ops import nms, roi_align

from numbers_mixed import mixed

BATCH = 2
ENTRIES = 20
CHECK_STREAM, OUTPUT_STREAM = 901, 902


class Given:
    """What a case is computed from: the input of stream 0 and weights of streams 1, 2, … in the order in which kes makes them."""

    def __init__(self, sizes):
        self.leaves = []
        self.statistics = []
        self.x = self.leaf((BATCH, *sizes))

    def leaf(self, shape, offset=0.0, scale=1.0):
        count = torch.Size(shape).numel()
        at = len(self.leaves) + len(self.statistics)
        tensor = torch.from_numpy(offset + scale * mixed(at, count)).reshape(shape).requires_grad_()
        self.leaves.append(tensor)
        return tensor

    def statistic(self, channels, offset, scale):
        at = len(self.leaves) + len(self.statistics)
        tensor = torch.from_numpy(offset + scale * mixed(at, channels))
        self.statistics.append(tensor)
        return tensor

    @property
    def maps(self):
        return self.x.permute(0, 3, 1, 2)


def back(maps):
    return maps.permute(0, 2, 3, 1)


def conv(k, out, groups=1, pad=None, bias=False, **rest):
    """`pad`: [top, right, bottom, left]; default: half of the window's span."""

    def compute(given):
        rows, columns = (k, k) if isinstance(k, int) else k
        kernel = given.leaf((rows, columns, given.x.shape[3] // groups, out)).permute(3, 2, 0, 1)
        offset = given.leaf((out,)) if bias else None
        dilation = rest.get("dilation", 1)
        down, right = (dilation, dilation) if isinstance(dilation, int) else dilation
        half_rows, half_columns = down * (rows - 1) // 2, right * (columns - 1) // 2
        t, r, b, l = pad or (half_rows, half_columns, half_rows, half_columns)
        return back(F.conv2d(F.pad(given.maps, (l, r, t, b)), kernel, offset, groups=groups, **rest))

    return compute


def maps(function):
    return lambda given: back(function(given.maps))


def plain(function):
    return lambda given: function(given.x)


def batch_norm(training):
    def compute(given):
        channels = given.x.shape[3]
        scale, shift = given.leaf((channels,)), given.leaf((channels,))
        mean, variance = given.statistic(channels, 0.0, 1.0), given.statistic(channels, 1.0, 0.5)
        return back(F.batch_norm(given.maps, mean, variance, scale, shift, training, momentum=0.1, eps=1e-5))

    return compute


def dense(out):
    def compute(given):
        kernel, bias = given.leaf((given.x.shape[3], out)), given.leaf((out,))
        return F.linear(given.x.mean((1, 2)), kernel.t(), bias)

    return compute


def cross_entropy(given):
    logits = given.maps
    return F.cross_entropy(logits, logits.argmin(1), reduction="none")


# In parts of the map, x1 y1 x2 y2; the last two reach beyond it.
BOXES = [[0.1, 0.2, 0.7, 0.9], [0, 0, 1, 1], [0.33, 0.1, 0.44, 0.62], [-0.1, 0.5, 0.6, 1.2], [0.5, -0.4, 1.3, 0.3]]


def aligned(size, samples):
    def compute(given):
        height, width = given.x.shape[1:3]
        corners = torch.tensor(BOXES, dtype=torch.float64) * torch.tensor([width, height, width, height])
        found = roi_align(given.maps, [corners] * BATCH, size, sampling_ratio=samples, aligned=True)
        return back(found).reshape(BATCH, len(BOXES), size, size, -1)

    return compute


def centred(x):
    """Boxes of x's pixels, by x's channels: a centre and half an edge on each side."""
    centre, half = x[..., :2], 0.3 + 0.2 * x[..., 2:4]
    return torch.cat((centre - half, centre + half), 3)


def kept(threshold, count):
    """Which pixels' boxes stay: their numbers, -1 where fewer are left."""

    def compute(given):
        found = torch.full((BATCH, count), -1.0, dtype=torch.float64)
        for picture, (boxes, scores) in enumerate(zip(centred(given.x).flatten(1, 2), given.x[..., 4].flatten(1))):
            best = nms(boxes, scores, threshold)[:count]
            found[picture, : len(best)] = best.double()
        return found

    return compute


NMS = (
    "nms(concat([x[channel: 0..2] - 0.3 - 0.2 * x[channel: 2..4], x[channel: 0..2] + 0.3 + 0.2 * x[channel: 2..4]], along: channel)"
    " -> merge([height, width], into: anchor) -> rename(channel: coord),"
    " x[channel: 4] -> merge([height, width], into: anchor), over: anchor, iou: {}, count: {}, as: kept).index"
)

# kes; sizes of x: height, width, channel; PyTorch; whether as in training.
CASES = [
    ("x -> conv(3, 6)", (5, 6, 4), conv(3, 6)),
    ("x -> conv(1, 5, bias: true)", (5, 6, 4), conv(1, 5, bias=True)),
    ("x -> conv(3, 6, stride: 2)", (6, 7, 4), conv(3, 6, stride=2)),
    ("x -> conv(3, 6, groups: 2)", (5, 6, 4), conv(3, 6, groups=2)),
    ("x -> conv(3, 8, stride: 2, groups: 4)", (6, 5, 8), conv(3, 8, stride=2, groups=4)),
    ("x -> conv(3, 4, groups: 4)", (5, 6, 4), conv(3, 4, groups=4)),
    ("x -> conv(3, 8, stride: 2, groups: 4)", (7, 6, 4), conv(3, 8, stride=2, groups=4)),
    ("x -> conv(3, 3, dilation: 2)", (7, 8, 2), conv(3, 3, dilation=2)),
    ("x -> conv(3, 4, stride: 2, dilation: 2, groups: 2)", (9, 8, 4), conv(3, 4, stride=2, dilation=2, groups=2)),
    ("x -> conv(3, 3, dilation: [2, 1], stride: [1, 2])", (7, 8, 2), conv(3, 3, dilation=(2, 1), stride=(1, 2))),
    ("x -> conv([1, 5], 3)", (4, 7, 2), conv((1, 5), 3)),
    ("x -> conv([4, 2], 3, pad: [1, 0, 2, 1])", (5, 6, 2), conv((4, 2), 3, pad=(1, 0, 2, 1))),
    ("x -> conv(3, 3, pad: 0, stride: 3)", (8, 7, 2), conv(3, 3, pad=(0, 0, 0, 0), stride=3)),
    ("x -> conv(7, 2, stride: 2, bias: true)", (9, 9, 3), conv(7, 2, stride=2, bias=True)),
    ("x -> max_pool(2, stride: 2)", (6, 7, 3), maps(lambda x: F.max_pool2d(x, 2, 2))),
    ("x -> max_pool(3, stride: 2)", (6, 7, 3), maps(lambda x: F.max_pool2d(x, 3, 2, 1))),
    ("x -> max_pool(3, stride: 2, pad: 0, round: ceil)", (6, 8, 3), maps(lambda x: F.max_pool2d(x, 3, 2, 0, ceil_mode=True))),
    ("x -> max_pool(2, stride: 2, round: ceil)", (5, 7, 3), maps(lambda x: F.max_pool2d(x, 2, 2, ceil_mode=True))),
    ("x -> max_pool(2, stride: 3, pad: 1, round: ceil)", (5, 6, 3), maps(lambda x: F.max_pool2d(x, 2, 3, 1, ceil_mode=True))),
    ("x -> max_pool(3, stride: 1)", (5, 6, 3), maps(lambda x: F.max_pool2d(x, 3, 1, 1))),
    ("x -> max_pool([2, 3], stride: [1, 2])", (5, 6, 2), maps(lambda x: F.max_pool2d(x, (2, 3), (1, 2), (0, 1)))),
    ("x -> avg_pool(2, stride: 2)", (6, 7, 3), maps(lambda x: F.avg_pool2d(x, 2, 2))),
    ("x -> avg_pool(3, stride: 2)", (6, 7, 3), maps(lambda x: F.avg_pool2d(x, 3, 2, 1))),
    (
        "x -> avg_pool(3, stride: 2, count_pad: false)",
        (6, 7, 3),
        maps(lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False)),
    ),
    ("x -> avg_pool(3, stride: 2, pad: 0, round: ceil)", (6, 8, 3), maps(lambda x: F.avg_pool2d(x, 3, 2, 0, True))),
    ("x -> avg_pool(3, stride: 2, round: ceil)", (6, 8, 3), maps(lambda x: F.avg_pool2d(x, 3, 2, 1, True))),
    (
        "x -> avg_pool(3, stride: 2, round: ceil, count_pad: false)",
        (6, 8, 3),
        maps(lambda x: F.avg_pool2d(x, 3, 2, 1, True, count_include_pad=False)),
    ),
    ("x -> avg_pool(2, stride: 3, pad: 1, round: ceil)", (5, 6, 3), maps(lambda x: F.avg_pool2d(x, 2, 3, 1, True))),
    *[
        (
            f"x -> resize({h}, {w}, method: nearest)",
            (5, 6, 3),
            maps(lambda x, h=h, w=w: F.interpolate(x, (h, w), mode="nearest-exact")),
        )
        for h, w in [(10, 12), (7, 9), (3, 4), (5, 2)]
    ],
    *[
        (
            f"x -> resize({h}, {w})",
            (5, 6, 3),
            maps(lambda x, h=h, w=w: F.interpolate(x, (h, w), mode="bilinear", align_corners=False)),
        )
        for h, w in [(10, 12), (7, 9), (3, 4), (1, 2)]
    ],
    ("x -> batch_norm", (4, 5, 3), batch_norm(False)),
    ("x -> batch_norm", (4, 5, 3), batch_norm(True), True),
    ("x -> mean(over: [height, width]) -> dense(5)", (4, 5, 3), dense(5)),
    ("cross_entropy(x, argmax(-x, over: channel))", (3, 4, 5), cross_entropy),
    ("x -> gelu", (4, 5, 3), plain(F.gelu)),
    ("x -> leaky_relu(0.1)", (4, 5, 3), plain(lambda x: F.leaky_relu(x, 0.1))),
    ("4 * x -> relu6", (4, 5, 3), plain(lambda x: F.relu6(4 * x))),
    ("x -> sigmoid", (4, 5, 3), plain(torch.sigmoid)),
    ("x -> tanh", (4, 5, 3), plain(torch.tanh)),
    ("x -> softmax(over: channel)", (4, 5, 3), plain(lambda x: F.softmax(x, 3))),
    ("100 * x -> log_softmax(over: channel)", (4, 5, 3), plain(lambda x: F.log_softmax(100 * x, 3))),
    (
        "x -> softmax(over: [height, width])",
        (4, 5, 3),
        plain(lambda x: F.softmax(x.reshape(BATCH, 20, 3), 1).reshape(x.shape)),
    ),
    ("x -> normalize(over: channel)", (4, 5, 3), plain(lambda x: F.normalize(x, dim=3))),
    (
        "x -> normalize(over: [height, width])",
        (4, 5, 3),
        plain(lambda x: F.normalize(x.reshape(BATCH, 20, 3), dim=1).reshape(x.shape)),
    ),
    *[
        (f"roi_align(x, constant({BOXES}, axes: [box, coord]), {size}, samples: {samples})", (5, 7, 3), aligned(size, samples))
        for size, samples in [(3, 2), (2, 3), (7, 1)]
    ],
    (NMS.format(0.4, 8), (6, 7, 5), kept(0.4, 8)),
    (NMS.format(0.05, 20), (6, 7, 5), kept(0.05, 20)),
    ("x -> norm(over: [height, width])", (4, 5, 3), plain(lambda x: torch.linalg.vector_norm(x, dim=(1, 2)))),
]


def summary(tensor):
    flat = tensor.detach().reshape(-1)
    places = sorted({round(i * (flat.numel() - 1) / (ENTRIES - 1)) for i in range(ENTRIES)})
    return {
        "count": flat.numel(),
        "largest": flat.abs().max().item(),
        "check": (flat * torch.from_numpy(mixed(CHECK_STREAM, flat.numel()))).sum().item(),
        "entries": [[place, flat[place].item()] for place in places],
    }


def run(kes, sizes, compute, trains=False):
    given = Given(sizes)
    y = compute(given)
    weights = torch.from_numpy(mixed(OUTPUT_STREAM, y.numel())).reshape(y.shape)
    if y.requires_grad:
        (y * weights).sum().backward()
    return {
        "kes": kes,
        "sizes": sizes,
        "trains": trains,
        "output": summary(y),
        "gradients": [summary(leaf.grad) for leaf in given.leaves if leaf.grad is not None],
        "statistics": [summary(tensor) for tensor in given.statistics] if trains else [],
    }


cases = [run(*case) for case in CASES]
print(f'{{"torch": "{torch.__version__}", "batch": {BATCH}, "cases": [')
print(",\n".join(json.dumps(case) for case in cases))
print("]}")
