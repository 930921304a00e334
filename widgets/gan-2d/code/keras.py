"""A GAN on points in the plane in Keras 3, with the knobs of the figure "What happens when two networks play against each other?".

    python keras.py --data moons --kd 2 --steps 4000
    python keras.py --noise 4 --lrd 0.001 --lrg 0.004        (collapses; --remedy batch-statistics mends it)

Needs keras 3 with any of its backends (TensorFlow, JAX, PyTorch) and numpy.
The figure draws its random numbers in its own way, so a seed gives other runs here than there, of the same kind.
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

SETS = ["ring", "grid", "moons", "spiral", "pinwheel", "circles", "drawing"]
LOSSES = ["minimax", "non-saturating", "least-squares", "wasserstein"]
REMEDIES = ["none", "packing", "batch-statistics", "instance-noise"]
LEAK = 0.2  # slope of D's units below 0
PACK = 2  # points that D sees as one, with --remedy packing
CLOSE = 0.5  # distance at which two points count as half as close as one point twice, with batch-statistics
BLUR, FADING = 0.3, 4000  # first sigma of instance noise, and the iterations over which it falls to 0
PENALTY = 0.1  # weight of the Wasserstein critic's penalty on its slope
POOL, SHOWN, COUNTED = 8192, 512, 10_000
CELL = 2.4 / 16  # of a drawing


def settings():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", choices=SETS, default="ring")
    parser.add_argument("--drawing", default="", help="64 hex digits: the cells of a drawing, for --data drawing")
    parser.add_argument("--loss", choices=LOSSES, default="non-saturating")
    parser.add_argument("--kd", type=int, default=1, help="steps of D before each step of G")
    parser.add_argument("--lrd", type=float, default=2e-3, help="step size of D's Adam")
    parser.add_argument("--lrg", type=float, default=1e-3, help="step size of G's Adam")
    parser.add_argument("--remedy", choices=REMEDIES, default="none")
    parser.add_argument("--noise", type=int, default=2, help="dimensions of the latent z, a standard Gaussian")
    parser.add_argument("--width", type=int, default=32, help="units of a hidden layer of either player")
    parser.add_argument("--depth", type=int, default=2, help="hidden layers of each player")
    parser.add_argument("--batch", type=int, default=128, help="real points, and fake ones, a step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=2000, help="iterations: --kd steps of D and one of G")
    config = parser.parse_args()
    if config.remedy == "packing":
        config.batch -= config.batch % PACK
    return config


def polar(radius, turns):
    return np.stack([radius * np.cos(2 * np.pi * turns), radius * np.sin(2 * np.pi * turns)], axis=-1)


def along(curve, count):
    """`count` stretches of a curve over 0 to 1, equally long, each of 20 points: centres and their modes."""
    t = np.linspace(0, 1, 4001)
    lengths = np.append(0, np.linalg.norm(np.diff(curve(t), axis=0), axis=1).cumsum())
    shares = (np.arange(20 * count) + 0.5) / (20 * count)
    return curve(np.interp(shares * lengths[-1], lengths, t)), np.repeat(np.arange(count), 20)


def joined(*parts):
    """Several curves as one set, each with modes of its own."""
    firsts = np.cumsum([0] + [modes.max() + 1 for _, modes in parts])
    return np.concatenate([at for at, _ in parts]), np.concatenate([m + f for (_, m), f in zip(parts, firsts)])


def single(centres):
    return centres, np.arange(len(centres))


def drawn(cells):
    bits = np.unpackbits(np.frombuffer(bytes.fromhex(cells.ljust(64, "0")), dtype=np.uint8)).reshape(16, 16)
    if not bits.any():
        raise SystemExit("--data drawing needs --drawing with at least one cell: 64 hex digits, 16 x 16 cells.")
    row, column = np.nonzero(bits)
    return np.stack([(column + 0.5) * CELL - 1.2, 1.2 - (row + 0.5) * CELL], axis=1)


def mixture(config):
    """Centres [k, 2] of equal, round Gaussians, the mode that each belongs to, and their sigma."""
    moon = lambda t: polar(0.62, t / 2) - [0.31, 0.15]
    eighths, fifths = np.arange(8) / 8, range(5)
    sets = {
        "ring": lambda: single(polar(0.9, eighths)),
        "grid": lambda: single(np.array([[0.45 * (i - 2), 0.45 * (2 - j)] for j in fifths for i in fifths])),
        "moons": lambda: joined(along(moon, 4), along(lambda t: -moon(t), 4)),
        "spiral": lambda: along(lambda t: polar(0.15 + 0.8 * t, 1.75 * t), 8),
        "pinwheel": lambda: joined(
            *(along(lambda t, arm=arm: polar(0.25 + 0.7 * t, arm / 5 + 0.15 * t), 1) for arm in fifths)
        ),
        "circles": lambda: joined(along(lambda t: polar(0.9, t), 8), along(lambda t: polar(0.45, t), 4)),
        "drawing": lambda: single(drawn(config.drawing)),
    }
    return *sets[config.data](), CELL / 2 if config.data == "drawing" else 0.05


def draw(chance, centres, sigma, count):
    at = centres[chance.integers(len(centres), size=count)]
    return (at + sigma * chance.standard_normal(at.shape)).astype("float32")


def covered(centres, modes, sigma, points):
    """Modes with a tenth of the points that true data would put there, and the share of points within 3 sigma."""
    apart = np.linalg.norm(points[:, None] - centres[None], axis=2)
    good = apart.min(axis=1) <= 3 * sigma
    counts = np.bincount(modes[apart.argmin(axis=1)[good]], minlength=modes.max() + 1)
    return int((counts >= 0.1 * len(points) / len(counts)).sum()), good.mean()


def dense(inputs, outputs, bend=None):
    """A layer with weights and biases uniform within 1 / sqrt(inputs)."""
    limit = 1 / math.sqrt(inputs)
    uniform = lambda: keras.initializers.RandomUniform(-limit, limit)
    layer = layers.Dense(outputs, bend, kernel_initializer=uniform(), bias_initializer=uniform())
    layer.build((None, inputs))
    return layer


def player(inputs, outputs, config, bend):
    """Hidden layers alike, then a linear one."""
    sizes = [inputs] + config.depth * [config.width]
    hidden = [dense(a, b, bend) for a, b in zip(sizes, sizes[1:])]
    return keras.Sequential([layers.Input((inputs,)), *hidden, dense(config.width, outputs)])


def leaky(x):
    return ops.leaky_relu(x, LEAK)


def seen(config, x):
    """What D reads of points [n, 2]: the remedies against collapse change this; instance noise is in the points."""
    if config.remedy == "packing":
        return ops.reshape(x, (-1, 2 * PACK))
    if config.remedy == "batch-statistics":
        apart = ops.mean((x[:, None] - x[None]) ** 2, axis=2)  # [n, n]
        close = 1 / (1 + apart / CLOSE**2)
        return ops.concatenate([x, (ops.sum(close, axis=1, keepdims=True) - 1) / (config.batch - 1)], axis=1)
    return x


def generator_loss(loss, on_fakes):
    """D's outputs on fakes are log-odds a, D = sigmoid(a), or plain numbers for the last two losses."""
    if loss == "minimax":
        return -ops.mean(ops.softplus(on_fakes))  # log(1 - D)
    if loss == "non-saturating":
        return ops.mean(ops.softplus(-on_fakes))  # -log D
    if loss == "least-squares":
        return 0.5 * ops.mean((on_fakes - 1) ** 2)
    return -ops.mean(on_fakes)


def discriminator_loss(loss, d, real, fake, share):
    if loss in ("minimax", "non-saturating"):
        return ops.mean(ops.softplus(-d(real))) + ops.mean(ops.softplus(d(fake)))  # -log D(x) - log(1 - D(G(z)))
    if loss == "least-squares":
        return 0.5 * (ops.mean((d(real) - 1) ** 2) + ops.mean(d(fake) ** 2))
    share = share[: ops.shape(real)[0]]
    slope = slope_of(d, share * real + (1 - share) * fake)
    norm = ops.sqrt(ops.sum(slope**2, axis=1) + 1e-12)
    return ops.mean(d(fake)) - ops.mean(d(real)) + PENALTY * ops.mean((norm - 1) ** 2)


def slope_of(d, x):
    """D's gradient at each row, by the chain rule: Keras has no gradient of its own that every backend knows."""
    *hidden, last = d.layers
    bends = []
    for layer in hidden:
        x = layer(x)
        bends.append(ops.where(x > 0, 1.0, LEAK))  # a leaky unit keeps its sign
    slope = ops.transpose(last.kernel)
    for layer, bend in zip(reversed(hidden), reversed(bends)):
        slope = ops.matmul(slope * bend, ops.transpose(layer.kernel))
    return slope


class Move(keras.Model):
    """A step of one player, whose loss is all there is to make small; the other player only answers."""

    def __init__(self, config, g, d, rate):
        super().__init__()
        self.config, self.g, self.d = config, g, d
        self.compile(keras.optimizers.Adam(rate, beta_1=0.5, beta_2=0.999, epsilon=1e-8))

    def step(self, feed):
        self.g.trainable, self.d.trainable = self.moves == "g", self.moves == "d"
        self.train_on_batch(feed)


class DiscriminatorMove(Move):
    moves = "d"

    def call(self, feed):
        fake = seen(self.config, ops.stop_gradient(self.g(feed["z"])) + feed["blur fake"])
        real = seen(self.config, feed["real"] + feed["blur real"])
        self.add_loss(discriminator_loss(self.config.loss, self.d, real, fake, feed["share"]))
        return self.d(fake)


class GeneratorMove(Move):
    moves = "g"

    def call(self, feed):
        on_fakes = self.d(seen(self.config, self.g(feed["z"]) + feed["blur fake"]))
        self.add_loss(generator_loss(self.config.loss, on_fakes))
        return on_fakes


def feeding(config, chance, pool):
    """What a step is given: real points, noise, what blurs both kinds of points, where a critic's slope is held."""

    def feed(step):
        sigma = BLUR * max(0, 1 - step / FADING) if config.remedy == "instance-noise" else 0
        normal = lambda columns: chance.standard_normal((config.batch, columns)).astype("float32")
        return {
            "real": pool[chance.integers(POOL, size=config.batch)],
            "z": normal(config.noise),
            "blur real": sigma * normal(2),
            "blur fake": sigma * normal(2),
            "share": chance.random((config.batch, 1)).astype("float32"),
        }

    return feed


def number(tensor):
    return float(ops.convert_to_numpy(tensor))


def main():
    config = settings()
    keras.utils.set_random_seed(config.seed)
    chance = np.random.default_rng(config.seed)
    centres, modes, sigma = mixture(config)
    feed = feeding(config, chance, draw(chance, centres, sigma, POOL))
    z_counted = ops.convert_to_tensor(chance.standard_normal((COUNTED, config.noise)), "float32")

    width_seen = {"packing": 2 * PACK, "batch-statistics": 3}.get(config.remedy, 2)
    g = player(config.noise, 2, config, "relu")
    d = player(width_seen, 1, config, leaky)
    move_d = DiscriminatorMove(config, g, d, config.lrd)
    move_g = GeneratorMove(config, g, d, config.lrg)
    shown = {name: ops.convert_to_tensor(array) for name, array in feed(FADING).items()}

    def report(step):
        real, fake = seen(config, shown["real"]), seen(config, g(shown["z"]))
        loss_d = number(discriminator_loss(config.loss, d, real, fake, shown["share"]))
        loss_g = number(generator_loss(config.loss, d(fake)))
        says = ops.sigmoid if config.loss in ("minimax", "non-saturating") else lambda a: a
        on_real, on_fake = (number(ops.mean(says(d(x)))) for x in (real, fake))
        reached, good = covered(centres, modes, sigma, ops.convert_to_numpy(g(z_counted)))
        print(
            f"step {step:6d}  loss of D {loss_d:6.3f}  of G {loss_g:6.3f}  D on real {on_real:5.2f}  on fake {on_fake:5.2f}"
            f"  modes {reached} of {modes.max() + 1}  good points {good:.2f}"
        )

    report(0)
    for step in range(config.steps):
        for _ in range(config.kd):
            move_d.step(feed(step))
        move_g.step(feed(step))
        if (step + 1) % 250 == 0 or step + 1 == config.steps:
            report(step + 1)


if __name__ == "__main__":
    main()
