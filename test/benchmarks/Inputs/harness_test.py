"""Checks benchmarks/harness against values worked out by hand."""

import os
import statistics
import sys
import tempfile
import unittest

from harness import report
from harness.statistics import mad_sigma, paired_ratio, round_order, summarize
from harness.worker import Worker, WorkerError

# A contender that speaks the protocol: `epochs N` is answered with 1.0, 2.0, …
WORKER = """
import json, sys
print(json.dumps({"ready": True, "losses": [2.0, 1.0], "start_s": 0.5}), flush=True)
for line in sys.stdin:
    count = int(line.split()[1])
    print(json.dumps({"epoch_ms": [float(i + 1) for i in range(count)]}), flush=True)
"""


def worker(source):
    file = tempfile.NamedTemporaryFile("w", suffix=".py", delete=False)
    with file:
        file.write(source)
    try:
        return Worker("stand-in", [sys.executable, file.name], dict(os.environ))
    finally:
        os.unlink(file.name)


class Statistics(unittest.TestCase):
    def test_mad_sigma_of_known_values(self):
        # Median 3; deviations 2 1 0 1 97; their median is 1.
        self.assertAlmostEqual(mad_sigma([1, 2, 3, 4, 100]), 1.4826)
        self.assertEqual(mad_sigma([5.0]), 0)

    def test_mad_sigma_estimates_the_deviation_of_normal_values(self):
        normal = statistics.NormalDist(10, 2)
        values = [normal.inv_cdf((i + 0.5) / 2000) for i in range(2000)]
        self.assertAlmostEqual(mad_sigma(values), 2, delta=0.01)

    def test_summary(self):
        s = summarize([4.0, 1.0, 3.0, 2.0])
        self.assertEqual((s.median, s.min, s.max, s.count), (2.5, 1.0, 4.0, 4))
        # Deviations 1.5 1.5 0.5 0.5: median 1.
        self.assertAlmostEqual(s.sigma, 1.4826)
        self.assertAlmostEqual(s.spread, 1.4826 / 2.5)
        self.assertAlmostEqual(s.to_json()["spread"], s.spread)
        with self.assertRaisesRegex(ValueError, "at least one measurement"):
            summarize([])

    def test_paired_ratio_cancels_common_drift(self):
        # The machine slows down threefold; the contender stays twice as slow.
        ratio = paired_ratio([[2, 2, 9], [4, 4], [6]], [[1, 1, 1], [2, 2], [3]])
        self.assertEqual((ratio.median, ratio.low, ratio.high), (2, 2, 2))
        self.assertEqual(paired_ratio([[1], [3]], [[1], [1]]).high, 3)
        with self.assertRaisesRegex(ValueError, "same number of rounds"):
            paired_ratio([[1]], [[1], [2]])

    def test_rounds_alternate(self):
        self.assertEqual([round_order(3, i) for i in range(3)], [[0, 1, 2], [2, 1, 0], [0, 1, 2]])


class Protocol(unittest.TestCase):
    def test_epochs(self):
        w = worker(WORKER)
        self.assertEqual(w.ready["losses"], [2.0, 1.0])
        self.assertEqual(w.epochs(1), [1.0])
        self.assertEqual(w.epochs(3), [1.0, 2.0, 3.0])
        w.close()

    def test_a_program_that_fails_is_quoted(self):
        with self.assertRaisesRegex(WorkerError, r"ended with code 3(.|\n)*no such pool"):
            worker("import sys; print('no such pool', file=sys.stderr); sys.exit(3)")

    def test_a_program_that_stops_between_epochs(self):
        w = worker(WORKER.replace("count = int", "sys.exit(5); count = int"))
        with self.assertRaisesRegex(WorkerError, "ended with code 5"):
            w.epochs(1)
        w.close()

    def test_other_output_is_an_error(self):
        with self.assertRaisesRegex(WorkerError, "expects a line of JSON, but got: hello"):
            worker("print('hello')")

    def test_a_program_that_is_missing(self):
        with self.assertRaisesRegex(WorkerError, "cannot start /nowhere/mlp"):
            Worker("mlp", ["/nowhere/mlp"], dict(os.environ))


class Report(unittest.TestCase):
    def entry(self, side, contender, step_ms, loss):
        return {"side": side, "contender": contender, "step_ms": step_ms, "losses": [loss], "precision": "fp32",
                "start_s": 1.0, "peak_rss_bytes": 2**20}

    def test_table_orders_compares_and_marks(self):
        rows = report.table([
            self.entry("peer", "eager", [[4.0], [4.0]], 1.0),
            self.entry("peer", "graph", [[2.0], [2.0]], 1.001),
            self.entry("ours", "floDl", [[1.0], [1.5]], 1.1),
        ]).splitlines()[2:]
        self.assertEqual([row.split("|")[1].strip() for row in rows], ["floDl", "graph", "eager"])
        self.assertIn("0.625 (0.500 – 0.750)", rows[0])
        self.assertIn("1.100000 ✗", rows[0])
        self.assertNotIn("✗", rows[1])
        self.assertIn("2.000 (2.000 – 2.000)", rows[2])


unittest.main()
