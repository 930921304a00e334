"""A GAN on MNIST digits in PyTorch, with the knobs of the figure "Which digits does the generator make?".

    python pytorch.py --lrd 4e-5        (collapses; --remedy packing mends it)
    python pytorch.py --conditional by-class --kd 2 --lrd 0.002 --lrg 0.002 --width 192
    python pytorch.py --images train-images-idx3-ubyte.gz --labels train-labels-idx1-ubyte.gz

Needs torch and numpy; without --images also torchvision, which fetches MNIST once. Fifty made digits go to made.pgm; the
figure's third network, which reads what is made, is left out here.
The figure draws its random numbers in its own way, so a seed gives other runs here than there, of the same kind.
"""

import argparse
import gzip

import numpy as np
import torch
from torch import nn
from torch.nn.functional import softplus

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
    from torchvision.datasets import MNIST

    data = MNIST("mnist", train=True, download=True)
    return data.data.numpy(), data.targets.numpy()


def players(config, odds):
    """z to 784 grey values, and digits to a log-odds; PyTorch begins with weights uniform within 1 / sqrt(inputs)."""
    told = told_of(config)
    g = nn.Sequential(
        nn.Linear(config.noise + told, config.width), nn.ReLU(), nn.Linear(config.width, PIXELS), nn.Sigmoid()
    )
    d = nn.Sequential(
        nn.Linear(seen_by(config) + told, config.width), nn.LeakyReLU(LEAK), nn.Linear(config.width, 1)
    )
    with torch.no_grad():
        g[2].bias.copy_(torch.from_numpy(odds))
    return g, d


def judged(config, d, x, classes, step):
    """D's outputs on digits x [n, 784] of these classes [n, 0 or 10], as the remedy lets it see them."""
    if config.remedy == "packing":
        x, classes = x.reshape(-1, PACK * PIXELS), classes[::PACK]
    if config.remedy == "batch-statistics":
        apart = (x[:, None] - x[None]).square().mean(2)  # [n, n]
        close = 1 / (1 + apart / CLOSE**2)
        x = torch.cat([x, (close.sum(1, keepdim=True) - 1) / (len(x) - 1)], 1)
    if config.remedy == "instance-noise":
        x = x + BLUR * max(0, 1 - step / FADING) * torch.randn_like(x)
    return d(torch.cat([x, classes], 1))


def generator_loss(loss, on_fakes):
    """D's outputs on fakes are log-odds a, D = sigmoid(a), or plain numbers for least squares."""
    if loss == "minimax":
        return -softplus(on_fakes).mean()  # log(1 - D)
    if loss == "non-saturating":
        return softplus(-on_fakes).mean()  # -log D
    return 0.5 * (on_fakes - 1).square().mean()


def discriminator_loss(loss, on_reals, on_fakes):
    if loss == "least-squares":
        return 0.5 * ((on_reals - 1).square().mean() + on_fakes.square().mean())
    return softplus(-on_reals).mean() + softplus(on_fakes).mean()  # -log D(x) - log(1 - D(G(z)))


def main():
    config = settings()
    torch.manual_seed(config.seed)
    chance = np.random.default_rng(config.seed)
    images, labels = digits(config)
    g, d = players(config, log_odds(images[:-HELD_OUT]))
    adam = lambda net, rate: torch.optim.Adam(net.parameters(), lr=rate, betas=(0.5, 0.999), eps=1e-8)
    adam_g, adam_d = adam(g, config.lrg), adam(d, config.lrd)

    def both(images, labels, step):
        """D's outputs on a batch of real digits, and on as many made ones."""
        real, asked = drawn(config, chance, labels)
        is_, asked = (torch.from_numpy(one_hot(config, classes)) for classes in (labels[real], asked))
        made = g(torch.cat([torch.randn(config.batch, config.noise), asked], 1))
        return judged(config, d, torch.from_numpy(images[real]), is_, step), judged(config, d, made, asked, step)

    def improve(adam, loss):
        adam.zero_grad()
        loss.backward()
        adam.step()

    def report(step):
        with torch.no_grad():
            pairs = [both(images[-HELD_OUT:], labels[-HELD_OUT:], step) for _ in range(WATCHED)]
        on_reals, on_fakes = (torch.cat(part) for part in zip(*pairs))
        says = torch.sigmoid if config.loss != "least-squares" else lambda a: a
        print(
            f"step {step:6d}  loss of D {discriminator_loss(config.loss, on_reals, on_fakes):6.3f}"
            f"  of G {generator_loss(config.loss, on_fakes):6.3f}"
            f"  D on real {says(on_reals).mean():5.2f}  on made {says(on_fakes).mean():5.2f}"
        )

    report(0)
    for step in range(config.steps):
        for _ in range(config.kd):
            # What a step of D leaves on G's weights is wiped before G's own step.
            improve(adam_d, discriminator_loss(config.loss, *both(images[:-HELD_OUT], labels[:-HELD_OUT], step)))
        improve(adam_g, generator_loss(config.loss, both(images[:-HELD_OUT], labels[:-HELD_OUT], step)[1]))
        if (step + 1) % 250 == 0 or step + 1 == config.steps:
            report(step + 1)

    # Rows of one z and columns of classes where classes are asked for.
    z = torch.randn(50, config.noise)
    if config.conditional == "by-class":
        z = z[:5].repeat_interleave(CLASSES, 0)
    asked = torch.from_numpy(one_hot(config, np.arange(50) % CLASSES))
    with torch.no_grad():
        save(config.out, g(torch.cat([z, asked], 1)).numpy())


if __name__ == "__main__":
    main()
