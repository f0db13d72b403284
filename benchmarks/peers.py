"""Running a peer's side of a benchmark in the Python that has it."""

import argparse
import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
TIMEOUT_S = 1200.0


def add_peers_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the Python with the peers' packages."""
    parser.add_argument(
        "--peers",
        default=os.environ.get("NEUROSYM_PEERS", ""),
        help="a Python that has the peers' packages; by default NEUROSYM_PEERS",
    )


def ask_peer(peers: str, module: str, arguments: Sequence[str]) -> dict[str, object]:
    """Run a module of benchmarks in the peers' Python.

    Args:
        peers: The interpreter; none is no fault.
        module: The module, which prints a line of JSON last.
        arguments: Its arguments.

    Returns:
        What it printed; or ``fault``, why there is nothing.
    """
    if not peers:
        return {"fault": "not run: no Python with the peer's package was given (--peers)"}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            [peers, "-m", f"benchmarks.{module}", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=True,
        )
    except subprocess.TimeoutExpired:
        return {"fault": f"no answer in {TIMEOUT_S:g} s"}
    except subprocess.CalledProcessError as error:
        return {"fault": f"not run: {error.stderr.strip().splitlines()[-1][:200]}"}
    except OSError as error:
        return {"fault": f"not run: {error}"}
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found
