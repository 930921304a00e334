"""A decoder driven by a code on MNIST digits in Keras 3, with the knobs of the figure on codes.

    python keras.py --code one-hot --steps 800
    python keras.py --code dense --size 2

Needs keras 3 with any of its backends (TensorFlow, JAX, PyTorch) and numpy; Keras fetches MNIST once.
The figure grows its own digits and draws its random numbers in its own way, so the numbers here are others, of the same
kind. It knows how far its digits lean; here the lean is measured on the image.
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
    (images, labels), _ = keras.datasets.mnist.load_data()
    return (images[:count].reshape(-1, PIXELS) / 255).astype("float32"), labels[:count].astype(int)


def lean(images):
    """Tangent of the angle by which ink leans to the right, from its moments: -mu11 / mu02."""
    down, across = (grid.ravel() for grid in np.mgrid[:SIDE, :SIDE])
    share = images / images.sum(1, keepdims=True)
    x = across - (share * across).sum(1, keepdims=True)
    y = down - (share * down).sum(1, keepdims=True)
    return -(share * x * y).sum(1) / (share * y * y).sum(1)


def given_codes(code, images, labels):
    """One-hot classes; scaled, the one becomes 0.5 for the least lean of its class and 1.5 for the most."""
    codes = np.eye(CLASSES, dtype="float32")[labels]
    if code == "scaled":
        leans = lean(images)
        for digit in np.unique(labels):
            own = labels == digit
            low, high = leans[own].min(), leans[own].max()
            codes[own, digit] = 0.5 + (leans[own] - low) / max(high - low, 1e-12)
    return codes


def floor(images, labels):
    """Least error of a decoder that is told the class alone: the mean entropy of the class means, in nats."""
    means = np.stack([images[labels == label].mean(0, dtype=float) for label in labels])
    odd = (means > 0) & (means < 1)
    p = np.where(odd, means, 0.5)
    return np.where(odd, -p * np.log(p) - (1 - p) * np.log(1 - p), 0).sum(1).mean()


def dense(inputs, outputs, activation=None):
    """A layer with weights and biases uniform within 1 / sqrt(inputs)."""
    limit = 1 / math.sqrt(inputs)
    uniform = lambda: keras.initializers.RandomUniform(-limit, limit)
    layer = layers.Dense(outputs, activation, kernel_initializer=uniform(), bias_initializer=uniform())
    layer.build((None, inputs))
    return layer


class Codes(keras.Model):
    """A decoder, and an encoder before it where the code is dense. Called with images and the codes given for them."""

    def __init__(self, config, images):
        super().__init__()
        self.finds = config.code == "dense"
        size = config.size if self.finds else CLASSES
        if self.finds:
            self.encoder = keras.Sequential([dense(PIXELS, config.width, "relu"), dense(config.width, size)])
        self.decoder = keras.Sequential([dense(size, config.width, "relu"), dense(config.width, PIXELS)])
        ink = images.sum(0) + 0.5  # one image of middle grey counted in, so that all odds are finite
        self.decoder.layers[-1].bias.assign(np.log(ink / (len(images) + 1 - ink)))

    def call(self, inputs):
        error, _ = self.error(inputs)
        self.add_loss(ops.mean(error))
        return error

    def error(self, inputs):
        """-log p(x|z) of a Bernoulli decoder, [batch], in nats; and the code z."""
        x, given = (ops.convert_to_tensor(part) for part in inputs)
        z = self.encoder(x) if self.finds else given
        logits = self.decoder(z)
        return ops.sum(ops.softplus(logits) - x * logits, axis=1), z


def batches(count, size, seed):
    """Batches without end; every digit once an epoch, in a new order each time; what is left over is dropped."""
    chance = np.random.default_rng(seed)
    while True:
        order = chance.permutation(count)
        for start in range(0, count - size + 1, size):
            yield order[start : start + size]


def report(model, images, labels, given, step):
    error, z = model.error((images, given))
    seven = np.flatnonzero(labels == 7)[:2]
    pictures = ops.convert_to_numpy(ops.sigmoid(model.decoder(ops.convert_to_numpy(z)[seven])))
    apart = ((pictures[0] - pictures[1]) ** 2).sum()
    mean = ops.convert_to_numpy(error).mean()
    print(f"step {step:5d}  error {mean:7.2f} nats  two sevens come back {apart:6.2f} apart")


def main():
    config = settings()
    keras.utils.set_random_seed(config.seed)
    images, labels = mnist(config.digits)
    # A dense code is found and not given; what stands here is then not read.
    given = given_codes("one-hot" if config.code == "dense" else config.code, images, labels)
    model = Codes(config, images)
    model.compile(keras.optimizers.Adam(config.lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8))
    print(f"best with the class alone: {floor(images, labels):.2f} nats")
    report(model, images, labels, given, 0)
    feed = batches(len(images), config.batch, config.seed)
    for step in range(config.steps):
        rows = next(feed)
        model.train_on_batch((images[rows], given[rows]))
        if (step + 1) % 100 == 0 or step + 1 == config.steps:
            report(model, images, labels, given, step + 1)


if __name__ == "__main__":
    main()
