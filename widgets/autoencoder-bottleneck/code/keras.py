"""An autoencoder of MNIST digits in Keras 3 beside PCA, with the knobs of the figure on both.

    python keras.py --k 8
    python keras.py --linear yes --k 6 --lr 0.01

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
from keras import ops

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
    (images, _), _ = keras.datasets.mnist.load_data()
    images = (images[:8500].reshape(-1, PIXELS) / 255).astype("float32")
    return images[:8000], images[8000:]


class Autoencoder(keras.Model):
    """784 - width ... - k - width ... - 784 with rectified hidden layers, or 784 - k - 784."""

    def __init__(self, config, mean):
        super().__init__()
        linear, self.tied = config.linear == "yes", config.tied == "yes"
        sizes = [PIXELS, config.k] if linear else [PIXELS, *[config.width] * config.depth, config.k]
        pairs = list(zip(sizes[:-1], sizes[1:]))
        back = [(outputs, inputs) for inputs, outputs in reversed(pairs)]
        self.encoder = [self.weights(pair) for pair in pairs]
        self.own = [] if self.tied else [self.weights(pair) for pair in back]
        self.encoder_biases = [self.biases(pair) for pair in pairs]
        self.decoder_biases = [self.biases(pair) for pair in back]
        self.decoder_biases[-1].assign(mean)
        if linear:
            code = self.encoder[0]
            if self.tied:
                code.assign(np.linalg.qr(ops.convert_to_numpy(code))[0])
            self.encoder_biases[0].assign(-(mean @ ops.convert_to_numpy(code)))  # codes begin with mean 0

    def weights(self, sizes):
        """Uniform within 1 / sqrt(inputs), [inputs, outputs]."""
        limit = 1 / math.sqrt(sizes[0])
        return self.add_weight(shape=sizes, initializer=keras.initializers.RandomUniform(-limit, limit))

    def biases(self, sizes):
        """Uniform within the same, [outputs]."""
        limit = 1 / math.sqrt(sizes[0])
        return self.add_weight(shape=sizes[1:], initializer=keras.initializers.RandomUniform(-limit, limit))

    def decoder(self):
        """Weights of each layer of the decoder."""
        return [ops.transpose(weights) for weights in reversed(self.encoder)] if self.tied else self.own

    def call(self, x):
        error = self.error(x)
        self.add_loss(ops.mean(error))
        return error

    def error(self, x):
        """Squared distance of each image from what comes back, [batch]."""
        code = through(x, self.encoder, self.encoder_biases)
        return ops.sum((x - through(code, self.decoder(), self.decoder_biases)) ** 2, axis=1)


def through(x, weights, biases):
    """Rectified layers, the last one linear."""
    for at, (weight, bias) in enumerate(zip(weights, biases)):
        x = x @ weight + bias
        x = ops.relu(x) if at < len(biases) - 1 else x
    return x


def principal(images, k):
    """The first k principal directions of images without their mean, [784, k]."""
    return np.linalg.svd(images - images.mean(0), full_matrices=False)[2][:k].T


def angle(weights, directions):
    """Largest angle, in degrees, between what a linear decoder spans and the principal directions."""
    basis, _ = np.linalg.qr(ops.convert_to_numpy(weights).T)
    return math.degrees(math.acos(min(1, np.linalg.svd(basis.T @ directions, compute_uv=False).min())))


def batches(count, size, seed):
    """Batches without end; every digit once an epoch, in a new order each time; what is left over is dropped."""
    chance = np.random.default_rng(seed)
    while True:
        order = chance.permutation(count)
        for start in range(0, count - size + 1, size):
            yield order[start : start + size]


def report(model, held_out, step):
    print(f"step {step:5d}  squared error {ops.convert_to_numpy(model.error(held_out)).mean():6.2f}")


def main():
    config = settings()
    keras.utils.set_random_seed(config.seed)
    images, held_out = mnist()
    directions = principal(images, config.k)
    centred = held_out - images.mean(0)
    left = centred - centred @ directions @ directions.T
    print(f"PCA with {config.k} components: {(left**2).sum(1).mean():.2f}")
    model = Autoencoder(config, images.mean(0))
    rate = keras.optimizers.schedules.CosineDecay(config.lr, config.falls) if config.falls > 0 else config.lr
    model.compile(keras.optimizers.Adam(rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8))
    report(model, held_out, 0)
    feed = batches(len(images), config.batch, config.seed)
    for step in range(config.steps):
        model.train_on_batch(images[next(feed)])
        if (step + 1) % 100 == 0 or step + 1 == config.steps:
            report(model, held_out, step + 1)
    if config.linear == "yes":
        print(f"largest angle to PCA's subspace: {angle(model.decoder()[0], directions):.1f} degrees")


if __name__ == "__main__":
    main()
