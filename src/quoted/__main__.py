"""`python -m quoted` is the command `quoted`."""

import sys

from quoted.cli import main

sys.exit(main())
