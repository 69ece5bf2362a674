"""Kernels that are copies of a process of the build which has imported what they need.

They are the kernels that Jupyter starts, seconds sooner. What runs in them is not decided here.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint
from multiprocessing import forkserver, resource_tracker
from typing import Any

from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

NAME = "quoted-copies"


def copy_kernels() -> None:
    """Let the kernels of this process be copies of the one of which it is a copy."""
    # It knows the fork server that made it; asked to ensure that one runs, it would start another.
    setattr(forkserver._forkserver, "ensure_running", resource_tracker.ensure_running)  # noqa: B010
    factory = KernelProvisionerFactory.instance()
    place = f"{__name__}:{CopyProvisioner.__name__}"
    factory.provisioners[NAME] = EntryPoint(NAME, place, factory.GROUP_NAME)
    factory.default_provisioner_name = NAME


class CopyProvisioner(LocalProvisioner):
    """Starts a kernel by multiprocessing's fork server; see its base for the rest."""

    process: Any

    async def launch_kernel(self, cmd: list[str], **kw: Any) -> Any:
        """Start the kernel that a command names, in its folder and environment."""
        arguments = cmd[cmd.index("-f") :]
        context = multiprocessing.get_context("forkserver")
        self.process = context.Process(target=_serve, args=(arguments, kw["cwd"], kw["env"]))
        self.process.start()
        self.pid = self.pgid = self.process.pid
        return self.connection_info

    async def poll(self) -> int | None:
        """Return how the kernel ended, or nothing while it runs."""
        return self.process.exitcode if self.process else 0

    async def wait(self) -> int | None:
        """Wait until the kernel has ended; return how."""
        while (ended := await self.poll()) is None:
            await asyncio.sleep(0.02)
        self.process = None
        return ended


def _serve(arguments: Sequence[str], folder: str, environment: dict[str, str]) -> None:
    """Be a kernel, until told to end or the process that started it has ended."""
    from ipykernel.kernelapp import IPKernelApp

    from quoted.build.processes import end_with_parent, look_for_garbage_seldom

    os.setpgid(0, 0)  # what it starts ends with it
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])  # which the build kept from it
    end_with_parent()
    look_for_garbage_seldom()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    if pandas := sys.modules.get("pandas"):
        # imported where there is no IPython, it takes what it writes to for a terminal
        pandas.set_option("display.max_columns", 20)
    IPKernelApp.launch_instance(list(arguments))
