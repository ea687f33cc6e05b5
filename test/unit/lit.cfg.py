# lit: the GoogleTest binaries that flodl_gtest() put beside this file, one result for each test case.
import os

import lit.formats

config.name = "flodl-unit"
config.test_format = lit.formats.GoogleTest(".", ".gtest")
config.suffixes = []
config.test_source_root = config.test_exec_root = os.path.dirname(__file__)
# Tests run side by side: threads that wait by spinning would take the cores from each other.
config.environment["OMP_WAIT_POLICY"] = "passive"
for name in ("HOME", "FLODL_HOME", "FLODL_TEST_SKIPS", "CUDA_VISIBLE_DEVICES"):
    if os.environ.get(name):
        config.environment[name] = os.environ[name]
