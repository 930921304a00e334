"""The race's three reference models in native PyTorch on one thread: ms a step, medians, as JSON. No part of the project needs it."""
import json
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)
torch.manual_seed(1)


def gan(batch=128):
    def net(outputs):
        return nn.Sequential(
            nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 32), nn.LeakyReLU(0.2), nn.Linear(32, outputs)
        )

    g, d = net(2), net(1)
    for_g, for_d = [torch.optim.Adam(n.parameters(), lr=1e-3, betas=(0.5, 0.999)) for n in (g, d)]
    real, first, second = [torch.randn(batch, 2) for _ in range(3)]

    def step():
        with torch.no_grad():
            fake = g(first)
        for_d.zero_grad(set_to_none=True)
        (F.softplus(-d(real)).mean() + F.softplus(d(fake)).mean()).backward()
        for_d.step()
        for_g.zero_grad(set_to_none=True)
        F.softplus(-d(g(second))).mean().backward()
        for_g.step()

    return step


def vae(batch):
    encoder, moments = nn.Linear(784, 128), nn.Linear(128, 4)
    decoder, pixels = nn.Linear(2, 128), nn.Linear(128, 784)
    layers = nn.ModuleList([encoder, moments, decoder, pixels])
    adam = torch.optim.Adam(layers.parameters(), lr=1e-3)
    # A fifth of a digit's pixels have ink.
    x = torch.rand(batch, 784) * (torch.rand(batch, 784) < 0.2)
    noise = torch.randn(batch, 2)

    def step():
        mu, log_var = moments(F.relu(encoder(x))).chunk(2, dim=1)
        z = mu + torch.exp(0.5 * log_var) * noise
        logits = pixels(F.relu(decoder(z)))
        distortion = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
        rate = 0.5 * (mu.square() + log_var.exp() - log_var - 1).sum()
        adam.zero_grad(set_to_none=True)
        ((distortion + rate) / batch).backward()
        adam.step()

    return step


def milliseconds(step, rounds, length=0.1):
    begin = time.perf_counter()
    for _ in range(10):
        step()
    steps = max(1, int(length / ((time.perf_counter() - begin) / 10)))
    found = []
    for _ in range(rounds):
        begin = time.perf_counter()
        for _ in range(steps):
            step()
        found.append(1000 * (time.perf_counter() - begin) / steps)
    return statistics.median(found), min(found)


rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
steps = {"gan": gan(), "vae-64": vae(64), "vae-128": vae(128)}
times = {name: milliseconds(step, rounds) for name, step in steps.items()}
print(json.dumps({"version": torch.__version__, "times": times}))
