"""One autoencoder of MNIST digits twice, plain and variational, in Keras 3, with the knobs of the figure "What does the KL buy?".

    python keras.py --latent 16 --steps 1000
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


class Net(keras.Model):
    """784 - width - (mu, log variance), and code - width - 784; `variational` adds noise to the code and the KL to the loss."""

    def __init__(self, config, odds, variational):
        super().__init__()
        keras.utils.set_random_seed(config.seed)  # both begin with the same weights
        self.variational = variational
        self.encoder = dense(PIXELS, config.width, "relu")
        self.mu = dense(config.width, config.latent)
        self.log_var = dense(config.width, config.latent)
        self.decoder = keras.Sequential([dense(config.latent, config.width, "relu"), dense(config.width, PIXELS)])
        self.decoder.layers[-1].bias.assign(odds)
        self.noise = keras.random.SeedGenerator(config.seed)

    def call(self, x):
        self.add_loss(self.objective(x))
        return self.codes(x)

    def objective(self, x):
        """-log p(x|z), and the KL to N(0, I) if it is variational, mean over images [batch, 784]."""
        x = ops.convert_to_tensor(x)
        features = self.encoder(x)
        mu, log_var = self.mu(features), self.log_var(features)
        noise = keras.random.normal(ops.shape(mu), seed=self.noise)
        z = mu + ops.exp(0.5 * log_var) * noise if self.variational else mu
        logits = self.decoder(z)
        distortion = ops.mean(ops.sum(ops.softplus(logits) - x * logits, axis=1))
        if not self.variational:
            return distortion
        return distortion + 0.5 * ops.mean(ops.sum(mu**2 + ops.exp(log_var) - log_var - 1, axis=1))

    def codes(self, x):
        """Mean codes of images, [count, latent]."""
        return self.mu(self.encoder(x))

    def pictures(self, z):
        return ops.convert_to_numpy(ops.sigmoid(self.decoder(z)))


def own_gaussian(codes, count, chance):
    """Draws of the Gaussian with mean and covariance of these codes."""
    return chance.multivariate_normal(codes.mean(0), np.cov(codes.T), count).astype("float32")


def batches(images, size, seed):
    """Batches without end; every image once an epoch, in a new order each time."""
    chance = np.random.default_rng(seed)
    while True:
        order = chance.permutation(len(images))
        for start in range(0, len(order) - size + 1, size):
            yield images[order[start : start + size]]


def report(models, held_out, step):
    parts = []
    for name, model in models.items():
        spread = math.sqrt(ops.convert_to_numpy(model.codes(held_out)).var(0).mean())
        loss = float(ops.convert_to_numpy(model.objective(held_out)))
        parts.append(f"{name}: loss {loss:7.1f}, deviation of the codes {spread:5.2f}")
    print(f"step {step:6d}  " + "   ".join(parts))


def main():
    config = settings()
    images = read_idx(config.images) if config.images else mnist()
    train, held_out = images[:-HELD_OUT], images[-HELD_OUT:]
    odds = log_odds(train)
    models = {"AE": Net(config, odds, False), "VAE": Net(config, odds, True)}
    for model in models.values():
        model.compile(keras.optimizers.Adam(config.lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8))
    report(models, held_out, 0)
    feed = batches(train, config.batch, config.seed)
    for step in range(config.steps):
        x = next(feed)
        for model in models.values():
            model.train_on_batch(x)
        if (step + 1) % 100 == 0 or step + 1 == config.steps:
            report(models, held_out, step + 1)
    chance = np.random.default_rng(config.seed)
    z = chance.normal(size=(16, config.latent)).astype("float32")
    made = {name: model.pictures(z) for name, model in models.items()}
    codes = ops.convert_to_numpy(models["AE"].codes(train[:1000]))
    made["AE, own Gaussian"] = models["AE"].pictures(own_gaussian(codes, 16, chance))
    for name, pictures in made.items():
        grey = ((pictures > 0.1) & (pictures < 0.9)).mean()
        print(f"{name}: {100 * grey:.1f} % of the pixels of 16 samples are neither black nor white")


if __name__ == "__main__":
    main()
