"""One autoencoder of MNIST digits twice, plain and variational, in PyTorch, with the knobs of the figure "What does the KL buy?".

    python pytorch.py --latent 16 --steps 1000
    python pytorch.py --images train-images-idx3-ubyte.gz

Needs torch and numpy; without --images also torchvision, which fetches MNIST once.
The figure draws its random numbers in its own way, so a seed gives other runs here than there, of the same kind.
"""

import argparse
import gzip
import math

import numpy as np
import torch
from torch import nn
from torch.nn.functional import softplus

PIXELS = 784
HELD_OUT = 500


def settings():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--latent", type=int, default=8, help="numbers in the code")
    parser.add_argument("--width", type=int, default=128, help="units of a hidden layer")
    parser.add_argument("--lr", type=float, default=1e-3, help="step size of Adam")
    parser.add_argument("--batch", type=int, default=128, help="images a step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--images", help="a file of images in MNIST's own format (IDX), plain or .gz")
    return parser.parse_args()


def read_idx(path):
    """The images of an IDX file as grey values 0 to 1, [count, 784]."""
    with gzip.open(path) if path.endswith(".gz") else open(path, "rb") as file:
        magic, count, rows, columns = np.frombuffer(file.read(16), dtype=">i4")
        if magic != 2051 or rows * columns != PIXELS:
            raise SystemExit(f"{path} should hold images of 28 x 28 in IDX format (magic 2051), but says {magic}.")
        pixels = np.frombuffer(file.read(), dtype=np.uint8)
    return torch.tensor(pixels.reshape(count, PIXELS) / 255, dtype=torch.float32)


def mnist():
    from torchvision.datasets import MNIST

    return MNIST("mnist", train=True, download=True).data.reshape(-1, PIXELS).float() / 255


def log_odds(images):
    """Log-odds of the mean image: what a decoder should say that knows nothing of a single image.

    One image of middle grey is counted in, so that a pixel that never has ink gets finite odds.
    """
    ink = images.sum(0) + 0.5
    return torch.log(ink / (len(images) + 1 - ink))


def dense(inputs, outputs):
    """A layer with weights and biases uniform within 1 / sqrt(inputs)."""
    layer = nn.Linear(inputs, outputs)
    limit = 1 / math.sqrt(inputs)
    nn.init.uniform_(layer.weight, -limit, limit)
    nn.init.uniform_(layer.bias, -limit, limit)
    return layer


class Net(nn.Module):
    """784 - width - (mu, log variance), and code - width - 784; `variational` adds noise to the code and the KL to the loss."""

    def __init__(self, config, odds, variational):
        super().__init__()
        torch.manual_seed(config.seed)  # both begin with the same weights
        self.variational = variational
        self.encoder = nn.Sequential(dense(PIXELS, config.width), nn.ReLU())
        self.mu = dense(config.width, config.latent)
        self.log_var = dense(config.width, config.latent)
        self.decoder = nn.Sequential(dense(config.latent, config.width), nn.ReLU(), dense(config.width, PIXELS))
        with torch.no_grad():
            self.decoder[-1].bias.copy_(odds)

    def loss(self, x):
        """-log p(x|z), and the KL to N(0, I) if it is variational, mean over images [batch, 784]."""
        features = self.encoder(x)
        mu, log_var = self.mu(features), self.log_var(features)
        z = mu + torch.exp(0.5 * log_var) * torch.randn_like(mu) if self.variational else mu
        logits = self.decoder(z)
        distortion = (softplus(logits) - x * logits).sum(1).mean()
        if not self.variational:
            return distortion
        return distortion + 0.5 * (mu**2 + log_var.exp() - log_var - 1).sum(1).mean()

    def codes(self, x):
        """Mean codes of images, [count, latent]."""
        return self.mu(self.encoder(x))

    def pictures(self, z):
        return torch.sigmoid(self.decoder(z))


def own_gaussian(codes, count):
    """Draws of the Gaussian with mean and covariance of these codes."""
    return torch.distributions.MultivariateNormal(codes.mean(0), torch.cov(codes.T)).sample((count,))


def batches(images, size):
    """Batches without end; every image once an epoch, in a new order each time."""
    while True:
        for rows in torch.randperm(len(images)).split(size):
            if len(rows) == size:
                yield images[rows]


def report(models, held_out, step):
    parts = []
    for name, model in models.items():
        with torch.no_grad():
            spread = model.codes(held_out).var(0).mean().sqrt().item()
            parts.append(f"{name}: loss {model.loss(held_out).item():7.1f}, deviation of the codes {spread:5.2f}")
    print(f"step {step:6d}  " + "   ".join(parts))


def main():
    config = settings()
    images = read_idx(config.images) if config.images else mnist()
    train, held_out = images[:-HELD_OUT], images[-HELD_OUT:]
    odds = log_odds(train)
    models = {"AE": Net(config, odds, False), "VAE": Net(config, odds, True)}
    adams = {
        name: torch.optim.Adam(model.parameters(), lr=config.lr, betas=(0.9, 0.999), eps=1e-8)
        for name, model in models.items()
    }
    report(models, held_out, 0)
    feed = batches(train, config.batch)
    for step in range(config.steps):
        x = next(feed)
        for name, model in models.items():
            adams[name].zero_grad()
            model.loss(x).backward()
            adams[name].step()
        if (step + 1) % 100 == 0 or step + 1 == config.steps:
            report(models, held_out, step + 1)
    with torch.no_grad():
        z = torch.randn(16, config.latent)
        made = {name: model.pictures(z) for name, model in models.items()}
        made["AE, own Gaussian"] = models["AE"].pictures(own_gaussian(models["AE"].codes(train[:1000]), 16))
    for name, pictures in made.items():
        grey = ((pictures > 0.1) & (pictures < 0.9)).float().mean().item()
        print(f"{name}: {100 * grey:.1f} % of the pixels of 16 samples are neither black nor white")


if __name__ == "__main__":
    main()
