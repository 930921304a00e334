"""An autoencoder of MNIST digits in PyTorch beside PCA, with the knobs of the figure on both.

    python pytorch.py --k 8
    python pytorch.py --linear yes --k 6 --lr 0.01

Needs torch, numpy and torchvision, which fetches MNIST once.
The figure grows its own digits and draws its random numbers in its own way, so the numbers here are others, of the same
kind.
"""

import argparse
import math

import torch
from torch import nn

PIXELS = 784


def settings():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--k", type=int, default=8, help="numbers in the code")
    parser.add_argument("--linear", choices=["yes", "no"], default="no", help="without hidden layers")
    parser.add_argument("--width", type=int, default=128, help="units of a hidden layer")
    parser.add_argument("--depth", type=int, default=1, help="hidden layers on either side")
    parser.add_argument("--tied", choices=["yes", "no"], default="no", help="the decoder has the encoder's weights")
    parser.add_argument("--lr", type=float, default=3e-3, help="step size of Adam")
    parser.add_argument("--falls", type=int, default=1000, help="steps over which it falls to 0; 0 lets it stay")
    parser.add_argument("--batch", type=int, default=128, help="images a step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=1000)
    return parser.parse_args()


def mnist():
    from torchvision.datasets import MNIST

    images = MNIST("mnist", train=True, download=True).data[:8500].reshape(-1, PIXELS).float() / 255
    return images[:8000], images[8000:]


def dense(inputs, outputs):
    """A layer with weights and biases uniform within 1 / sqrt(inputs)."""
    layer = nn.Linear(inputs, outputs)
    limit = 1 / math.sqrt(inputs)
    nn.init.uniform_(layer.weight, -limit, limit)
    nn.init.uniform_(layer.bias, -limit, limit)
    return layer


class Autoencoder(nn.Module):
    """784 - width ... - k - width ... - 784 with rectified hidden layers, or 784 - k - 784."""

    def __init__(self, config, mean):
        super().__init__()
        linear = config.linear == "yes"
        sizes = [PIXELS, config.k] if linear else [PIXELS, *[config.width] * config.depth, config.k]
        self.encoder = nn.ModuleList(map(dense, sizes[:-1], sizes[1:]))
        self.decoder = nn.ModuleList(map(dense, sizes[:0:-1], sizes[-2::-1]))
        self.tied = config.tied == "yes"
        if self.tied:
            for layer in self.decoder:
                del layer.weight
        with torch.no_grad():
            self.decoder[-1].bias.copy_(mean)
            if linear and self.tied:
                self.encoder[0].weight.copy_(torch.linalg.qr(self.encoder[0].weight.T)[0].T)
            if linear:  # codes begin with mean 0
                self.encoder[0].bias.copy_(-self.encoder[0].weight @ mean)

    def error(self, x):
        """Squared distance of each image from what comes back, [batch]."""
        return ((x - self.through(self.weights(), self.decoder, self.through(None, self.encoder, x))) ** 2).sum(1)

    def weights(self):
        """Of each layer of the decoder, as nn.Linear has them: [outputs, inputs]."""
        if self.tied:
            return [layer.weight.T for layer in reversed(self.encoder)]
        return [layer.weight for layer in self.decoder]

    def through(self, weights, layers, x):
        """Rectified layers, the last one linear; with these weights, or their own."""
        weights = weights or [layer.weight for layer in layers]
        for at, (weight, layer) in enumerate(zip(weights, layers)):
            x = nn.functional.linear(x, weight, layer.bias)
            x = x.relu() if at < len(layers) - 1 else x
        return x


def principal(images, k):
    """The first k principal directions of images without their mean, [784, k]."""
    return torch.linalg.svd(images - images.mean(0), full_matrices=False).Vh[:k].T


def angle(weight, directions):
    """Largest angle, in degrees, between what a linear decoder spans and the principal directions."""
    basis, _ = torch.linalg.qr(weight)
    return math.degrees(math.acos(min(1.0, torch.linalg.svdvals(basis.T @ directions).min().item())))


def batches(count, size):
    """Batches without end; every digit once an epoch, in a new order each time; what is left over is dropped."""
    while True:
        for rows in torch.randperm(count).split(size):
            if len(rows) == size:
                yield rows


def report(model, held_out, step):
    with torch.no_grad():
        print(f"step {step:5d}  squared error {model.error(held_out).mean().item():6.2f}")


def main():
    config = settings()
    torch.manual_seed(config.seed)
    images, held_out = mnist()
    directions = principal(images, config.k)
    centred = held_out - images.mean(0)
    left = centred - centred @ directions @ directions.T
    print(f"PCA with {config.k} components: {(left**2).sum(1).mean().item():.2f}")
    model = Autoencoder(config, images.mean(0))
    adam = torch.optim.Adam(model.parameters(), lr=config.lr, betas=(0.9, 0.999), eps=1e-8)
    report(model, held_out, 0)
    feed = batches(len(images), config.batch)
    for step in range(config.steps):
        if config.falls > 0:
            share = (1 + math.cos(math.pi * min(1, step / config.falls))) / 2
            adam.param_groups[0]["lr"] = config.lr * share
        adam.zero_grad()
        model.error(images[next(feed)]).mean().backward()
        adam.step()
        if (step + 1) % 100 == 0 or step + 1 == config.steps:
            report(model, held_out, step + 1)
    if config.linear == "yes":
        with torch.no_grad():
            print(f"largest angle to PCA's subspace: {angle(model.weights()[0], directions):.1f} degrees")


if __name__ == "__main__":
    main()
