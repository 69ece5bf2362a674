"""Typst, as a program that is told what to do line by line; run by `compiler`, never imported.

Says what Typst says and decides nothing. Imports nothing of this package, so that it starts fast.
Run as: python -I -S worker.py FOLDER_OF_PACKAGES BYTES_OF_MEMORY
"""

import contextlib
import json
import signal
import sys
import threading
from typing import Any

STACK = 256 * 1024 * 1024
"""Bytes of stack, of address space only: what is nested deeply is to fail by Typst's own limits."""


def main() -> None:
    """Answer each line of standard input, a JSON object, with one of standard output."""
    sys.path.insert(0, sys.argv[1])
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (int(sys.argv[2]), int(sys.argv[2])))
    import typst

    fonts: Any = None
    compiler: Any = None
    for line in sys.stdin.buffer:
        job, pdf = json.loads(line), b""
        answer: dict[str, object] = {}
        try:
            match job.pop("do"):
                case "fonts":
                    fonts = typst.Fonts(**job)
                case "source":
                    compiler = typst.Compiler(font_paths=fonts, **job)
                case "eval":
                    answer["value"] = compiler.eval(job["expression"])
                case "pdf":
                    pdf, warnings = compiler.compile_with_warnings(format="pdf", **job)
                    answer["warnings"] = [each.message for each in warnings]
        except typst.TypstError as error:
            answer = {"refused": error.message, "diagnostic": error.diagnostic}
        except Exception as error:
            answer = {"wrong": str(error)}
        except BaseException as error:  # a panic of Rust; nothing offers its class by name
            answer = {"panic": str(error)}
        answer["size"] = len(pdf)
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + pdf)
        sys.stdout.buffer.flush()


signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever is interrupted ends it, or keeps it
threading.stack_size(STACK)
thread = threading.Thread(target=main, daemon=True)
thread.start()
thread.join()
