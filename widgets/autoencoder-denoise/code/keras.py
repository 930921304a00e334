"""A denoiser of points in the plane, or of MNIST digits, in Keras 3, with the knobs of the figure on denoising.

    python keras.py --shape spiral --steps 1500
    python keras.py --on digits --noise gaussian --level 0.3 --steps 1000

Needs keras 3 with any of its backends (TensorFlow, JAX, PyTorch) and numpy; Keras fetches MNIST once.
The figure grows its own digits and draws its random numbers in its own way, so the numbers here are others, of the same
kind.
"""

import os
import sys

# Run as a script, its own folder is searched first, and `import keras` would find this very file.
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path = [path for path in sys.path if os.path.abspath(path) != HERE]

import argparse
import math

import keras
import numpy as np
from keras import layers, ops

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
    angle = 2 * np.pi * np.asarray(turns)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], -1)


def along(curve, count):
    """Points equally far apart on a curve over t from 0 to 1: the means of a row of Gaussians."""
    fine = curve(np.linspace(0, 1, 4001))
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(fine, axis=0), axis=1))])
    return fine[np.searchsorted(length, (np.arange(count) + 0.5) / count * length[-1])]


def upper_moon(t):
    return polar(0.62, t / 2) - np.array([0.31, 0.15])


def arm(turn):
    return lambda t: polar(0.25 + 0.7 * t, turn / 5 + 0.15 * t)


SHAPES = {
    "ring": lambda: polar(0.9, np.arange(8) / 8),
    "grid": lambda: 0.45 * (np.stack(np.meshgrid(np.arange(5), np.arange(5)), -1).reshape(-1, 2) - 2),
    "moons": lambda: np.concatenate([along(upper_moon, 80), -along(upper_moon, 80)]),
    "spiral": lambda: along(lambda t: polar(0.15 + 0.8 * t, 1.75 * t), 160),
    "pinwheel": lambda: np.concatenate([along(arm(turn), 20) for turn in range(5)]),
    "circles": lambda: np.concatenate([along(lambda t: polar(0.9, t), 160), along(lambda t: polar(0.45, t), 80)]),
}


def score(x, means, deviation):
    """Gradient of the log density of a mixture of round Gaussians of equal weight, [count, 2]."""
    powers = -((x[:, None] - means) ** 2).sum(2) / (2 * deviation**2)
    shares = np.exp(powers - powers.max(1, keepdims=True))
    return (shares / shares.sum(1, keepdims=True) @ means - x) / deviation**2


def mnist():
    (images, _), _ = keras.datasets.mnist.load_data()
    images = (images[:8500].reshape(-1, PIXELS) / 255).astype("float32")
    return images[:8000], images[8000:]


def dense(inputs, outputs, activation=None):
    """A layer with weights and biases uniform within 1 / sqrt(inputs)."""
    limit = 1 / math.sqrt(inputs)
    uniform = lambda: keras.initializers.RandomUniform(-limit, limit)
    layer = layers.Dense(outputs, activation, kernel_initializer=uniform(), bias_initializer=uniform())
    layer.build((None, inputs))
    return layer


class PlaneDenoiser(keras.Model):
    """r(x) = x + net(features of x), by two rectified hidden layers of 64 units, or linear."""

    def __init__(self, config):
        super().__init__()
        linear = config.net == "linear"
        self.octaves = 3 if config.net == "sines" else 0
        read = 2 + 4 * self.octaves
        hidden = [] if linear else [dense(read, 64, "relu"), dense(64, 64, "relu")]
        self.net = keras.Sequential(hidden + [dense(read if linear else 64, 2)])

    def call(self, x):
        turned = [math.pi * 2**octave * x for octave in range(self.octaves)]
        return x + self.net(ops.concatenate([x] + [wave(a) for a in turned for wave in (ops.sin, ops.cos)], 1))


class DigitDenoiser(keras.Model):
    """784 - width - 784, whose outputs begin at the mean image."""

    def __init__(self, config, images):
        super().__init__()
        self.net = keras.Sequential([dense(PIXELS, config.width, "relu"), dense(config.width, PIXELS, "sigmoid")])
        sums = images.sum(0) + 0.5
        self.net.layers[-1].bias.assign(np.log(sums / (len(images) + 1 - sums)))

    def call(self, x):
        return self.net(x)


def corrupted(clean, config, chance):
    if config.on == "plane" or config.noise == "gaussian":
        return (clean + config.level * chance.standard_normal(clean.shape)).astype("float32")
    draws = chance.random(clean.shape)
    white = config.level if config.noise == "masking" else config.level / 2
    return np.where(draws < white, 0, np.where(draws < config.level, 1, clean)).astype("float32")


def median_filter(images):
    """The median of every 3 x 3 pixels; beyond the border the pixel next to it is repeated."""
    padded = np.pad(images.reshape(-1, 28, 28), ((0, 0), (1, 1), (1, 1)), mode="edge")
    nine = [padded[:, row : row + 28, column : column + 28] for row in range(3) for column in range(3)]
    return np.median(nine, 0).reshape(-1, PIXELS)


def psnr(images, clean):
    """Decibels of each image, averaged."""
    return (-10 * np.log10(((images.clip(0, 1) - clean) ** 2).mean(1))).mean()


def told_of_plane(model, noisy, means, config):
    """How the network's way r(x) - x agrees with level^2 times the exact score."""
    exact = config.level**2 * score(noisy, means, math.hypot(SIGMA, config.level))
    found = ops.convert_to_numpy(model(noisy)) - noisy
    error = math.sqrt(((found - exact) ** 2).sum() / (exact**2).sum())
    lengths = np.linalg.norm(found, axis=1) * np.linalg.norm(exact, axis=1)
    return f"error of the field {error:.3f}  cosine {((found * exact).sum(1) / lengths).mean():.3f}"


def told_of_digits(model, noisy, held_out):
    restored = ops.convert_to_numpy(model(noisy))
    return (
        f"noisy {psnr(noisy, held_out):.2f} dB  restored {psnr(restored, held_out):.2f} dB  "
        f"median {psnr(median_filter(noisy), held_out):.2f} dB"
    )


def batches(images, size, chance):
    """Batches without end; every digit once an epoch, in a new order each time; what is left over is dropped."""
    while True:
        order = chance.permutation(len(images))
        for start in range(0, len(images) - size + 1, size):
            yield images[order[start : start + size]]


def draws(means, count, chance):
    while True:
        yield means[chance.integers(len(means), size=count)] + SIGMA * chance.standard_normal((count, 2))


def squared_error(clean, restored):
    return ops.sum((clean - restored) ** 2, axis=1)


def main():
    config = settings()
    keras.utils.set_random_seed(config.seed)
    chance = np.random.default_rng(config.seed)
    if config.on == "plane":
        means = SHAPES[config.shape]()
        model, feed = PlaneDenoiser(config), draws(means, config.batch, chance)
        noisy = corrupted(next(draws(means, 2000, chance)), config, chance)
        told = lambda: told_of_plane(model, noisy, means, config)
    else:
        images, held_out = mnist()
        model, feed = DigitDenoiser(config, images), batches(images, config.batch, chance)
        noisy = corrupted(held_out, config, chance)
        told = lambda: told_of_digits(model, noisy, held_out)
    rate = keras.optimizers.schedules.CosineDecay(config.lr, config.falls) if config.falls > 0 else config.lr
    model.compile(keras.optimizers.Adam(rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8), loss=squared_error)
    for step in range(config.steps + 1):
        if step % 100 == 0 or step == config.steps:
            print(f"step {step:5d}  {told()}")
        if step == config.steps:
            break
        clean = next(feed)
        model.train_on_batch(corrupted(clean, config, chance), clean.astype("float32"))


if __name__ == "__main__":
    main()
