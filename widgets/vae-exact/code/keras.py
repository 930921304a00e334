"""A variational autoencoder whose evidence is known, in Keras 3, with the knobs of the figure on the exact gap.

    python keras.py --shape spiral --steps 2000
    python keras.py --model linear --h 1 --beta 0.5 --lr 0.01 --falls 2000 --steps 2000

Needs keras 3 with any of its backends (TensorFlow, JAX, PyTorch) and numpy. The figure draws its random numbers in its own way, so a seed gives other runs here
than there, of the same kind.
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

SPECTRUM = np.array([4, 2, 1, 0.5, 0.5])  # variances of the linear model's data
WIDTH = 32
HELD_OUT = 300
NODES = np.linspace(-6, 6, 801)


def settings():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", choices=["curved", "linear"], default="curved")
    parser.add_argument("--shape", choices=["moons", "spiral"], default="moons", help="points of the curved model")
    parser.add_argument("--h", type=float, default=0.1, help="standard deviation of p(x|z)")
    parser.add_argument("--beta", type=float, default=1.0, help="weight of the rate; 1 trains the ELBO itself")
    parser.add_argument("--latent", type=int, default=5, help="numbers in the code of the linear model")
    parser.add_argument("--lr", type=float, default=3e-3, help="step size of Adam")
    parser.add_argument("--falls", type=int, default=0, help="steps over which it falls along a cosine to 0; 0: it stays")
    parser.add_argument("--batch", type=int, default=128, help="points a step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=1000)
    return parser.parse_args()


def on_circle(radius, turns):
    return np.stack([radius * np.cos(2 * np.pi * turns), radius * np.sin(2 * np.pi * turns)], 1)


def drawn(config, count, chance):
    """Rows of data."""
    if config.model == "linear":
        return (chance.normal(size=(count, len(SPECTRUM))) * np.sqrt(SPECTRUM)).astype("float32")
    t = chance.random(count)
    if config.shape == "moons":
        upper = on_circle(0.62, t / 2) - np.array([0.31, 0.15])
        places = np.where(chance.random((count, 1)) < 0.5, upper, -upper)
    else:  # about uniform in length, which grows with the square of the radius
        along = (np.sqrt(0.15**2 + t * (0.95**2 - 0.15**2)) - 0.15) / 0.8
        places = on_circle(0.15 + 0.8 * along, 1.75 * along)
    return (places + 0.05 * chance.normal(size=(count, 2))).astype("float32")


def dense(inputs, outputs, activation=None):
    """A layer with weights and biases uniform within 1 / sqrt(inputs)."""
    limit = 1 / math.sqrt(inputs)
    uniform = lambda: keras.initializers.RandomUniform(-limit, limit)
    layer = layers.Dense(outputs, activation, kernel_initializer=uniform(), bias_initializer=uniform())
    layer.build((None, inputs))
    return layer


def chain(sizes):
    """Layers of tanh, the last one linear."""
    hidden = [dense(a, b, "tanh") for a, b in zip(sizes[:-2], sizes[1:-1])]
    return keras.Sequential(hidden + [dense(sizes[-2], sizes[-1])])


class Vae(keras.Model):
    def __init__(self, config):
        super().__init__()
        linear = config.model == "linear"
        data, self.code = (len(SPECTRUM), config.latent) if linear else (2, 1)
        hidden = [] if linear else [WIDTH, WIDTH]
        self.encoder = chain([data] + hidden + [2 * self.code])
        self.decoder = chain([self.code] + hidden + [data])
        self.weight = 2 * config.h**2 * config.beta
        self.noise = keras.random.SeedGenerator(config.seed)

    def call(self, x):
        mu, log_var = self.moments(x)
        z = mu + ops.exp(0.5 * log_var) * keras.random.normal(ops.shape(mu), seed=self.noise)
        error = ops.sum((x - self.decoder(z)) ** 2, axis=1)
        rate = 0.5 * ops.sum(mu**2 + ops.exp(log_var) - log_var - 1, axis=1)
        self.add_loss(ops.mean(error + self.weight * rate))  # the negative ELBO times 2 h^2, without its constant
        return rate

    def moments(self, x):
        """Mean and log variance of q(z|x)."""
        both = self.encoder(x)
        return both[:, : self.code], both[:, self.code :]


def exact(model, h, x):
    """Means of log p(x), ELBO and KL(q || posterior) by the trapezoid rule: a row a point, a column a code."""
    width = NODES[1] - NODES[0]
    means = ops.convert_to_numpy(model.decoder(NODES[:, None].astype("float32")))
    squares = ((x[:, None].astype("float64") - means) ** 2).sum(2)
    log_likelihood = -squares / (2 * h**2) - math.log(2 * math.pi * h**2)
    log_joint = log_likelihood - 0.5 * (NODES**2 + math.log(2 * math.pi))
    log_evidence = np.logaddexp.reduce(log_joint, 1, keepdims=True) + math.log(width)
    mu, log_var = (ops.convert_to_numpy(term).astype("float64") for term in model.moments(x))
    log_q = -0.5 * ((NODES - mu) ** 2 / np.exp(log_var) + log_var + math.log(2 * math.pi))
    q = np.exp(log_q) * width
    rate = 0.5 * (mu**2 + np.exp(log_var) - log_var - 1)
    elbo = (q * log_likelihood).sum(1, keepdims=True) - rate
    kl = (q * (log_q - log_joint + log_evidence)).sum(1)
    return [term.mean() for term in (log_evidence, elbo, kl)]


def report(model, config, held_out, step):
    if config.model == "curved":
        evidence, elbo, kl = exact(model, config.h, held_out)
        print(f"step {step:5d}  evidence {evidence:8.4f}  ELBO {elbo:8.4f}  KL to the posterior {kl:7.4f}")
        return
    mu, log_var = (ops.convert_to_numpy(term) for term in model.moments(held_out))
    rates = 0.5 * (mu**2 + np.exp(log_var) - log_var - 1).mean(0)
    print(f"step {step:5d}  rates " + " ".join(f"{rate:.4f}" for rate in rates))


def main():
    config = settings()
    keras.utils.set_random_seed(config.seed)
    chance = np.random.default_rng(config.seed)
    model = Vae(config)
    held_out = drawn(config, HELD_OUT, chance)
    model.compile(keras.optimizers.Adam(config.lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8))
    report(model, config, held_out, 0)
    for step in range(config.steps):
        if config.falls > 0:
            share = (1 + math.cos(math.pi * min(1, step / config.falls))) / 2
            model.optimizer.learning_rate.assign(config.lr * share)
        model.train_on_batch(drawn(config, config.batch, chance))
        if (step + 1) % 100 == 0 or step + 1 == config.steps:
            report(model, config, held_out, step + 1)


if __name__ == "__main__":
    main()
