"""A variational autoencoder whose evidence is known, in PyTorch, with the knobs of the figure on the exact gap.

    python pytorch.py --shape spiral --steps 2000
    python pytorch.py --model linear --h 1 --beta 0.5 --lr 0.01 --falls 2000 --steps 2000

Needs torch. The figure draws its random numbers in its own way, so a seed gives other runs here than there, of the same kind.
"""

import argparse
import math

import torch
from torch import nn

SPECTRUM = torch.tensor([4, 2, 1, 0.5, 0.5])  # variances of the linear model's data
WIDTH = 32
HELD_OUT = 300
NODES = torch.linspace(-6, 6, 801, dtype=torch.float64)


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
    return torch.stack([radius * torch.cos(2 * math.pi * turns), radius * torch.sin(2 * math.pi * turns)], 1)


def drawn(config, count):
    """Rows of data."""
    if config.model == "linear":
        return torch.randn(count, len(SPECTRUM)) * SPECTRUM.sqrt()
    t = torch.rand(count)
    if config.shape == "moons":
        upper = on_circle(0.62, t / 2) - torch.tensor([0.31, 0.15])
        places = torch.where(torch.rand(count, 1) < 0.5, upper, -upper)
    else:  # about uniform in length, which grows with the square of the radius
        along = ((0.15**2 + t * (0.95**2 - 0.15**2)).sqrt() - 0.15) / 0.8
        places = on_circle(0.15 + 0.8 * along, 1.75 * along)
    return places + 0.05 * torch.randn(count, 2)


def dense(inputs, outputs):
    """A layer with weights and biases uniform within 1 / sqrt(inputs)."""
    layer = nn.Linear(inputs, outputs)
    limit = 1 / math.sqrt(inputs)
    nn.init.uniform_(layer.weight, -limit, limit)
    nn.init.uniform_(layer.bias, -limit, limit)
    return layer


def chain(sizes):
    """Layers of tanh, the last one linear."""
    layers = [part for a, b in zip(sizes, sizes[1:]) for part in (dense(a, b), nn.Tanh())]
    return nn.Sequential(*layers[:-1])


class Vae(nn.Module):
    def __init__(self, config):
        super().__init__()
        linear = config.model == "linear"
        data, self.code = (len(SPECTRUM), config.latent) if linear else (2, 1)
        hidden = [] if linear else [WIDTH, WIDTH]
        self.encoder = chain([data] + hidden + [2 * self.code])
        self.decoder = chain([self.code] + hidden + [data])

    def moments(self, x):
        """Mean and log variance of q(z|x)."""
        return self.encoder(x).split(self.code, 1)

    def forward(self, x):
        """Squared error and rate of rows of data, each [batch]."""
        mu, log_var = self.moments(x)
        z = mu + torch.exp(0.5 * log_var) * torch.randn_like(mu)
        error = ((x - self.decoder(z)) ** 2).sum(1)
        return error, 0.5 * (mu**2 + log_var.exp() - log_var - 1).sum(1)


def exact(model, h, x):
    """Means of log p(x), ELBO and KL(q || posterior) by the trapezoid rule: a row a point, a column a code."""
    model, x = model.double(), x.double()
    width = NODES[1] - NODES[0]
    squares = ((x[:, None] - model.decoder(NODES[:, None])) ** 2).sum(2)
    log_likelihood = -squares / (2 * h**2) - math.log(2 * math.pi * h**2)
    log_joint = log_likelihood - 0.5 * (NODES**2 + math.log(2 * math.pi))
    log_evidence = torch.logsumexp(log_joint, 1, keepdim=True) + width.log()
    mu, log_var = model.moments(x)
    log_q = -0.5 * ((NODES - mu) ** 2 / log_var.exp() + log_var + math.log(2 * math.pi))
    q = log_q.exp() * width
    rate = 0.5 * (mu**2 + log_var.exp() - log_var - 1)
    elbo = (q * log_likelihood).sum(1, keepdim=True) - rate
    kl = (q * (log_q - log_joint + log_evidence)).sum(1)
    found = [term.mean().item() for term in (log_evidence, elbo, kl)]
    model.float()
    return found


def report(model, config, held_out, step):
    with torch.no_grad():
        if config.model == "curved":
            evidence, elbo, kl = exact(model, config.h, held_out)
            print(f"step {step:5d}  evidence {evidence:8.4f}  ELBO {elbo:8.4f}  KL to the posterior {kl:7.4f}")
            return
        mu, log_var = model.moments(held_out)
        rates = 0.5 * (mu**2 + log_var.exp() - log_var - 1).mean(0)
        print(f"step {step:5d}  rates " + " ".join(f"{rate:.4f}" for rate in rates.tolist()))


def main():
    config = settings()
    torch.manual_seed(config.seed)
    model = Vae(config)
    held_out = drawn(config, HELD_OUT)
    adam = torch.optim.Adam(model.parameters(), lr=config.lr, betas=(0.9, 0.999), eps=1e-8)
    report(model, config, held_out, 0)
    for step in range(config.steps):
        if config.falls > 0:
            adam.param_groups[0]["lr"] = config.lr * (1 + math.cos(math.pi * min(1, step / config.falls))) / 2
        error, rate = model(drawn(config, config.batch))
        loss = (error + 2 * config.h**2 * config.beta * rate).mean()  # the negative ELBO times 2 h^2, without its constant
        adam.zero_grad()
        loss.backward()
        adam.step()
        if (step + 1) % 100 == 0 or step + 1 == config.steps:
            report(model, config, held_out, step + 1)


if __name__ == "__main__":
    main()
