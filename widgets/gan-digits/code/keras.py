"""A GAN on MNIST digits in Keras 3, with the knobs of the figure "Which digits does the generator make?".

    python keras.py --lrd 4e-5        (collapses; --remedy packing mends it)
    python keras.py --conditional by-class --kd 2 --lrd 0.002 --lrg 0.002 --width 192
    python keras.py --images train-images-idx3-ubyte.gz --labels train-labels-idx1-ubyte.gz

Needs keras 3 with any of its backends (TensorFlow, JAX, PyTorch) and numpy; without --images Keras fetches MNIST once.
Fifty made digits go to made.pgm; the figure's third network, which reads what is made, is left out here.
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

PIXELS, CLASSES = 784, 10
HELD_OUT = 500
LEAK = 0.2  # slope of D's units below 0
PACK = 2  # digits that D sees as one, with --remedy packing
CLOSE = 0.25  # root mean square of pixels' differences at which two digits are half as close as one twice
BLUR, FADING = 0.5, 3000  # first sigma of instance noise, and the iterations over which it falls to 0
WATCHED = 8  # batches of held-out digits that the report is measured on



def settings():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--conditional", choices=["plain", "by-class"], default="plain", help="any digit, or one asked for")
    parser.add_argument("--loss", choices=["minimax", "non-saturating", "least-squares"], default="non-saturating")
    parser.add_argument("--lrd", type=float, default=4e-3, help="step size of D's Adam")
    parser.add_argument("--lrg", type=float, default=4e-3, help="step size of G's Adam")
    parser.add_argument("--remedy", choices=["none", "batch-statistics", "instance-noise", "packing"], default="none")
    parser.add_argument("--kd", type=int, default=1, help="steps of D before each step of G")
    parser.add_argument("--noise", type=int, default=16, help="dimensions of the latent z, a standard Gaussian")
    parser.add_argument("--width", type=int, default=128, help="units of the one hidden layer of each player")
    parser.add_argument("--batch", type=int, default=32, help="real digits, and made ones, a step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=2000, help="iterations: --kd steps of D and one of G")
    parser.add_argument("--images", help="a file of images in MNIST's own format (IDX), plain or .gz")
    parser.add_argument("--labels", help="the file of their labels")
    parser.add_argument("--out", default="made.pgm", help="where the picture of fifty made digits goes")
    config = parser.parse_args()
    if bool(config.images) != bool(config.labels):
        parser.error("--images and --labels belong together: give both files, or neither.")
    return config


def read_idx(path, magic, shape):
    """The bytes of an IDX file, [count, *shape]."""
    with gzip.open(path) if path.endswith(".gz") else open(path, "rb") as file:
        words = np.frombuffer(file.read(8 + 4 * len(shape)), dtype=">i4")
        if words[0] != magic or tuple(words[2:]) != shape:
            raise SystemExit(f"{path} should be an IDX file that begins with {magic}, but begins with {words[0]}.")
        return np.frombuffer(file.read(), dtype=np.uint8).reshape(words[1], *shape)


def digits(config):
    """Images as grey values 0 to 1, [count, 784], and their labels."""
    if config.images:
        images, labels = read_idx(config.images, 2051, (28, 28)), read_idx(config.labels, 2049, ())
    else:
        images, labels = mnist()
    return (images.reshape(-1, PIXELS) / 255).astype("float32"), labels.astype("int64")


def log_odds(images):
    """Log-odds of the mean image, which G begins with; one image of middle grey is counted in, so that all are finite."""
    ink = images.sum(0) + 0.5
    return np.log(ink / (len(images) + 1 - ink)).astype("float32")


def drawn(config, chance, labels):
    """Numbers of real digits for one step, and the classes that made ones are asked for."""
    real = chance.integers(len(labels), size=config.batch)
    asked = chance.integers(CLASSES, size=config.batch)
    if config.remedy == "packing" and config.conditional == "by-class":
        # A pack has one class.
        firsts = labels[real[::PACK]].repeat(PACK)
        real = np.array([chance.choice(np.flatnonzero(labels == label)) for label in firsts])
        asked = asked[::PACK].repeat(PACK)
    return real, asked


def one_hot(config, classes):
    """What the players are told besides: a column for each class, or nothing."""
    return np.eye(CLASSES, dtype="float32")[classes][:, : told_of(config)]


def told_of(config):
    return CLASSES if config.conditional == "by-class" else 0


def seen_by(config):
    return {"packing": PACK * PIXELS, "batch-statistics": PIXELS + 1}.get(config.remedy, PIXELS)


def save(path, images):
    """Fifty digits, ten a row, as a grey picture that most viewers open."""
    sheet = (1 - images.reshape(5, 10, 28, 28).transpose(0, 2, 1, 3).reshape(140, 280)) * 255
    with open(path, "wb") as file:
        file.write(b"P5 280 140 255\n" + sheet.round().astype(np.uint8).tobytes())


def mnist():
    return keras.datasets.mnist.load_data()[0]


def dense(inputs, outputs, bend=None):
    """A layer with weights and biases uniform within 1 / sqrt(inputs)."""
    limit = 1 / math.sqrt(inputs)
    uniform = lambda: keras.initializers.RandomUniform(-limit, limit)
    layer = layers.Dense(outputs, bend, kernel_initializer=uniform(), bias_initializer=uniform())
    layer.build((None, inputs))
    return layer


def leaky(x):
    return ops.leaky_relu(x, LEAK)


def players(config, odds):
    """z to 784 grey values, and digits to a log-odds."""
    told = told_of(config)
    pixels = dense(config.width, PIXELS, "sigmoid")
    pixels.bias.assign(odds)
    sizes = config.noise + told, seen_by(config) + told
    g = keras.Sequential([layers.Input((sizes[0],)), dense(sizes[0], config.width, "relu"), pixels])
    d = keras.Sequential([layers.Input((sizes[1],)), dense(sizes[1], config.width, leaky), dense(config.width, 1)])
    return g, d


def judged(config, d, x, classes):
    """D's outputs on digits x [n, 784] of these classes [n, 0 or 10], as the remedy lets it see them."""
    if config.remedy == "packing":
        x, classes = ops.reshape(x, (-1, PACK * PIXELS)), classes[::PACK]
    if config.remedy == "batch-statistics":
        apart = ops.mean((x[:, None] - x[None]) ** 2, axis=2)  # [n, n]
        close = 1 / (1 + apart / CLOSE**2)
        x = ops.concatenate([x, (ops.sum(close, axis=1, keepdims=True) - 1) / (config.batch - 1)], axis=1)
    return d(ops.concatenate([x, classes], axis=1))


def generator_loss(loss, on_fakes):
    """D's outputs on fakes are log-odds a, D = sigmoid(a), or plain numbers for least squares."""
    if loss == "minimax":
        return -ops.mean(ops.softplus(on_fakes))  # log(1 - D)
    if loss == "non-saturating":
        return ops.mean(ops.softplus(-on_fakes))  # -log D
    return 0.5 * ops.mean((on_fakes - 1) ** 2)


def discriminator_loss(loss, on_reals, on_fakes):
    if loss == "least-squares":
        return 0.5 * (ops.mean((on_reals - 1) ** 2) + ops.mean(on_fakes**2))
    return ops.mean(ops.softplus(-on_reals)) + ops.mean(ops.softplus(on_fakes))  # -log D(x) - log(1 - D(G(z)))


class Move(keras.Model):
    """A step of one player, whose loss is all there is to make small; the other player only answers."""

    def __init__(self, config, g, d, rate):
        super().__init__()
        self.config, self.g, self.d = config, g, d
        self.compile(keras.optimizers.Adam(rate, beta_1=0.5, beta_2=0.999, epsilon=1e-8))

    def step(self, feed):
        self.g.trainable, self.d.trainable = self.moves == "g", self.moves == "d"
        self.train_on_batch(feed)

    def on_fakes(self, feed):
        made = self.g(ops.concatenate([feed["z"], feed["asked"]], axis=1))
        return judged(self.config, self.d, made + feed["blur fake"], feed["asked"])

    def on_reals(self, feed):
        return judged(self.config, self.d, feed["real"] + feed["blur real"], feed["is"])


class DiscriminatorMove(Move):
    moves = "d"

    def call(self, feed):
        on_fakes = self.on_fakes(feed)
        self.add_loss(discriminator_loss(self.config.loss, self.on_reals(feed), on_fakes))
        return on_fakes


class GeneratorMove(Move):
    moves = "g"

    def call(self, feed):
        on_fakes = self.on_fakes(feed)
        self.add_loss(generator_loss(self.config.loss, on_fakes))
        return on_fakes


def feeding(config, chance, images, labels):
    """What a step is given: real digits, noise, the classes of both, and what blurs them."""

    def feed(step):
        real, asked = drawn(config, chance, labels)
        sigma = BLUR * max(0, 1 - step / FADING) if config.remedy == "instance-noise" else 0
        normal = lambda columns: chance.standard_normal((config.batch, columns)).astype("float32")
        blur = lambda: sigma * normal(PIXELS) if sigma > 0 else np.zeros((config.batch, PIXELS), "float32")
        return {
            "real": images[real],
            "is": one_hot(config, labels[real]),
            "z": normal(config.noise),
            "asked": one_hot(config, asked),
            "blur real": blur(),
            "blur fake": blur(),
        }

    return feed


def number(tensor):
    return float(ops.convert_to_numpy(tensor))


def main():
    config = settings()
    keras.utils.set_random_seed(config.seed)
    chance = np.random.default_rng(config.seed)
    images, labels = digits(config)
    feed = feeding(config, chance, images[:-HELD_OUT], labels[:-HELD_OUT])
    watch = feeding(config, chance, images[-HELD_OUT:], labels[-HELD_OUT:])
    g, d = players(config, log_odds(images[:-HELD_OUT]))
    move_d = DiscriminatorMove(config, g, d, config.lrd)
    move_g = GeneratorMove(config, g, d, config.lrg)

    def report(step):
        feeds = [{name: ops.convert_to_tensor(array) for name, array in watch(step).items()} for _ in range(WATCHED)]
        on_reals = ops.concatenate([move_d.on_reals(each) for each in feeds])
        on_fakes = ops.concatenate([move_d.on_fakes(each) for each in feeds])
        says = ops.sigmoid if config.loss != "least-squares" else lambda a: a
        loss_d, loss_g = discriminator_loss(config.loss, on_reals, on_fakes), generator_loss(config.loss, on_fakes)
        on_real, on_made = ops.mean(says(on_reals)), ops.mean(says(on_fakes))
        print(
            f"step {step:6d}  loss of D {number(loss_d):6.3f}  of G {number(loss_g):6.3f}"
            f"  D on real {number(on_real):5.2f}  on made {number(on_made):5.2f}"
        )

    report(0)
    for step in range(config.steps):
        for _ in range(config.kd):
            move_d.step(feed(step))
        move_g.step(feed(step))
        if (step + 1) % 250 == 0 or step + 1 == config.steps:
            report(step + 1)

    # Rows of one z and columns of classes where classes are asked for.
    z = chance.standard_normal((50, config.noise)).astype("float32")
    if config.conditional == "by-class":
        z = z[:5].repeat(CLASSES, axis=0)
    asked = one_hot(config, np.arange(50) % CLASSES)
    save(config.out, ops.convert_to_numpy(g(np.concatenate([z, asked], axis=1))))


if __name__ == "__main__":
    main()
