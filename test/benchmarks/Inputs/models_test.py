"""Checks the PyTorch side of the benchmarks: sizes, repeatability, pool file, variants."""

import os
import tempfile
import unittest

import torch

import pool
from torch_models import MODELS, STEPS_PER_EPOCH, batches, initial_model
from torch_steps import VARIANTS, make_step, variants_for


class Models(unittest.TestCase):
    def test_documented_parameter_counts(self):
        for model in MODELS.values():
            with self.subTest(model.name):
                self.assertEqual(sum(p.numel() for p in initial_model(model).parameters()), model.parameters)

    def test_output_matches_target(self):
        for model in MODELS.values():
            with self.subTest(model.name), torch.no_grad():
                output = initial_model(model)(torch.zeros(2, *model.input))
                self.assertEqual(tuple(output.shape), (2, *(model.target or (model.classes,))))

    def test_initial_values_and_batches_repeat(self):
        model = MODELS["quickstart"]
        for a, b in zip(initial_model(model).parameters(), initial_model(model).parameters()):
            self.assertTrue(torch.equal(a, b))
        first, second = batches(model, 4), batches(model, 4)
        self.assertEqual(first[0].shape, (STEPS_PER_EPOCH, 4, 784))
        self.assertTrue(torch.equal(first[0], second[0]) and torch.equal(first[1], second[1]))


class Pool(unittest.TestCase):
    def test_round_trip(self):
        model = MODELS["quickstart"]
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.pool")
            pool.write(path, model, batch=4)
            self.assertEqual(os.listdir(folder), ["a.pool"])
            parameters, inputs, targets = pool.read(path)
            for name, value in initial_model(model).named_parameters():
                self.assertTrue(torch.equal(parameters.pop(name), value), name)
            self.assertFalse(parameters)
            expected = batches(model, 4)
            self.assertTrue(torch.equal(inputs, expected[0]) and torch.equal(targets, expected[1]))

            with open(path, "r+b") as file:
                file.truncate(os.path.getsize(path) - 8)
            with self.assertRaisesRegex(ValueError, "ends inside 'targets'"):
                pool.read(path)


class Steps(unittest.TestCase):
    def test_variants_fit_device_and_model(self):
        self.assertEqual(variants_for(MODELS["mlp"], "cpu"), ["eager", "eager_fused", "compile_cpu"])
        self.assertNotIn("graph_nhwc", variants_for(MODELS["mlp"], "cuda"))
        self.assertIn("graph_nhwc", variants_for(MODELS["convnet"], "cuda"))

    def test_fused_optimizer_trains_like_the_default(self):
        model = MODELS["quickstart"]
        inputs, targets = (pool[0] for pool in batches(model, 8))
        losses = {}
        for name in ("eager", "eager_fused"):
            step = make_step(model, initial_model(model), VARIANTS[name], "cpu", "fp32")
            losses[name] = [step(inputs, targets).item() for _ in range(10)]
        self.assertLess(losses["eager"][-1], losses["eager"][0])
        for a, b in zip(*losses.values()):
            # The same formulas in another order, for ten steps.
            self.assertAlmostEqual(a, b, delta=1e-4)


unittest.main()
