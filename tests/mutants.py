"""What ``script/mutate`` found: how many changes of the code a test noticed, and which none did.

Run where mutmut ran. ``mutants.txt`` beside this file lists the changes that may live, since they
change nothing that anybody can see, each with its reason.
"""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

LISTED = Path(__file__).with_name("mutants.txt")
NOTICED = ("killed", "timeout", "segfault", "suspicious", "caught by type check")


def mutmut(*arguments: str) -> str:
    command = [sys.executable, "-m", "mutmut", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def found() -> dict[str, str]:
    """What became of every mutant that was tried, by its name."""
    told = re.findall(r"^\s*(\S+__mutmut_\d+): (.+)$", mutmut("results", "--all", "true"), re.M)
    return {name: fate for name, fate in told if fate != "not checked"}


def function_of(name: str) -> str:
    """The function that a mutant changes: ``budgets.core.rounding.round_half_away``."""
    return re.sub(r"\.x(?:_|ǁ)(.+)__mutmut_\d+$", r".\1", name).replace("ǁ", ".")


def change_of(name: str) -> str:
    """The lines as the mutant has them, on one line."""
    lines = mutmut("show", name).splitlines()
    return " ".join(line[1:].strip() for line in lines if re.match(r"\+(?!\+\+)", line))


def may_live() -> set[str]:
    """Function and change of every mutant that is listed with its reason."""
    lines = LISTED.read_text(encoding="utf-8").splitlines()
    rows = [line.split(" | ") for line in lines if line and not line.startswith("#")]
    return {f"{function} | {change}" for function, change, _why in rows}


def main() -> None:
    fates, allowed = found(), may_live()
    listed, tried, noticed = Counter[str](), Counter[str](), Counter[str]()
    for name, fate in fates.items():
        module = re.sub(r"\.x[_ǁ].*", "", name)
        tried[module] += 1
        if fate in NOTICED:
            noticed[module] += 1
        elif (row := f"{function_of(name)} | {change_of(name)}") in allowed:
            listed[module] += 1
        else:
            print(f"{fate}: {row}")
    for module in (*sorted(tried), ""):
        counts = [sum(c.values()) if not module else c[module] for c in (tried, listed, noticed)]
        real = counts[0] - counts[1]
        share = f"{counts[2] / real:.1%}" if real else "–"
        print(f"{module or 'together':<34} {counts[2]:>5} of {real:>5} noticed ({share})")


if __name__ == "__main__":
    main()
