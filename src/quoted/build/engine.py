"""When a step runs: doit's bookkeeping, by content; two steps at a time; one build at a time.

What stood where a step writes is kept, if somebody has changed it.

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
from pathlib import Path
from typing import Any

from doit.control import TaskControl, TaskDispatcher
from doit.dependency import DatabaseException, Dependency, JSONCodec, JsonDB
from doit.exceptions import BaseFail, TaskFailed
from doit.reporter import ZeroReporter
from doit.runner import MThreadRunner
from doit.task import DelayedLoader, Task, dict_to_task

from quoted.build.inputs import STATE, BuildError, Code, Family, Step, digests
from quoted.build.processes import Processes, plain
from quoted.system import git
from quoted.system.atomic import TEMPORARY, replace
from quoted.system.terminal import visible

AT_A_TIME = 2
"""Steps that run at the same time."""


def run(
    root: Path,
    steps: Callable[[Code], Sequence[Step | Family]],
    *,
    products: Sequence[str] = (),
    why: bool = False,
    kept: Processes | None = None,
) -> int:
    """Make what is not up to date, two steps at a time; return 0, or 1 after a step that failed.

    Parameters
    ----------
    root
        The project's folder.
    steps
        Lists them in an order in which they could run; of those that can, the first start first.
    products
        Patterns of where products stand that may be there before the first build.
    why
        Say of each step what had changed.
    kept
        Processes of an earlier build by the same code.

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
            with contextlib.nullcontext(kept) if kept else Processes(root, AT_A_TIME) as running:
                return _Build(root, products, why, running).run(steps)
    except OSError as error:
        raise BuildError(plain(error)) from error


class _Build:
    """One build of a project."""

    def __init__(
        self, root: Path, products: Sequence[str], why: bool, processes: Processes
    ) -> None:
        self._root, self._products, self._why = root, products, why
        self._processes = processes
        self._code, self._standing = Code(root), _Standing(root)

    def run(self, steps: Callable[[Code], Sequence[Step | Family]]) -> int:
        """Make what is not up to date; return the status of the build."""
        started = time.perf_counter()
        listed = steps(self._code)
        state = Dependency(_State, str(self._root / STATE / "state.json"))
        own = [step for step in listed if isinstance(step, Step)]
        if not all(state.get_values(step.name) for step in own):  # what they replace is not known
            found = [path for pattern in self._products for path in self._root.glob(pattern)]
            self._standing.copy(path.relative_to(self._root).as_posix() for path in found)
        modules = {name for step in own for name in step.modules}
        self._processes.names = self._code.names(modules)
        tasks = [
            self._family(step) if isinstance(step, Family) else self._task(step) for step in listed
        ]
        control = TaskControl(tasks)
        control.process(None)
        runner = MThreadRunner(state, _Reporter(sys.stderr, {}), num_process=AT_A_TIME)
        order = _InOrder(control.tasks, control.targets, control.selected_tasks)
        failed = bool(runner.run_all(order))
        self._code.keep()
        if failed:  # which may be lines above: a step that was running was left to end
            print("Not everything is built: what stopped it is said above.")
        else:
            shutil.rmtree(self._root / STATE / "standing", ignore_errors=True)
            print(f"Everything is built ({time.perf_counter() - started:.1f} s).")
        return int(failed)

    def _family(self, family: Family) -> Task:
        def create() -> Iterator[Task]:
            members = [self._task(step) for step in family.steps(self._root)]
            yield from members
            names = [task.name for task in members]
            yield Task(family.name, None, task_dep=names, has_subtask=True)

        return Task(family.name, None, loader=DelayedLoader(create, executed=family.after))

    def _task(self, step: Step) -> Task:
        root, made = self._root, dict[str, str]()

        def current() -> dict[str, str]:
            files = (*step.inputs, *step.code(self._code))
            return digests(root, files, step.sources, step.codes)

        def up_to_date(task: Any, values: dict[str, Any]) -> bool:
            before = values.get("inputs")
            made.update(values.get("products", {}))
            try:
                inputs = current()
            except (OSError, ValueError):
                return False  # what is wrong is said when it is made
            if before is None:
                reason = "first run"
            elif changed := _changes(before, inputs):
                reason = f"changed: {_few(changed)}"
            elif altered := _changes(made, digests(root, made)):
                reason = f"not as it was made: {_few(altered)}"
            else:
                return True
            if self._why:
                print(f"{step.name}: {reason}")
            return False

        def action() -> dict[str, Any] | TaskFailed:
            began = time.perf_counter()
            try:
                inputs = current()
                self._standing.copy(made)
                products = self._processes.make(step.make, runs_code=step.runs_code)
                names = [path.relative_to(root).as_posix() for path in products]
                self._standing.keep(step.name, names, made)
            except (BuildError, OSError, ValueError) as error:
                return TaskFailed(plain(error))
            print(f"{step.name:<24}{time.perf_counter() - began:6.1f} s", flush=True)
            return {"inputs": inputs, "products": digests(root, names)}

        task = {"name": step.name, "actions": [(action,)], "uptodate": [up_to_date],
                "task_dep": list(step.after), "io": {"capture": False}}  # fmt: skip
        return dict_to_task(task)


class _Standing:
    """What stood where steps write, kept when it is replaced, if somebody has changed it.

    Changed is what is neither as the step had made it nor as git has it committed. Of notebooks
    nothing is lost: their source is never another one.
    """

    def __init__(self, root: Path) -> None:
        self._root, self._folder = root, root / STATE / "standing"

    def copy(self, names: Iterable[str]) -> None:
        """Set aside what stands there, before steps run."""
        for name in names:
            if name.startswith(f"{STATE}/") or name.endswith(".ipynb"):
                continue
            path, copy = self._root / name, self._folder / name
            if path.is_file():
                if copy.is_file():  # of a build that was ended before its step was
                    self.keep("build", [name], {})
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)

    def keep(self, step: str, names: Iterable[str], made: Mapping[str, str]) -> None:
        """Keep what a step has replaced of what somebody had changed, and say so."""
        now, kept = digests(self._root, names), []
        for name, digest in digests(self._folder, names).items():
            copy = self._folder / name
            if digest in (now.get(name), made.get(name)) or (
                git.is_committed(self._root, name, copy)
            ):
                copy.unlink()
                continue
            to = f"{STATE}/kept/{digest[:8]}/{name}"  # none is written over by a later one
            (self._root / to).parent.mkdir(parents=True, exist_ok=True)
            copy.replace(self._root / to)
            kept.append(to)
        if kept:
            print(f"{step}: changed since it was made, kept as {_few(kept)}")


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
