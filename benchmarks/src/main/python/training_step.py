"""Training steps of one gradient-isolated module in PyTorch, to compare with.

The mathematics is that of arXiv 1905.11786 (Greedy InfoMax): an encoder, a predictor W_k for every step ahead, the loss of its
equation 4, Adam. What the module is made of comes as JSON, the one argument. What to do comes a line at a time, and each is
answered by a line:

    prepare            makes the module and its input    prepared
    step               one training step                 seconds, seconds of processor, loss
    matrix N PRECISION a product of N by N matrices      floating-point operations a second
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional

MATRIX_PRODUCTS = 5


class ChannelNorm(nn.LayerNorm):
    """Brings the channels of every step to mean 0 and variance 1; the input is [batch, channels, time]."""

    def forward(self, x):
        return super().forward(x.transpose(1, 2)).transpose(1, 2)


class Module(nn.Module):
    """An encoder z, a context c where the module has a network for it, else z itself, and the predictors W_1 to W_K."""

    def __init__(self, task):
        super().__init__()
        layers, channels = [], task["channels"]
        for layer in task["convolutions"]:
            layers.append(nn.Conv1d(channels, layer["channels"], layer["kernel"], layer["stride"], layer["padding"]))
            channels = layer["channels"]
            if layer["norm"]:
                layers.append(ChannelNorm(channels))
            layers.append(nn.ReLU(inplace=True))
        self.encoder = nn.Sequential(*layers)
        self.context = nn.GRU(channels, task["context"], batch_first=True) if task["context"] else None
        self.ahead = task["predictionSteps"]
        self.predictor = nn.Linear(task["context"] or channels, channels * self.ahead, bias=False)

    def forward(self, x):
        """z and c, [batch, time, channels]."""
        z = self.encoder(x).transpose(1, 2)
        return z, z if self.context is None else self.context(z)[0]

    def predict(self, c):
        """W_k c of every k, [batch, time, K, channels of z]."""
        return self.predictor(c).unflatten(2, (self.ahead, -1))


def shared(module, z, c, pool):
    """The loss with one pool of negatives, [M, channels], for all positions and steps ahead."""
    predicted = module.predict(c)
    against = predicted @ pool.t()
    loss = 0
    for k in range(1, module.ahead + 1):
        own = (predicted[:, :-k, k - 1] * z[:, k:]).sum(2, keepdim=True)
        scores = torch.cat([own, against[:, :-k, k - 1]], 2)
        loss = loss - functional.log_softmax(scores, 2)[..., 0].mean()
    return loss / module.ahead


def per_position(module, z, c, negatives):
    """The loss with negatives, [positions of the batch, channels, M], that every position has of its own: the authors' form."""
    predicted = module.predict(c)
    loss = 0
    for k in range(1, module.ahead + 1):
        own = z[:, k:].flatten(0, 1)
        guess = predicted[:, :-k, k - 1].flatten(0, 1).unsqueeze(1)
        others = negatives[len(negatives) - len(own):]
        scores = torch.cat([guess @ own.unsqueeze(2), guess @ others], 2).squeeze(1)
        loss = loss - functional.log_softmax(scores, 1)[:, 0].mean()
    return loss / module.ahead


class Training:
    """A module with its optimiser and an input that stays the same, as what a step costs does not depend on it; all on one device."""

    def __init__(self, task):
        self.task = task
        self.device = torch.device(task["device"])
        self.module = Module(task).to(self.device)
        self.optimiser = torch.optim.Adam(self.module.parameters(), lr=task["learningRate"], fused=True)
        self.input = torch.randn(task["batch"], task["channels"], task["steps"], device=self.device)
        if task["rectified"]:
            self.input.relu_()
        self.shared = task["form"] == "shared"
        self.loss = shared if self.shared else per_position
        self.encode = self.module.forward
        if task["compiled"]:
            self.loss = torch.compile(self.loss)
            self.encode = torch.compile(self.encode)

    def forward(self):
        z, c = self.encode(self.input)
        everywhere, count = z.flatten(0, 1), self.task["negatives"]
        if self.shared:
            negatives = everywhere[torch.randint(0, len(everywhere), (count,), device=self.device)]
        else:
            negatives = torch.stack([self.permuted(everywhere) for _ in range(count)], 2)
        window = self.task["subWindow"]
        if z.size(1) > window:
            begin = int(torch.randint(0, z.size(1) - window + 1, (1,)))
            z, c = z[:, begin:begin + window], c[:, begin:begin + window]
        return self.loss(self.module, z, c, negatives)

    def permuted(self, rows):
        return rows.index_select(0, torch.randperm(len(rows), device=self.device))

    def step(self):
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.task["precision"] == "bfloat16"):
            loss = self.forward()
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        return loss.item()


def matrix(size, precision):
    """Operations a second of the fastest of a few products of square matrices."""
    factor = torch.randn(size, size).to(getattr(torch, precision))
    seconds = []
    for _ in range(MATRIX_PRODUCTS):
        begin = time.perf_counter()
        factor @ factor
        seconds.append(time.perf_counter() - begin)
    return 2 * size ** 3 / min(seconds)


def main():
    task = json.loads(sys.argv[1])
    torch.set_num_threads(task["threads"])
    torch.manual_seed(task["seed"])
    print("loaded PyTorch", torch.__version__, flush=True)
    training = None
    for line in sys.stdin:
        command, *arguments = line.split()
        if command == "prepare":
            training = Training(task)
            print("prepared", flush=True)
        elif command == "step":
            begin, used = time.perf_counter(), time.process_time()
            loss = training.step()
            print(time.perf_counter() - begin, time.process_time() - used, loss, flush=True)
        elif command == "matrix":
            print(matrix(int(arguments[0]), arguments[1]), flush=True)
        else:
            sys.exit(f"command is {command}; allowed: prepare, step, matrix")


if __name__ == "__main__":
    main()
