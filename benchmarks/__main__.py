"""Measure every ratio that the design promises; exit with 1 where one does not hold."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from benchmarks import allocation, document, excel, pages  # noqa: E402

MODULES = {"allocation": allocation, "pages": pages, "excel": excel, "document": document}


def main(names: list[str]) -> int:
    missed = 0
    for name in names or MODULES:
        print(name, flush=True)
        for ratio in MODULES[name].measure():
            print(f"  {ratio}", flush=True)
            missed += not ratio.holds
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
