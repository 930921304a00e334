"""An autoencoder with a penalty on its code in PyTorch, with the knobs of the figure on sparse codes.

    python pytorch.py --weight 0.3
    python pytorch.py --atoms planted --weight 0.3

Needs torch, numpy and torchvision, which fetches MNIST once.
The figure grows its own digits and draws its random numbers in its own way, so the numbers here are others, of the same
kind.
"""

import argparse
import math

import numpy as np
import torch
from torch import nn

SIDE = 28
PIXELS = SIDE * SIDE


def settings():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--atoms", choices=["digits", "planted"], default="digits", help="what pictures are made of")
    parser.add_argument("--penalty", choices=["l1", "kl"], default="l1", help="on rectified or on sigmoid units")
    parser.add_argument("--weight", type=float, default=0.1, help="what the penalty is multiplied by")
    parser.add_argument("--rho", type=float, default=0.05, help="mean activity that KL asks for")
    parser.add_argument("--tied", choices=["yes", "no"], default="yes", help="planted strokes: one set of weights")
    parser.add_argument("--k", type=int, default=256, help="units in the code")
    parser.add_argument("--lr", type=float, default=1e-3, help="step size of Adam")
    parser.add_argument("--batch", type=int, default=128, help="images a step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=1000)
    return parser.parse_args()


def mnist():
    from torchvision.datasets import MNIST

    return (MNIST("mnist", train=True, download=True).data[:8500].reshape(-1, PIXELS) / 255).numpy()


def stroke(chance):
    """A straight stroke: ink 0 to 1, [784]."""
    angle, half = chance.uniform(0, math.pi), chance.uniform(4, 7)
    x, y = math.cos(angle), math.sin(angle)
    middle_x = chance.uniform(3 + abs(half * x), SIDE - 4 - abs(half * x))
    middle_y = chance.uniform(3 + abs(half * y), SIDE - 4 - abs(half * y))
    down, right = np.mgrid[:SIDE, :SIDE] - np.array([middle_y, middle_x])[:, None, None]
    along = np.clip(right * x + down * y, -half, half)
    return np.clip(1.5 - np.hypot(right - along * x, down - along * y), 0, 1).ravel()


def cosines(a, b):
    a = a / np.linalg.norm(a, axis=1, keepdims=True)
    b = b / np.maximum(np.linalg.norm(b, axis=1, keepdims=True), 1e-12)
    return a @ b.T


def planted(chance, count):
    """32 strokes no two of which have a cosine above 0.3, and pictures of two to four of them."""
    strokes = [stroke(chance)]
    while len(strokes) < 32:
        another = stroke(chance)
        if cosines(np.array(strokes), another[None]).max() <= 0.3:
            strokes.append(another)
    strokes = np.array(strokes)
    images = np.zeros((count, PIXELS))
    for image in images:
        few = chance.choice(32, chance.integers(2, 5), replace=False)
        image += chance.uniform(0.5, 1, len(few)) @ strokes[few]
    return strokes, np.minimum(images, 1).astype("float32")


class Autoencoder(nn.Module):
    """784 - k - 784; the columns of the decoder's weights [784, k] are the atoms."""

    def __init__(self, config):
        super().__init__()
        self.config = config
        self.encoder, self.encoder_bias = self.layer(PIXELS, config.k)
        own, self.decoder_bias = self.layer(config.k, PIXELS)
        self.decoder = None if config.atoms == "planted" and config.tied == "yes" else own

    def layer(self, inputs, outputs):
        """Weights and biases uniform within 1 / sqrt(inputs)."""
        limit = 1 / math.sqrt(inputs)
        uniform = lambda *shape: nn.Parameter(torch.empty(*shape).uniform_(-limit, limit))
        return uniform(outputs, inputs), uniform(outputs)

    def atoms(self):
        return self.encoder.T if self.decoder is None else self.decoder

    def code(self, x):
        sums = nn.functional.linear(x, self.encoder, self.encoder_bias)
        return sums.relu() if self.config.penalty == "l1" else sums.sigmoid()

    def error(self, x, code):
        """Squared distance of each image from what comes back, [batch]."""
        sums = nn.functional.linear(code, self.atoms(), self.decoder_bias)
        return ((x - (sums if self.config.atoms == "planted" else sums.sigmoid())) ** 2).sum(1)

    def penalty(self, code):
        """The sum of all values, mean over the batch; or KL from rho to the mean of every unit, summed over units."""
        if self.config.penalty == "l1":
            return code.abs().sum(1).mean()
        rho, means = self.config.rho, code.mean(0).clamp(2**-20, 1 - 2**-20)
        return (rho * (rho / means).log() + (1 - rho) * ((1 - rho) / (1 - means)).log()).sum()


def batches(count, size, chance):
    """Batches without end; every image once an epoch, in a new order each time; what is left over is dropped."""
    while True:
        order = chance.permutation(count)
        for start in range(0, count - size + 1, size):
            yield order[start : start + size]


def report(model, held_out, strokes, step):
    with torch.no_grad():
        code = model.code(held_out)
        active = (code > (0.001 if model.config.penalty == "l1" else 0.05)).float().mean().item()
        line = f"step {step:5d}  squared error {model.error(held_out, code).mean().item():6.2f}  active share {active:.3f}"
        if strokes is not None:
            found = np.abs(cosines(strokes, model.atoms().T.numpy())).max(1) >= 0.9
            line += f"  found strokes {found.mean():.3f}"
        print(line)


def main():
    config = settings()
    torch.manual_seed(config.seed)
    chance = np.random.default_rng(config.seed)
    strokes, images = planted(chance, 4500) if config.atoms == "planted" else (None, mnist())
    images, held_out = torch.from_numpy(images[:-500]), torch.from_numpy(images[-500:])
    model = Autoencoder(config)
    adam = torch.optim.Adam(model.parameters(), lr=config.lr, betas=(0.9, 0.999), eps=1e-8)
    report(model, held_out, strokes, 0)
    feed = batches(len(images), config.batch, chance)
    for step in range(config.steps):
        x = images[next(feed)]
        adam.zero_grad()
        code = model.code(x)
        (model.error(x, code).mean() + config.weight * model.penalty(code)).backward()
        adam.step()
        if (step + 1) % 100 == 0 or step + 1 == config.steps:
            report(model, held_out, strokes, step + 1)


if __name__ == "__main__":
    main()
