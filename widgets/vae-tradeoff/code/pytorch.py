"""A variational autoencoder on MNIST digits in PyTorch, with the knobs of the figure "What does beta buy?".

    python pytorch.py --beta 4 --latent 8 --steps 2000
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
ACTIVE = 0.01  # nats; below it a dimension of the code carries nothing


def settings():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--beta", type=float, default=1.0, help="weight of the rate; 1 trains the ELBO itself")
    parser.add_argument("--latent", type=int, default=8, help="dimensions of the code z")
    parser.add_argument("--decoder", choices=["bernoulli", "gaussian"], default="bernoulli")
    parser.add_argument("--h2", type=float, default=0.1, help="variance of a pixel, Gaussian decoder alone")
    parser.add_argument("--warmup", type=int, default=0, help="steps over which the weight rises from 0 to beta")
    parser.add_argument("--width", type=int, default=128, help="units of a hidden layer")
    parser.add_argument("--depth", type=int, default=1, help="hidden layers of the encoder, and of the decoder")
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


def hidden(inputs, width, depth):
    """`depth` rectified layers of `width` units."""
    sizes = [inputs] + depth * [width]
    layers = [part for a, b in zip(sizes, sizes[1:]) for part in (dense(a, b), nn.ReLU())]
    return nn.Sequential(*layers)


class Vae(nn.Module):
    def __init__(self, config, odds):
        super().__init__()
        self.config = config
        self.encoder = hidden(PIXELS, config.width, config.depth)
        self.mu = dense(config.width, config.latent)
        self.log_var = dense(config.width, config.latent)
        self.decoder = hidden(config.latent, config.width, config.depth)
        self.pixels = dense(config.width, PIXELS)
        with torch.no_grad():
            self.pixels.bias.copy_(odds)

    def forward(self, x):
        """Distortion [batch] and rate [batch, latent] of images [batch, 784], in nats."""
        code = self.encoder(x)
        mu, log_var = self.mu(code), self.log_var(code)  # q(z|x) = N(mu, exp(log_var))
        z = mu + torch.exp(0.5 * log_var) * torch.randn_like(mu)
        logits = self.pixels(self.decoder(z))
        rate = 0.5 * (mu**2 + log_var.exp() - log_var - 1)  # KL(q(z|x) || N(0, 1))
        return self.distortion(x, logits), rate

    def distortion(self, x, logits):
        """-log p(x|z), [batch]."""
        if self.config.decoder == "bernoulli":
            return (softplus(logits) - x * logits).sum(1)
        h2 = self.config.h2
        error = ((x - torch.sigmoid(logits)) ** 2).sum(1)
        return error / (2 * h2) + 0.5 * PIXELS * math.log(2 * math.pi * h2)


def weight_at(step, beta, warmup):
    return beta * step / warmup if step < warmup else beta


def batches(images, size):
    """Batches without end; every image once an epoch, in a new order each time."""
    while True:
        for rows in torch.randperm(len(images)).split(size):
            if len(rows) == size:
                yield images[rows]


def report(model, images, step):
    with torch.no_grad():
        distortion, rate = model(images)
    by_dimension = rate.mean(0)
    d, r = distortion.mean().item(), by_dimension.sum().item()
    active = int((by_dimension > ACTIVE).sum())
    print(f"step {step:6d}  rate {r:7.2f}  distortion {d:7.1f}  ELBO {-d - r:8.1f}  active dimensions {active}")


def main():
    config = settings()
    torch.manual_seed(config.seed)
    images = read_idx(config.images) if config.images else mnist()
    train, held_out = images[:-HELD_OUT], images[-HELD_OUT:]
    model = Vae(config, log_odds(train))
    adam = torch.optim.Adam(model.parameters(), lr=config.lr, betas=(0.9, 0.999), eps=1e-8)
    report(model, held_out, 0)
    feed = batches(train, config.batch)
    for step in range(config.steps):
        distortion, rate = model(next(feed))
        weight = weight_at(step, config.beta, config.warmup)
        loss = distortion.mean() + weight * rate.sum(1).mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
        if (step + 1) % 100 == 0 or step + 1 == config.steps:
            report(model, held_out, step + 1)


if __name__ == "__main__":
    main()
