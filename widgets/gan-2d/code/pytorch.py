"""A GAN on points in the plane in PyTorch, with the knobs of the figure "What happens when two networks play against each other?".

    python pytorch.py --data moons --kd 2 --steps 4000
    python pytorch.py --noise 4 --lrd 0.001 --lrg 0.004        (collapses; --remedy batch-statistics mends it)

Needs torch and numpy.
The figure draws its random numbers in its own way, so a seed gives other runs here than there, of the same kind.
"""

import argparse

import numpy as np
import torch
from torch import nn
from torch.nn.functional import softplus

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


def player(inputs, outputs, config, bend):
    """Hidden layers alike, then a linear one. PyTorch begins with all weights uniform within 1 / sqrt(inputs)."""
    sizes = [inputs] + config.depth * [config.width]
    hidden = [part for a, b in zip(sizes, sizes[1:]) for part in (nn.Linear(a, b), bend)]
    return nn.Sequential(*hidden, nn.Linear(config.width, outputs))


def seen(config, x, step):
    """What D reads of points [n, 2]: the remedies against collapse change this and nothing else."""
    if config.remedy == "packing":
        return x.reshape(-1, 2 * PACK)
    if config.remedy == "batch-statistics":
        apart = (x[:, None] - x[None]).square().mean(2)  # [n, n]
        close = 1 / (1 + apart / CLOSE**2)
        return torch.cat([x, (close.sum(1, keepdim=True) - 1) / (len(x) - 1)], 1)
    if config.remedy == "instance-noise":
        return x + BLUR * max(0, 1 - step / FADING) * torch.randn_like(x)
    return x


def generator_loss(loss, on_fakes):
    """D's outputs on fakes are log-odds a, D = sigmoid(a), or plain numbers for the last two losses."""
    if loss == "minimax":
        return -softplus(on_fakes).mean()  # log(1 - D)
    if loss == "non-saturating":
        return softplus(-on_fakes).mean()  # -log D
    if loss == "least-squares":
        return 0.5 * (on_fakes - 1).square().mean()
    return -on_fakes.mean()


def discriminator_loss(loss, d, real, fake):
    if loss in ("minimax", "non-saturating"):
        return softplus(-d(real)).mean() + softplus(d(fake)).mean()  # -log D(x) - log(1 - D(G(z)))
    if loss == "least-squares":
        return 0.5 * ((d(real) - 1).square().mean() + d(fake).square().mean())
    return d(fake).mean() - d(real).mean() + PENALTY * slope_penalty(d, real, fake)


def slope_penalty(d, real, fake):
    """Mean of (|gradient of D| - 1)^2 at points between a real and a fake one."""
    share = torch.rand(len(real), 1)
    between = (share * real + (1 - share) * fake).detach().requires_grad_()
    (slope,) = torch.autograd.grad(d(between).sum(), between, create_graph=True)
    return ((slope.square().sum(1) + 1e-12).sqrt() - 1).square().mean()


def main():
    config = settings()
    torch.manual_seed(config.seed)
    chance = np.random.default_rng(config.seed)
    centres, modes, sigma = mixture(config)
    pool, shown = (torch.tensor(draw(chance, centres, sigma, count)) for count in (POOL, SHOWN))

    width_seen = {"packing": 2 * PACK, "batch-statistics": 3}.get(config.remedy, 2)
    g = player(config.noise, 2, config, nn.ReLU())
    d = player(width_seen, 1, config, nn.LeakyReLU(LEAK))
    adam = lambda net, rate: torch.optim.Adam(net.parameters(), lr=rate, betas=(0.5, 0.999), eps=1e-8)
    adam_g, adam_d = adam(g, config.lrg), adam(d, config.lrd)
    noise = lambda count: torch.randn(count, config.noise)
    z_shown, z_counted = noise(SHOWN), noise(COUNTED)

    def discriminator_step(step):
        real = pool[torch.randint(POOL, (config.batch,))]
        fake = g(noise(config.batch)).detach()
        loss = discriminator_loss(config.loss, d, seen(config, real, step), seen(config, fake, step))
        adam_d.zero_grad()
        loss.backward()
        adam_d.step()

    def generator_step(step):
        loss = generator_loss(config.loss, d(seen(config, g(noise(config.batch)), step)))
        adam_g.zero_grad()
        loss.backward()
        adam_g.step()

    def report(step):
        with torch.no_grad():
            fakes, points = g(z_shown), g(z_counted).numpy()
            real, fake = (seen(config, x, FADING) for x in (shown, fakes))
            says = torch.sigmoid if config.loss in ("minimax", "non-saturating") else lambda a: a
            on_real, on_fake = says(d(real)).mean(), says(d(fake)).mean()
            loss_g = generator_loss(config.loss, d(fake))
        loss_d = discriminator_loss(config.loss, d, real, fake).detach()
        reached, good = covered(centres, modes, sigma, points)
        print(
            f"step {step:6d}  loss of D {loss_d:6.3f}  of G {loss_g:6.3f}  D on real {on_real:5.2f}  on fake {on_fake:5.2f}"
            f"  modes {reached} of {modes.max() + 1}  good points {good:.2f}"
        )

    report(0)
    for step in range(config.steps):
        for _ in range(config.kd):
            discriminator_step(step)
        generator_step(step)
        if (step + 1) % 250 == 0 or step + 1 == config.steps:
            report(step + 1)


if __name__ == "__main__":
    main()
