"""Benchmarks: one command each; figures in the documents are made by them.

All of them run on one thread, so that ratios do not depend on the number of cores.
"""

import os

# Numerical libraries read these when they are loaded, which is after this.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
