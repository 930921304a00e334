"""A denoiser of points in the plane, or of MNIST digits, in PyTorch, with the knobs of the figure on denoising.

    python pytorch.py --shape spiral --steps 1500
    python pytorch.py --on digits --noise gaussian --level 0.3 --steps 1000

Needs torch; digits need torchvision too, which fetches MNIST once.
The figure grows its own digits and draws its random numbers in its own way, so the numbers here are others, of the same
kind.
"""

import argparse
import math

import torch
from torch import nn

PIXELS = 784
SIGMA = 0.05


def settings():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--on", choices=["plane", "digits"], default="plane", help="what is made noisy")
    parser.add_argument("--shape", choices=list(SHAPES), default="moons", help="the clean points of the plane")
    parser.add_argument("--noise", choices=["gaussian", "masking", "salt-and-pepper"], default="gaussian")
    parser.add_argument("--level", type=float, default=0.1, help="deviation of the noise, or share of pixels replaced")
    parser.add_argument("--net", choices=["sines", "rectified", "linear"], default="sines", help="of the plane")
    parser.add_argument("--width", type=int, default=256, help="digits: hidden units")
    parser.add_argument("--lr", type=float, default=3e-3, help="step size of Adam")
    parser.add_argument("--falls", type=int, default=1500, help="steps over which it falls to 0; 0 lets it stay")
    parser.add_argument("--batch", type=int, default=128, help="points or images a step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=1500)
    return parser.parse_args()


def polar(radius, turns):
    angle = 2 * math.pi * torch.as_tensor(turns)
    return torch.stack([radius * torch.cos(angle), radius * torch.sin(angle)], -1)


def along(curve, count):
    """Points equally far apart on a curve over t from 0 to 1: the means of a row of Gaussians."""
    fine = curve(torch.linspace(0, 1, 4001))
    length = torch.cat([torch.zeros(1), (fine[1:] - fine[:-1]).norm(dim=1).cumsum(0)])
    wanted = (torch.arange(count) + 0.5) / count * length[-1]
    return fine[torch.searchsorted(length, wanted)]


def upper_moon(t):
    return polar(0.62, t / 2) - torch.tensor([0.31, 0.15])


def arm(turn):
    return lambda t: polar(0.25 + 0.7 * t, turn / 5 + 0.15 * t)


SHAPES = {
    "ring": lambda: polar(0.9, torch.arange(8) / 8),
    "grid": lambda: 0.45 * (torch.cartesian_prod(torch.arange(5.0), torch.arange(5.0)) - 2),
    "moons": lambda: torch.cat([along(upper_moon, 80), -along(upper_moon, 80)]),
    "spiral": lambda: along(lambda t: polar(0.15 + 0.8 * t, 1.75 * t), 160),
    "pinwheel": lambda: torch.cat([along(arm(turn), 20) for turn in range(5)]),
    "circles": lambda: torch.cat([along(lambda t: polar(0.9, t), 160), along(lambda t: polar(0.45, t), 80)]),
}


def score(x, means, deviation):
    """Gradient of the log density of a mixture of round Gaussians of equal weight, [count, 2]."""
    shares = torch.softmax(-((x[:, None] - means) ** 2).sum(2) / (2 * deviation**2), 1)
    return (shares @ means - x) / deviation**2


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


class PlaneDenoiser(nn.Module):
    """r(x) = x + net(features of x), by two rectified hidden layers of 64 units, or linear."""

    def __init__(self, config):
        super().__init__()
        linear = config.net == "linear"
        self.octaves = 3 if config.net == "sines" else 0
        read = 2 + 4 * self.octaves
        hidden = [dense(read, 64), nn.ReLU(), dense(64, 64), nn.ReLU(), dense(64, 2)]
        self.net = nn.Sequential(*([dense(read, 2)] if linear else hidden))

    def forward(self, x):
        turned = [math.pi * 2**octave * x for octave in range(self.octaves)]
        return x + self.net(torch.cat([x] + [wave(a) for a in turned for wave in (torch.sin, torch.cos)], 1))


class DigitDenoiser(nn.Module):
    """784 - width - 784, whose outputs begin at the mean image."""

    def __init__(self, config, images):
        super().__init__()
        self.net = nn.Sequential(dense(PIXELS, config.width), nn.ReLU(), dense(config.width, PIXELS), nn.Sigmoid())
        sums = images.sum(0) + 0.5
        with torch.no_grad():
            self.net[2].bias.copy_(torch.log(sums / (len(images) + 1 - sums)))

    def forward(self, x):
        return self.net(x)


def corrupted(clean, config):
    if config.on == "plane" or config.noise == "gaussian":
        return clean + config.level * torch.randn_like(clean)
    draws = torch.rand_like(clean)
    white = config.level if config.noise == "masking" else config.level / 2
    blackened = torch.where(draws < config.level, torch.ones_like(clean), clean)
    return torch.where(draws < white, torch.zeros_like(clean), blackened)


def median_filter(images):
    """The median of every 3 x 3 pixels; beyond the border the pixel next to it is repeated."""
    padded = nn.functional.pad(images.reshape(-1, 1, 28, 28), (1, 1, 1, 1), mode="replicate")
    return padded.unfold(2, 3, 1).unfold(3, 3, 1).reshape(-1, PIXELS, 9).median(2).values


def psnr(images, clean):
    """Decibels of each image, averaged."""
    return (-10 * torch.log10(((images.clamp(0, 1) - clean) ** 2).mean(1))).mean().item()


def told_of_plane(model, noisy, means, config):
    """How the network's way r(x) - x agrees with level^2 times the exact score."""
    exact = config.level**2 * score(noisy, means, math.hypot(SIGMA, config.level))
    found = model(noisy) - noisy
    error = ((found - exact).square().sum() / exact.square().sum()).sqrt().item()
    cosine = torch.cosine_similarity(found, exact).mean().item()
    return f"error of the field {error:.3f}  cosine {cosine:.3f}"


def told_of_digits(model, noisy, held_out):
    return (
        f"noisy {psnr(noisy, held_out):.2f} dB  restored {psnr(model(noisy), held_out):.2f} dB  "
        f"median {psnr(median_filter(noisy), held_out):.2f} dB"
    )


def batches(images, size):
    """Batches without end; every digit once an epoch, in a new order each time; what is left over is dropped."""
    while True:
        for rows in torch.randperm(len(images)).split(size):
            if len(rows) == size:
                yield images[rows]


def draws(means, count):
    while True:
        yield means[torch.randint(len(means), (count,))] + SIGMA * torch.randn(count, 2)


def main():
    config = settings()
    torch.manual_seed(config.seed)
    if config.on == "plane":
        means = SHAPES[config.shape]().float()
        model, feed = PlaneDenoiser(config), draws(means, config.batch)
        noisy = corrupted(next(draws(means, 2000)), config)
        told = lambda: told_of_plane(model, noisy, means, config)
    else:
        images, held_out = mnist()
        model, feed = DigitDenoiser(config, images), batches(images, config.batch)
        noisy = corrupted(held_out, config)
        told = lambda: told_of_digits(model, noisy, held_out)
    adam = torch.optim.Adam(model.parameters(), lr=config.lr, betas=(0.9, 0.999), eps=1e-8)
    for step in range(config.steps + 1):
        if step % 100 == 0 or step == config.steps:
            with torch.no_grad():
                print(f"step {step:5d}  {told()}")
        if step == config.steps:
            break
        if config.falls > 0:
            share = (1 + math.cos(math.pi * min(1, step / config.falls))) / 2
            adam.param_groups[0]["lr"] = config.lr * share
        clean = next(feed)
        adam.zero_grad()
        ((clean - model(corrupted(clean, config))) ** 2).sum(1).mean().backward()
        adam.step()


if __name__ == "__main__":
    main()
