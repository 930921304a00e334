"""A decoder driven by a code on MNIST digits in PyTorch, with the knobs of the figure on codes.

    python pytorch.py --code one-hot --steps 800
    python pytorch.py --code dense --size 2

Needs torch, numpy and torchvision, which fetches MNIST once.
The figure grows its own digits and draws its random numbers in its own way, so the numbers here are others, of the same
kind. It knows how far its digits lean; here the lean is measured on the image.
"""

import argparse
import math

import torch
from torch import nn
from torch.nn.functional import one_hot, softplus

SIDE = 28
PIXELS = SIDE * SIDE
CLASSES = 10


def settings():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--code", choices=["one-hot", "scaled", "dense"], default="dense")
    parser.add_argument("--size", type=int, default=8, help="numbers in a dense code")
    parser.add_argument("--digits", type=int, default=600, help="digits that are learnt and measured")
    parser.add_argument("--width", type=int, default=128, help="units of a hidden layer")
    parser.add_argument("--lr", type=float, default=3e-3, help="step size of Adam")
    parser.add_argument("--batch", type=int, default=50, help="images a step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=800)
    return parser.parse_args()


def mnist(count):
    from torchvision.datasets import MNIST

    data = MNIST("mnist", train=True, download=True)
    return data.data[:count].reshape(-1, PIXELS).float() / 255, data.targets[:count]


def lean(images):
    """Tangent of the angle by which ink leans to the right, from its moments: -mu11 / mu02."""
    down, across = torch.meshgrid(torch.arange(SIDE), torch.arange(SIDE), indexing="ij")
    share = images / images.sum(1, keepdim=True)
    x = across.flatten() - (share * across.flatten()).sum(1, keepdim=True)
    y = down.flatten() - (share * down.flatten()).sum(1, keepdim=True)
    return -(share * x * y).sum(1) / (share * y * y).sum(1)


def given_codes(code, images, labels):
    """One-hot classes; scaled, the one becomes 0.5 for the least lean of its class and 1.5 for the most."""
    codes = one_hot(labels, CLASSES).float()
    if code == "scaled":
        leans = lean(images)
        for digit in labels.unique():
            own = labels == digit
            low, high = leans[own].min(), leans[own].max()
            codes[own, digit] = 0.5 + (leans[own] - low) / (high - low).clamp(min=1e-12)
    return codes


def floor(images, labels):
    """Least error of a decoder that is told the class alone: the mean entropy of the class means, in nats."""
    means = torch.stack([images[labels == label].mean(0) for label in labels])
    return -(torch.xlogy(means, means) + torch.xlogy(1 - means, 1 - means)).sum(1).mean().item()


def dense(inputs, outputs):
    """A layer with weights and biases uniform within 1 / sqrt(inputs)."""
    layer = nn.Linear(inputs, outputs)
    limit = 1 / math.sqrt(inputs)
    nn.init.uniform_(layer.weight, -limit, limit)
    nn.init.uniform_(layer.bias, -limit, limit)
    return layer


class Codes(nn.Module):
    """A decoder, and an encoder before it where the code is dense."""

    def __init__(self, config, images):
        super().__init__()
        size = config.size if config.code == "dense" else CLASSES
        hidden = lambda inputs: nn.Sequential(dense(inputs, config.width), nn.ReLU())
        if config.code == "dense":
            self.encoder = nn.Sequential(hidden(PIXELS), dense(config.width, size))
        self.decoder = nn.Sequential(hidden(size), dense(config.width, PIXELS))
        ink = images.sum(0) + 0.5  # one image of middle grey counted in, so that all odds are finite
        with torch.no_grad():
            self.decoder[1].bias.copy_(torch.log(ink / (len(images) + 1 - ink)))

    def error(self, x, given):
        """-log p(x|z) of a Bernoulli decoder, [batch], in nats; and the code z."""
        z = self.encoder(x) if given is None else given
        logits = self.decoder(z)
        return (softplus(logits) - x * logits).sum(1), z


def batches(count, size):
    """Batches without end; every digit once an epoch, in a new order each time; what is left over is dropped."""
    while True:
        for rows in torch.randperm(count).split(size):
            if len(rows) == size:
                yield rows


def report(model, images, labels, given, step):
    with torch.no_grad():
        error, z = model.error(images, given)
        seven = (labels == 7).nonzero().flatten()[:2]
        first, second = torch.sigmoid(model.decoder(z[seven]))
        apart = ((first - second) ** 2).sum().item()
    print(f"step {step:5d}  error {error.mean().item():7.2f} nats  two sevens come back {apart:6.2f} apart")


def main():
    config = settings()
    torch.manual_seed(config.seed)
    images, labels = mnist(config.digits)
    given = None if config.code == "dense" else given_codes(config.code, images, labels)
    model = Codes(config, images)
    adam = torch.optim.Adam(model.parameters(), lr=config.lr, betas=(0.9, 0.999), eps=1e-8)
    print(f"best with the class alone: {floor(images, labels):.2f} nats")
    report(model, images, labels, given, 0)
    feed = batches(len(images), config.batch)
    for step in range(config.steps):
        rows = next(feed)
        error, _ = model.error(images[rows], None if given is None else given[rows])
        adam.zero_grad()
        error.mean().backward()
        adam.step()
        if (step + 1) % 100 == 0 or step + 1 == config.steps:
            report(model, images, labels, given, step + 1)


if __name__ == "__main__":
    main()
