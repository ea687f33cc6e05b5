"""A contender: a process that trains one model and is told when to run more epochs."""

import json
import subprocess
import tempfile
from typing import List


class WorkerError(RuntimeError):
    """A contender could not start, stopped, or said something unexpected."""


class Worker:
    """Starts `command`, which speaks the protocol of `peers/torch_worker.py`, and waits for its warm-up."""

    def __init__(self, name: str, command: List[str], environment: dict):
        self.name = name
        self._errors = tempfile.TemporaryFile()
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env=environment,
                text=True,
            )
        except OSError as error:
            self._errors.close()
            raise WorkerError(f"{name}: cannot start {command[0]}: {error.strerror}") from error
        try:
            self.ready = self._answer()
            if not self.ready.get("ready"):
                raise WorkerError(f'{name}: expects a line with "ready", but got {self.ready}')
        except WorkerError:
            self.close()
            raise

    def epochs(self, count: int) -> List[float]:
        """Runs `count` epochs and returns the milliseconds of each."""
        try:
            self._process.stdin.write(f"epochs {count}\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # `_answer` tells what the process said before it ended
        times = self._answer()["epoch_ms"]
        if len(times) != count:
            raise WorkerError(f"{self.name}: expects {count} epochs, but got {len(times)}")
        return times

    def close(self) -> None:
        """Ends the process; it is killed when it does not end by itself."""
        try:
            self._process.stdin.close()
        except BrokenPipeError:
            pass
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._errors.close()

    def _answer(self) -> dict:
        line = self._process.stdout.readline()
        if line:
            try:
                return json.loads(line)
            except ValueError:
                raise WorkerError(f"{self.name}: expects a line of JSON, but got: {line.strip()}") from None
        code = self._process.wait()
        self._errors.seek(0)
        tail = self._errors.read().decode(errors="replace").strip().splitlines()[-15:]
        raise WorkerError(f"{self.name}: ended with code {code}; its last lines:\n  " + "\n  ".join(tail))
