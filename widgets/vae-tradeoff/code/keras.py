"""A variational autoencoder on MNIST digits in Keras 3, with the knobs of the figure "What does beta buy?".

    python keras.py --beta 4 --latent 8 --steps 2000
    python keras.py --images train-images-idx3-ubyte.gz

Needs keras 3 with any of its backends (TensorFlow, JAX, PyTorch) and numpy; without --images Keras fetches MNIST once.
The figure draws its random numbers in its own way, so a seed gives other runs here than there, of the same kind.
"""

import os
import sys

# Run as a script, its own folder is searched first, and `import keras` would find this very file.
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path = [path for path in sys.path if os.path.abspath(path) != HERE]

import argparse
import gzip
import math

import keras
import numpy as np
from keras import layers, ops

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
    return (pixels.reshape(count, PIXELS) / 255).astype("float32")


def mnist():
    (images, _), _ = keras.datasets.mnist.load_data()
    return (images.reshape(-1, PIXELS) / 255).astype("float32")


def log_odds(images):
    """Log-odds of the mean image: what a decoder should say that knows nothing of a single image.

    One image of middle grey is counted in, so that a pixel that never has ink gets finite odds.
    """
    ink = images.sum(0) + 0.5
    return np.log(ink / (len(images) + 1 - ink))


def dense(inputs, outputs, activation=None):
    """A layer with weights and biases uniform within 1 / sqrt(inputs)."""
    limit = 1 / math.sqrt(inputs)
    uniform = lambda: keras.initializers.RandomUniform(-limit, limit)
    layer = layers.Dense(outputs, activation, kernel_initializer=uniform(), bias_initializer=uniform())
    layer.build((None, inputs))
    return layer


def hidden(inputs, width, depth):
    """`depth` rectified layers of `width` units."""
    sizes = [inputs] + depth * [width]
    return keras.Sequential([dense(a, b, "relu") for a, b in zip(sizes, sizes[1:])])


class Vae(keras.Model):
    def __init__(self, config, odds):
        super().__init__()
        self.config = config
        self.encoder = hidden(PIXELS, config.width, config.depth)
        self.mu = dense(config.width, config.latent)
        self.log_var = dense(config.width, config.latent)
        self.decoder = hidden(config.latent, config.width, config.depth)
        self.pixels = dense(config.width, PIXELS)
        self.pixels.bias.assign(odds)
        self.noise = keras.random.SeedGenerator(config.seed)
        self.weight = self.add_weight(name="weight", shape=(), initializer="zeros", trainable=False)

    def call(self, x):
        distortion, rate = self.terms(x)
        self.add_loss(ops.mean(distortion) + self.weight * ops.mean(ops.sum(rate, axis=1)))
        return rate

    def terms(self, x):
        """Distortion [batch] and rate [batch, latent] of images [batch, 784], in nats."""
        x = ops.convert_to_tensor(x)
        code = self.encoder(x)
        mu, log_var = self.mu(code), self.log_var(code)  # q(z|x) = N(mu, exp(log_var))
        z = mu + ops.exp(0.5 * log_var) * keras.random.normal(ops.shape(mu), seed=self.noise)
        logits = self.pixels(self.decoder(z))
        rate = 0.5 * (mu**2 + ops.exp(log_var) - log_var - 1)  # KL(q(z|x) || N(0, 1))
        return self.distortion(x, logits), rate

    def distortion(self, x, logits):
        """-log p(x|z), [batch]."""
        if self.config.decoder == "bernoulli":
            return ops.sum(ops.softplus(logits) - x * logits, axis=1)
        h2 = self.config.h2
        error = ops.sum((x - ops.sigmoid(logits)) ** 2, axis=1)
        return error / (2 * h2) + 0.5 * PIXELS * math.log(2 * math.pi * h2)


def weight_at(step, beta, warmup):
    return beta * step / warmup if step < warmup else beta


def batches(images, size, seed):
    """Batches without end; every image once an epoch, in a new order each time."""
    chance = np.random.default_rng(seed)
    while True:
        order = chance.permutation(len(images))
        for start in range(0, len(order) - size + 1, size):
            yield images[order[start : start + size]]


def report(model, images, step):
    distortion, rate = (ops.convert_to_numpy(term) for term in model.terms(images))
    by_dimension = rate.mean(0)
    d, r = distortion.mean(), by_dimension.sum()
    active = int((by_dimension > ACTIVE).sum())
    print(f"step {step:6d}  rate {r:7.2f}  distortion {d:7.1f}  ELBO {-d - r:8.1f}  active dimensions {active}")


def main():
    config = settings()
    keras.utils.set_random_seed(config.seed)
    images = read_idx(config.images) if config.images else mnist()
    train, held_out = images[:-HELD_OUT], images[-HELD_OUT:]
    model = Vae(config, log_odds(train))
    model.compile(keras.optimizers.Adam(config.lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8))
    report(model, held_out, 0)
    feed = batches(train, config.batch, config.seed)
    for step in range(config.steps):
        model.weight.assign(weight_at(step, config.beta, config.warmup))
        model.train_on_batch(next(feed))
        if (step + 1) % 100 == 0 or step + 1 == config.steps:
            report(model, held_out, step + 1)


if __name__ == "__main__":
    main()
