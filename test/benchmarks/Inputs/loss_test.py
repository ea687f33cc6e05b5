"""loss_test.py MODEL PROGRAM: trains PROGRAM and PyTorch's MODEL alike and compares their losses."""

import json
import os
import subprocess
import sys
import tempfile

import pool
from torch_models import MODELS, batches, initial_model
from torch_steps import VARIANTS, make_step

# Both round sums in another order; 150 steps of Adam carry that on.
TOLERANCE = 1e-4
BATCH, EPOCHS = 16, 3

model = MODELS[sys.argv[1]]
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "test.pool")
    pool.write(path, model, BATCH)
    command = [sys.argv[2], "--pool", path, "--warmup", str(EPOCHS), "--epochs", "1"]
    output = subprocess.run(command, env={**os.environ, "FLODL_STRICT": "1"}, stdout=subprocess.PIPE, check=True).stdout
ours = json.loads(output)["losses"]

step = make_step(model, initial_model(model), VARIANTS["eager"], "cpu", "fp32")
theirs = []
for _ in range(EPOCHS):
    for x, y in zip(*batches(model, BATCH)):
        loss = step(x, y)
    theirs.append(loss.item())
print("floDl", ours, "PyTorch", theirs)
if any(abs(a - b) > TOLERANCE * abs(b) for a, b in zip(ours, theirs, strict=True)):
    sys.exit(f"losses differ by more than {TOLERANCE:g} of their value")
