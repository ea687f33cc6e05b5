"""Modules and losses with random literal options, as C++ text, for sampled_models.py."""
import math

MODULES, LOSSES = {}, {}


class Piece:
    """A module's construction for an input shape: its text, the shape it gives, and inputs for its ports."""

    def __init__(self, text, shape, ports=(), integers=0):
        self.text, self.shape = text, shape
        self.ports = ports  # shapes, in the order of the ports
        self.integers = integers  # the input holds integers below this


class Entry:
    """`build(r, shape)` gives a Piece, or None where the shape does not fit; `ranks` are those it takes."""

    def __init__(self, name, build, ranks, draw):
        self.name, self.build, self.ranks, self.draw = name, build, ranks, draw

    def shape(self, r):
        """A random input shape: the batch, then sizes."""
        return self.draw(r) if self.draw else ["batch"] + [r.randint(1, 6) for _ in range(r.choice(self.ranks) - 1)]


def module(*names, ranks, draw=None):
    def register(build):
        for name in names:
            MODULES[name] = Entry(name, lambda r, shape, name=name: build(r, shape, name), ranks, draw)
        return build

    return register


def number(r, low, high):
    return repr(round(r.uniform(low, high), 3))


def flag(r, probability=0.5):
    return r.random() < probability


def text(value):
    return "true" if value is True else "false" if value is False else str(value)


def options(**fields):
    """Designated initialisers of what is not None, as ", {.a = 1}"; nothing without any."""
    parts = [f".{name} = {text(value)}" for name, value in fields.items() if value is not None]
    return ", {" + ", ".join(parts) + "}" if parts else ""


def size(values):
    return str(values[0]) if len(set(values)) == 1 else "{" + ", ".join(map(str, values)) + "}"


def sizes(r, count, low, high):
    return [r.randint(low, high) for _ in range(count)] if flag(r) else [r.randint(low, high)] * count


def image(rank):
    """Batch, channels, and extents of `rank` dimensions."""
    return lambda r: ["batch", r.randint(1, 6)] + [r.randint(3, 7 if rank < 3 else 5) for _ in range(rank)]


def elements(shape):
    return math.prod(shape[1:])


# ---- element by element, and along a dimension

ANY = (2, 3, 4)


@module("Identity", "ReLU", "SiLU", "Sigmoid", "Tanh", "SELU", "Mish", "Hardswish", "Hardsigmoid", "ReLU6", "LogSigmoid",
        "Softsign", "Tanhshrink", ranks=ANY)
def plain(r, shape, name):
    return Piece(f"{name}()", shape)


@module("GELU", ranks=ANY)
def gelu(r, shape, _):
    return Piece(f"GELU({r.choice(['', 'GELU::Tanh', 'GELU::Exact'])})", shape)


@module("LeakyReLU", "ELU", "CELU", "Dropout", "AlphaDropout", "Dropout2d", ranks=ANY)
def one_number(r, shape, name):
    low, high = {"LeakyReLU": (-0.5, 1.5), "ELU": (0.1, 2), "CELU": (0.2, 2)}.get(name, (0, 0.9))
    return Piece(f"{name}({number(r, low, high)})", shape)


@module("Softplus", ranks=ANY)
def softplus(r, shape, _):
    return Piece(f"Softplus({number(r, 0.2, 4)}, {number(r, 1, 25)})", shape)


@module("Hardtanh", ranks=ANY)
def hardtanh(r, shape, _):
    return Piece(f"Hardtanh({number(r, -1, -0.1)}, {number(r, 0.1, 1)})", shape)


@module("Threshold", ranks=ANY)
def threshold(r, shape, _):
    return Piece(f"Threshold({number(r, 0.05, 0.6)}, {number(r, -3, 3)})", shape)


@module("PReLU", ranks=ANY)
def prelu(r, shape, _):
    return Piece(f"PReLU({shape[1] if flag(r) else 1}, {number(r, -1, 1)})", shape)


@module("Softmax", "LogSoftmax", ranks=ANY)
def softmax(r, shape, name):
    return Piece(f"{name}({r.choice(range(-len(shape), len(shape)))})", shape)


@module("GLU", ranks=ANY)
def glu(r, shape, _):
    even = [dim for dim in range(1, len(shape)) if shape[dim] % 2 == 0]
    if not even:
        return None
    dim = r.choice(even)
    halved = shape[:dim] + [shape[dim] // 2] + shape[dim + 1:]
    return Piece(f"GLU({r.choice([dim, dim - len(shape)])})", halved)


@module("Flatten", ranks=ANY)
def flatten(r, shape, _):
    start = r.randint(1, len(shape) - 1)
    end = r.randint(start, len(shape) - 1)
    merged = shape[:start] + [math.prod(shape[start:end + 1])] + shape[end + 1:]
    return Piece(f"Flatten({start}, {r.choice([end, end - len(shape)])})", merged)


@module("Reshape", ranks=ANY)
def reshape(r, shape, _):
    divisors = [n for n in range(1, elements(shape) + 1) if elements(shape) % n == 0]
    rows = r.choice(divisors)
    given = [rows, -1] if flag(r) else [rows, elements(shape) // rows]
    return Piece('Reshape({"batch", %d, %d})' % tuple(given), ["batch", rows, elements(shape) // rows])


# ---- affine maps, tables and normalisations


# An affine map of one feature and one row: libtorch's gradient of the row has the factors of its product swapped, which its
# library rounds in another way. So affine maps have two features or more.


@module("Linear", ranks=ANY)
def linear(r, shape, _):
    if shape[-1] < 2:
        return None
    out = r.randint(1, 9)
    return Piece(f"Linear({shape[-1]}, {out}{options(bias=r.choice([None, True, False]))})", shape[:-1] + [out])


@module("Bilinear", ranks=(2, 3))
def bilinear(r, shape, _):
    second, out = r.randint(1, 5), r.randint(1, 5)
    return Piece(f"Bilinear({shape[-1]}, {second}, {out}{options(bias=r.choice([None, False]))})", shape[:-1] + [out],
                 [shape[:-1] + [second]])


@module("Embedding", ranks=())
def embedding(r, shape, _):
    rows, dim = r.randint(1, 8), r.randint(1, 6)
    padding = r.randrange(rows) if flag(r) else None
    return Piece(f"Embedding({rows}, {dim}{options(padding_idx=padding)})", shape + [dim], integers=rows)


@module("EmbeddingBag", ranks=())
def embedding_bag(r, shape, _):
    rows, dim = r.randint(1, 8), r.randint(1, 6)
    mode = r.choice([None, "BagMode::Sum", "BagMode::Mean", "BagMode::Max"])
    return Piece(f"EmbeddingBag({rows}, {dim}{options(mode=mode)})", shape[:1] + [dim], integers=rows)


MODULES["Embedding"].draw = lambda r: ["batch"] + [r.randint(1, 4) for _ in range(r.randint(0, 2))]
MODULES["EmbeddingBag"].draw = lambda r: ["batch", r.randint(1, 5)]


def eps(r):
    """Normalisations enlarge the rounding errors before them by up to 1/sqrt(eps), three times here."""
    return number(r, 0.1, 0.5)


@module("BatchNorm", "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", ranks=(2, 3, 4, 5))
def batch_norm(r, shape, name):
    if {"BatchNorm1d": len(shape) in (2, 3), "BatchNorm2d": len(shape) == 4, "BatchNorm3d": len(shape) == 5}.get(name, True):
        return Piece(f"{name}({shape[1]}" + options(eps=eps(r), momentum=number(r, 0, 1) if flag(r) else None,
                                                    affine=r.choice([None, False]),
                                                    track_running_stats=r.choice([None, False])) + ")", shape)


@module("InstanceNorm", "InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d", ranks=(3, 4, 5))
def instance_norm(r, shape, name):
    if math.prod(shape[2:]) > 1 and (name == "InstanceNorm" or len(shape) == int(name[-2]) + 2):
        return Piece(f"{name}({shape[1]}{options(eps=eps(r), affine=r.choice([None, True]))})", shape)


@module("GroupNorm", ranks=(2, 3, 4))
def group_norm(r, shape, _):
    groups = r.choice([n for n in range(1, shape[1] + 1) if shape[1] % n == 0])
    return Piece(f"GroupNorm({groups}, {shape[1]}{options(eps=eps(r), affine=r.choice([None, False]))})", shape)


@module("LayerNorm", "RMSNorm", ranks=ANY)
def layer_norm(r, shape, name):
    last = shape[-r.randint(1, len(shape) - 1):]
    given = str(last[0]) if len(last) == 1 else "std::vector<int64_t>{" + ", ".join(map(str, last)) + "}"
    bias = r.choice([None, False]) if name == "LayerNorm" else None
    return Piece(f"{name}({given}{options(eps=eps(r), elementwise_affine=r.choice([None, False]), bias=bias)})", shape)


# ---- windows over images


def window(shape, kernel, stride, padding, dilation, ceil=False):
    """Extents of the result, or None where the window does not fit."""
    result = []
    for n, k, s, p, d in zip(shape[2:], kernel, stride, padding, dilation):
        free = n + 2 * p - d * (k - 1) - 1
        if free < 0:
            return None
        count = free // s + 1
        if ceil and (count - 1) * s < free and count * s < n + p:
            count += 1
        result.append(count)
    return result


def convolution(r, shape, name):
    rank = int(name[-2])
    groups = r.choice([n for n in range(1, shape[1] + 1) if shape[1] % n == 0])
    out = groups * r.randint(1, 3)
    kernel, stride = sizes(r, rank, 1, 3), sizes(r, rank, 1, 2)
    padding, dilation = sizes(r, rank, 0, 2), sizes(r, rank, 1, 2)
    extents = window(shape, kernel, stride, padding, dilation)
    if extents:
        given = options(stride=size(stride), padding=size(padding), dilation=size(dilation), groups=groups, bias=r.choice([None, False]))
        return Piece(f"{name}({shape[1]}, {out}, {size(kernel)}{given})", ["batch", out] + extents)


def transposed(r, shape, name):
    rank = int(name[-2])
    groups = r.choice([n for n in range(1, shape[1] + 1) if shape[1] % n == 0])
    out = groups * r.randint(1, 2)
    kernel, stride, dilation = sizes(r, rank, 1, 3), sizes(r, rank, 1, 2), sizes(r, rank, 1, 2)
    output = [r.randrange(max(s, d)) for s, d in zip(stride, dilation)]
    padding = [r.randint(0, d * (k - 1) // 2) for k, d in zip(kernel, dilation)]
    extents = [(n - 1) * s - 2 * p + d * (k - 1) + o + 1
               for n, s, p, d, k, o in zip(shape[2:], stride, padding, dilation, kernel, output)]
    given = options(stride=size(stride), padding=size(padding), output_padding=size(output), dilation=size(dilation),
                    groups=groups, bias=r.choice([None, False]))
    return Piece(f"{name}({shape[1]}, {out}, {size(kernel)}{given})", ["batch", out] + extents)


def pool(r, shape, name):
    rank, maximum = int(name[-2]), name.startswith("Max")
    kernel = sizes(r, rank, 1, 3)
    stride = sizes(r, rank, 1, 3) if flag(r) else None
    padding = [r.randint(0, k // 2) for k in kernel]
    dilation = sizes(r, rank, 1, 2) if maximum else [1] * rank
    ceil = flag(r)
    extents = window(shape, kernel, stride or kernel, padding, dilation, ceil)
    too_small = any(n < d for n, d in zip(shape[2:], dilation)) or (not maximum and rank == 3 and any(n < k for n, k in zip(shape[2:], kernel)))
    if extents and not too_small:
        given = options(stride=stride and size(stride), padding=size(padding), dilation=size(dilation) if maximum else None,
                        ceil_mode=ceil or None, count_include_pad=None if maximum else r.choice([None, False]))
        return Piece(f"{name}({size(kernel)}{given})", shape[:2] + extents)


def adaptive(r, shape, name):
    given = sizes(r, int(name[-2]), 1, 4)
    return Piece(f"{name}({size(given)})", shape[:2] + given)


for _rank in (1, 2, 3):
    for _name, _build in (("Conv", convolution), ("ConvTranspose", transposed), ("MaxPool", pool), ("AvgPool", pool),
                          ("AdaptiveAvgPool", adaptive), ("AdaptiveMaxPool", adaptive)):
        module(f"{_name}{_rank}d", ranks=(_rank + 2,), draw=image(_rank))(_build)
for _name in ("BatchNorm2d", "InstanceNorm2d"):
    MODULES[_name].draw = image(2)
for _name in ("BatchNorm3d", "InstanceNorm3d"):
    MODULES[_name].draw = image(3)
MODULES["InstanceNorm1d"].draw = image(1)


@module("PixelShuffle", ranks=(4,), draw=lambda r: ["batch", r.choice([4, 8, 9]), r.randint(1, 4), r.randint(1, 4)])
def pixel_shuffle(r, shape, _):
    n = r.choice([n for n in (1, 2, 3) if shape[1] % (n * n) == 0])
    return Piece(f"PixelShuffle({n})", ["batch", shape[1] // (n * n), shape[2] * n, shape[3] * n])


@module("PixelUnshuffle", ranks=(4,), draw=lambda r: ["batch", r.randint(1, 3), r.choice([2, 4, 6]), r.choice([2, 4, 6])])
def pixel_unshuffle(r, shape, _):
    n = r.choice([n for n in (1, 2, 3) if shape[2] % n == 0 and shape[3] % n == 0])
    return Piece(f"PixelUnshuffle({n})", ["batch", shape[1] * n * n, shape[2] // n, shape[3] // n])


@module("Upsample", ranks=(3, 4, 5))
def upsample(r, shape, _):
    mode = r.choice({3: ["Nearest", "Linear"], 4: ["Nearest", "Bilinear", "Bicubic"], 5: ["Nearest", "Trilinear"]}[len(shape)])
    corners = True if mode != "Nearest" and flag(r) else None
    if flag(r):
        factor = r.randint(1, 3)
        extents, given = [n * factor for n in shape[2:]], {"scale_factor": factor}
    else:
        extents = [r.randint(1, 7) for _ in shape[2:]]
        given = {"size": "{" + ", ".join(map(str, extents)) + "}"}
    fields = options(**given, mode=f"Interpolation::{mode}", align_corners=corners).removeprefix(", ")
    return Piece(f"Upsample({fields})", shape[:2] + extents)


def patches(r):
    return sizes(r, 2, 1, 3), sizes(r, 2, 1, 2), sizes(r, 2, 0, 2), sizes(r, 2, 1, 3)


@module("Unfold", ranks=(4,), draw=image(2))
def unfold(r, shape, _):
    kernel, dilation, padding, stride = patches(r)
    extents = window(shape, kernel, stride, padding, dilation)
    if extents:
        return Piece(f"Unfold({size(kernel)}{options(dilation=size(dilation), padding=size(padding), stride=size(stride))})",
                     ["batch", shape[1] * math.prod(kernel), math.prod(extents)])


@module("Fold", ranks=())
def fold(r, shape, _):
    return FOLDS[tuple(shape)](r)


FOLDS = {}


def fold_shape(r):
    """The columns that fit the options, which are drawn with them."""
    while True:
        kernel, dilation, padding, stride = patches(r)
        channels, output = r.randint(1, 3), [r.randint(3, 6), r.randint(3, 6)]
        extents = window(["batch", channels] + output, kernel, stride, padding, dilation)
        if extents:
            break
    shape = ["batch", channels * math.prod(kernel), math.prod(extents)]
    given = options(dilation=size(dilation), padding=size(padding), stride=size(stride))
    two = lambda values: "{" + ", ".join(map(str, values)) + "}"
    FOLDS[tuple(shape)] = lambda r: Piece(f"Fold({two(output)}, {two(kernel)}{given})", ["batch", channels] + output)
    return shape


MODULES["Fold"].draw = fold_shape


@module("GaussianBlur", ranks=(4,), draw=image(2))
def blur(r, shape, _):
    return Piece(f"GaussianBlur({number(r, 0.3, 1.2)})", shape)


@module("ZeroPad2d", "ReflectionPad2d", "ReplicationPad2d", ranks=(4,), draw=image(2))
def padding(r, shape, name):
    left, right, top, bottom = (r.randint(0, 2) for _ in range(4))
    if name == "ReflectionPad2d" and (max(left, right) >= shape[3] or max(top, bottom) >= shape[2]):
        return None
    given = str(left) if left == right == top == bottom else f"{{{left}, {right}, {top}, {bottom}}}"
    return Piece(f"{name}({given})", shape[:2] + [shape[2] + top + bottom, shape[3] + left + right])


# ---- sequences


def nonlinearity(r, name):
    return r.choice([None, "Nonlinearity::Relu"]) if name.startswith("RNN") else None


@module("RNNCell", "GRUCell", "LSTMCell", ranks=(2,))
def cell(r, shape, name):
    if shape[1] < 2:
        return None
    hidden = r.randint(2, 5)
    states = (2 if name == "LSTMCell" else 1) if flag(r) else 0
    given = options(bias=r.choice([None, False]), nonlinearity=nonlinearity(r, name))
    return Piece(f"{name}({shape[1]}, {hidden}{given})", ["batch", hidden], [["batch", hidden]] * states)


@module("RNN", "GRU", "LSTM", ranks=(3,))
def sequence(r, shape, name):
    hidden, layers, first = r.randint(1, 4), r.randint(1, 2), flag(r)
    states = (2 if name == "LSTM" else 1) if flag(r) else 0
    both = 2 if flag(r, 0.3) else 1
    given = options(num_layers=layers, nonlinearity=nonlinearity(r, name), bias=r.choice([None, False]), batch_first=first or None,
                    bidirectional=True if both == 2 else None)
    state = [layers * both, "batch" if first else shape[1], hidden]
    return Piece(f"{name}({shape[2]}, {hidden}{given})", shape[:2] + [hidden * both], [state] * states)


@module("MultiheadAttention", ranks=(3,))
def attention(r, shape, _):
    embed = shape[2]
    if embed < 2:
        return None
    heads = r.choice([n for n in range(1, embed + 1) if embed % n == 0])
    given = options(dropout=r.choice([None, "0.3"]), bias=r.choice([None, False]))
    keys, ports = r.randint(1, 5), []
    if flag(r):
        ports = [["batch", keys, embed]] * 2 + ([[shape[1], keys]] if flag(r) else [])
    return Piece(f"MultiheadAttention({embed}, {heads}{given})", shape, ports)


# ---- losses: of y, an affine map's result [batch, 4], and a target t


def loss(name, classes=False):
    def register(build):
        LOSSES[name] = (build, classes)
        return build

    return register


def reduction(r):
    """A reduction and how its result becomes a small number."""
    word, after = r.choice([("Mean", ""), ("Sum", " * 0.05"), ("None", ".mean()")])
    return f"Reduction::{word}", after


def with_options(name, operands, after, **fields):
    return f"{name}({operands}{options(**fields)}){after}"


@loss("mse_loss")
@loss("l1_loss")
def _pair(r, name):
    word, after = reduction(r)
    return f"{name}(y, t, {word}){after}"


@loss("smooth_l1_loss")
def _smooth(r, name):
    word, after = reduction(r)
    return with_options(name, "y, t", after, beta=number(r, 0.1, 1.5), reduction=word)


@loss("bce_loss")
def _bce(r, name):
    word, after = reduction(r)
    return with_options(name, "sigmoid(y), sigmoid(t)", after, weight=r.choice([None, "abs(t)"]), reduction=word)


@loss("bce_with_logits_loss")
def _logits(r, name):
    word, after = reduction(r)
    return with_options(name, "y, sigmoid(t)", after, weight=r.choice([None, "abs(t)"]), pos_weight=r.choice([None, "abs(t) + 0.5"]),
                        reduction=word)


@loss("kl_div_loss")
def _divergence(r, name):
    word, after = r.choice([reduction(r), ("Reduction::BatchMean", "")])
    logarithms = flag(r)
    return with_options(name, f"log_softmax(y, 1), {'log_softmax' if logarithms else 'softmax'}(t, 1)", after, reduction=word,
                        log_target=logarithms or None)


@loss("poisson_nll_loss")
def _poisson(r, name):
    word, after = reduction(r)
    logarithm = flag(r)
    return with_options(name, f"{'y' if logarithm else 'sigmoid(y)'}, abs(t) * 3", after, log_input=None if logarithm else False,
                        full=r.choice([None, True]), eps=number(r, 0.001, 0.1), reduction=word)


@loss("triplet_margin_loss")
def _triplet(r, name):
    word, after = reduction(r)
    return with_options(name, "y, t, t * y", after, margin=number(r, 0.2, 2), p=r.choice([None, 1, 3]), eps="1e-3",
                        swap=r.choice([None, True]), reduction=word)


@loss("cosine_embedding_loss")
def _cosine(r, name):
    word, after = reduction(r)
    return with_options(name, "y, t, sign(t.select(1, 0))", after, margin=number(r, -0.5, 0.9), reduction=word)


@loss("hinge_embedding_loss")
def _hinge(r, name):
    word, after = reduction(r)
    return with_options(name, "y, sign(t)", after, margin=number(r, 0.2, 2), reduction=word)


@loss("margin_ranking_loss")
def _ranking(r, name):
    word, after = reduction(r)
    return with_options(name, "y, t, sign(t)", after, margin=number(r, 0.05, 1), reduction=word)


@loss("cross_entropy_loss", classes=True)
def _cross_entropy(r, name):
    word, after = reduction(r)
    return with_options(name, "y, t", after, label_smoothing=r.choice([None, number(r, 0.05, 0.5)]), reduction=word,
                        weight=r.choice([None, "classFactors(y)"]))


@loss("nll_loss", classes=True)
def _nll(r, name):
    word, after = reduction(r)
    return with_options(name, "log_softmax(y, 1), t", after, weight=r.choice([None, "classFactors(y)"]), reduction=word)


@loss("focal_loss", classes=True)
def _focal(r, name):
    word, after = reduction(r)
    return with_options(name, "y, t", after, alpha=number(r, 0.1, 1), gamma=number(r, 1, 3), reduction=word)
