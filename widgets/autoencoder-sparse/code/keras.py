"""An autoencoder with a penalty on its code in Keras 3, with the knobs of the figure on sparse codes.

    python keras.py --weight 0.3
    python keras.py --atoms planted --weight 0.3

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
    (images, _), _ = keras.datasets.mnist.load_data()
    return (images[:8500].reshape(-1, PIXELS) / 255).astype("float32")


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


class Autoencoder(keras.Model):
    """784 - k - 784; the rows of the decoder's weights [k, 784] are the atoms."""

    def __init__(self, config):
        super().__init__()
        self.config = config
        self.encoder, self.encoder_bias = self.layer(PIXELS, config.k)
        own, self.decoder_bias = self.layer(config.k, PIXELS)
        self.decoder = None if config.atoms == "planted" and config.tied == "yes" else own

    def layer(self, inputs, outputs):
        """Weights and biases uniform within 1 / sqrt(inputs)."""
        limit = 1 / math.sqrt(inputs)
        uniform = lambda: keras.initializers.RandomUniform(-limit, limit)
        weights = self.add_weight(shape=(inputs, outputs), initializer=uniform())
        return weights, self.add_weight(shape=(outputs,), initializer=uniform())

    def atoms(self):
        return ops.transpose(self.encoder) if self.decoder is None else self.decoder

    def code(self, x):
        sums = x @ self.encoder + self.encoder_bias
        return ops.relu(sums) if self.config.penalty == "l1" else ops.sigmoid(sums)

    def error(self, x, code):
        """Squared distance of each image from what comes back, [batch]."""
        sums = code @ self.atoms() + self.decoder_bias
        return ops.sum((x - (sums if self.config.atoms == "planted" else ops.sigmoid(sums))) ** 2, axis=1)

    def penalty(self, code):
        """The sum of all values, mean over the batch; or KL from rho to the mean of every unit, summed over units."""
        if self.config.penalty == "l1":
            return ops.mean(ops.sum(ops.abs(code), axis=1))
        rho, means = self.config.rho, ops.clip(ops.mean(code, axis=0), 2**-20, 1 - 2**-20)
        return ops.sum(rho * ops.log(rho / means) + (1 - rho) * ops.log((1 - rho) / (1 - means)))

    def call(self, x):
        code = self.code(x)
        error = self.error(x, code)
        self.add_loss(ops.mean(error) + self.config.weight * self.penalty(code))
        return error


def batches(count, size, chance):
    """Batches without end; every image once an epoch, in a new order each time; what is left over is dropped."""
    while True:
        order = chance.permutation(count)
        for start in range(0, count - size + 1, size):
            yield order[start : start + size]


def report(model, held_out, strokes, step):
    code = model.code(held_out)
    active = ops.convert_to_numpy(code) > (0.001 if model.config.penalty == "l1" else 0.05)
    error = ops.convert_to_numpy(model.error(held_out, code)).mean()
    line = f"step {step:5d}  squared error {error:6.2f}  active share {active.mean():.3f}"
    if strokes is not None:
        found = np.abs(cosines(strokes, ops.convert_to_numpy(model.atoms()))).max(1) >= 0.9
        line += f"  found strokes {found.mean():.3f}"
    print(line)


def main():
    config = settings()
    keras.utils.set_random_seed(config.seed)
    chance = np.random.default_rng(config.seed)
    strokes, images = planted(chance, 4500) if config.atoms == "planted" else (None, mnist())
    images, held_out = images[:-500], images[-500:]
    model = Autoencoder(config)
    model.compile(keras.optimizers.Adam(config.lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8))
    report(model, held_out, strokes, 0)
    feed = batches(len(images), config.batch, chance)
    for step in range(config.steps):
        model.train_on_batch(images[next(feed)])
        if (step + 1) % 100 == 0 or step + 1 == config.steps:
            report(model, held_out, strokes, step + 1)


if __name__ == "__main__":
    main()
