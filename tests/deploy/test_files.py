"""The files themselves: placeholders, the commands that fill them in, and what systemd says of the unit."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench.proxies import DEPLOY, filled


def test_a_placeholder_without_a_place_is_not_left_standing() -> None:
    with pytest.raises(KeyError, match="ORIGIN"):
        filled("proxy_pass @ORIGIN@;", {})


@pytest.mark.parametrize("name", ["nginx.conf", "varnish.vcl"])
def test_the_command_in_the_readme_fills_in_every_placeholder(name: str) -> None:
    told = (DEPLOY / "README.md").read_text("utf-8")
    found = re.search(rf"^sed (.+) \\\n +deploy/{re.escape(name)} ", told, re.MULTILINE)
    assert found is not None
    expressions = re.findall(r"-e '([^']+)'", found[1])
    words = [word for each in expressions for word in ("-e", each)]
    done = subprocess.run(["sed", *words, DEPLOY / name], capture_output=True, text=True, check=True)
    # Comments name the placeholders too.
    assert not re.findall(r"@[A-Z_]+@", done.stdout)


def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not here")
    text = (DEPLOY / "stoppress.service").read_text("utf-8")
    # It looks whether the program is there.
    unit = tmp_path / "stoppress.service"
    unit.write_text(text.replace("/opt/stoppress/bin/stoppress", sys.executable), "utf-8")
    done = subprocess.run([analyze, "verify", unit], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
