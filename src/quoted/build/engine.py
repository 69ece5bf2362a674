"""When a step runs: doit's bookkeeping, by content; two steps at a time; one build at a time.

What the steps are is in `quoted.build.steps`, where they run in `quoted.build.processes`; nothing
here knows of tables, charts or notebooks.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from doit.control import TaskControl, TaskDispatcher
from doit.dependency import DatabaseException, Dependency, JSONCodec, JsonDB
from doit.exceptions import BaseFail, TaskFailed
from doit.reporter import ZeroReporter
from doit.runner import MThreadRunner
from doit.task import DelayedLoader, Task, dict_to_task

from quoted.build.inputs import STATE, BuildError, digests, imported, imported_names
from quoted.build.processes import Processes, plain
from quoted.system.atomic import TEMPORARY, replace
from quoted.system.terminal import visible

AT_A_TIME = 2
"""Steps that run at the same time."""


@dataclass(frozen=True)
class Step:
    """One thing to make.

    Attributes
    ----------
    name
        What the build calls it.
    make
        Given the project's folder, writes its products and returns their paths. Runs in a process
        of its own: a function of a module, or a `functools.partial` of one.
    inputs
        Patterns of the files that it is made from, from the project's folder.
    sources
        The same, of notebooks whose outputs do not count.
    modules
        Modules of the package that it runs; all that these import counts as input, and so does the
        module of `make`, without what that imports: functions of many steps may stand in it.
    after
        Names of the steps and families that make its inputs.
    """

    name: str
    make: Callable[[Path], Iterable[Path]]
    inputs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def code(self, root: Path) -> list[str]:
        """Return the files of the code that it runs, from the project's folder.

        What only runs steps, as this module does, is not among them: no product depends on it.
        """
        function = self.make.func if isinstance(self.make, partial) else self.make
        own = f"src/{function.__module__.replace('.', '/')}.py"
        return [own, *imported(root, self.modules)]


@dataclass(frozen=True)
class Family:
    """Steps that are known only when another has run: ``steps`` lists them after step ``after``."""

    name: str
    after: str
    steps: Callable[[Path], Iterable[Step]]


def run(root: Path, steps: Sequence[Step | Family], *, why: bool = False) -> int:
    """Make what is not up to date, two steps at a time; return 0, or 1 after a step that failed.

    Parameters
    ----------
    root
        The project's folder.
    steps
        In an order in which they could run; of those that can, the first ones start first.
    why
        Say of each step what had changed.

    Raises
    ------
    BuildError
        Another build is running in this folder, or it cannot be written.
    ValueError
        Code that a step runs is no Python.
    """
    try:
        (root / STATE).mkdir(exist_ok=True)
        with _alone(root):
            _sweep(root)
            return _run(root, steps, why)
    except OSError as error:
        raise BuildError(plain(error)) from error


def _run(root: Path, steps: Sequence[Step | Family], why: bool) -> int:
    started = time.perf_counter()
    state = Dependency(_State, str(root / STATE / "state.json"))
    modules = {name for step in steps if isinstance(step, Step) for name in step.modules}
    with Processes(root, imported_names(root, modules)) as processes:
        tasks = [_family(root, step, processes, why) if isinstance(step, Family)
                 else _task(root, step, processes, why) for step in steps]  # fmt: skip
        control = TaskControl(tasks)
        control.process(None)
        runner = MThreadRunner(state, _Reporter(sys.stderr, {}), num_process=AT_A_TIME)
        order = _InOrder(control.tasks, control.targets, control.selected_tasks)
        failed = bool(runner.run_all(order))
    if not failed:
        print(f"Everything is up to date ({time.perf_counter() - started:.1f} s).")
    return int(failed)


class _State(JsonDB):  # type: ignore[misc]
    """What each step was made from. Written after every step, so that a killed build loses none."""

    def __init__(self, name: str, codec: Any = None, **kw: Any) -> None:
        super().__init__(name, codec or JSONCodec(), **kw)

    def _load(self) -> Any:
        try:
            return super()._load()
        except DatabaseException:
            return {}  # damaged: everything is made again

    def dump(self) -> None:
        replace(Path(self.name), self.codec.encode(self._db).encode())

    def set(self, task_id: str, dependency: str, value: Any) -> None:
        super().set(task_id, dependency, value)
        if dependency == "deps:":  # doit sets it last
            self.dump()


class _InOrder(TaskDispatcher):  # type: ignore[misc]
    """Of the steps that can run now, starts the first of the list; doit would take any."""

    def _update_waiting(self, processed: Any) -> None:
        super()._update_waiting(processed)
        place = {name: i for i, name in enumerate(self.tasks)}
        self.ready: deque[Any] = deque(sorted(self.ready, key=lambda node: place[node.task.name]))


class _Reporter(ZeroReporter):  # type: ignore[misc]
    """Says only what went wrong: each step prints its own line."""

    def add_failure(self, task: Any, fail: BaseFail) -> None:
        said = fail.message if isinstance(fail, TaskFailed) else fail.get_msg()
        self.outstream.write(f"{visible(f'{task.name}: {said.strip()}')}\n")

    def runtime_error(self, msg: str) -> None:
        self.outstream.write(f"{msg}\n")


def _family(root: Path, family: Family, processes: Processes, why: bool) -> Task:
    def create() -> Iterator[Task]:
        members = [_task(root, step, processes, why) for step in family.steps(root)]
        yield from members
        names = [task.name for task in members]
        yield Task(family.name, None, task_dep=names, has_subtask=True)

    return Task(family.name, None, loader=DelayedLoader(create, executed=family.after))


def _task(root: Path, step: Step, processes: Processes, why: bool) -> Task:
    altered: list[str] = []

    def current() -> dict[str, str]:
        return digests(root, (*step.inputs, *step.code(root)), step.sources)

    def up_to_date(task: Any, values: dict[str, Any]) -> bool:
        before, made = values.get("inputs"), values.get("products", {})
        altered[:] = _changes(made, digests(root, made))
        if before is None:
            reason = "first run"
        elif changed := _changes(before, current()):
            reason = f"changed: {_few(changed)}"
        elif altered:
            reason = f"not as it was made: {_few(altered)}"
        else:
            return True
        if why:
            print(f"{step.name}: {reason}")
        return False

    def action() -> dict[str, Any] | TaskFailed:
        began, inputs = time.perf_counter(), current()
        try:
            _keep(root, step.name, altered)
            products = processes.make(step.make)
        except (BuildError, OSError) as error:
            return TaskFailed(plain(error))
        print(f"{step.name:<24}{time.perf_counter() - began:6.1f} s", flush=True)
        names = [path.relative_to(root).as_posix() for path in products]
        return {"inputs": inputs, "products": digests(root, names)}

    task = {"name": step.name, "actions": [(action,)], "uptodate": [up_to_date],
            "task_dep": list(step.after), "io": {"capture": False}}  # fmt: skip
    return dict_to_task(task)


def _keep(root: Path, step: str, altered: Iterable[str]) -> None:
    """Set aside what somebody has changed since it was made, before it is made again."""
    # Of a notebook nothing is lost: it is run again from the source that it has now.
    names = [name for name in altered if not name.endswith(".ipynb")]
    kept = []
    for name, digest in digests(root, names).items():
        copy = f"{STATE}/kept/{digest[:8]}/{name}"  # none is written over by a later one
        (root / copy).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, root / copy)
        kept.append(copy)
    if kept:
        print(f"{step}: changed since it was made, kept as {_few(kept)}")


def _changes(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return sorted(name for name in {*before, *now} if before.get(name) != now.get(name))


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


# One build at a time, and nothing left of one that was killed.


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Hold the lock of this folder's build, or say that another holds it."""
    with (root / STATE / "lock").open("a+") as handle:
        try:
            _lock(handle)
        except OSError:
            message = f"another build is running in {root}; wait for it to end"
            raise BuildError(message) from None
        yield  # the system lets go of the lock, also of a killed process


def _lock(handle: Any) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sweep(root: Path) -> None:
    """Remove the temporary files of a build that was killed while it wrote."""
    for folder in (*(p for p in root.iterdir() if p.is_dir() and p.name[0] != "."), root / STATE):
        for path in folder.glob(TEMPORARY):
            path.unlink(missing_ok=True)
