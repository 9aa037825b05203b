"""Peers: others that do the same on the same machine: a bare C loop, nginx with Nchan, nginx with a file.

Knows how each is started and where its publisher and its readers go.
Does not know what is compared.
"""

from __future__ import annotations

import gzip
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench import machine
from bench.compiled import program
from bench.programs import require
from bench.started import SERVER_CPU, started
from bench.wire import free_port, wait_until_listening

FLOOR: Final = "C loop"
NCHAN: Final = "nginx + Nchan"
NGINX: Final = "nginx"

STREAM_PATH: Final = "/stream"
PAGE_PATH: Final = "/page"

_NGINX: Final = """\
{modules}
daemon off;
worker_processes {workers};
worker_rlimit_nofile {descriptors};
pid {folder}/nginx.pid;
error_log {folder}/error.log error;
events {{ worker_connections {connections}; use epoll; multi_accept on; }}
http {{
  access_log off;
  default_type text/html;
  tcp_nodelay on; tcp_nopush on; sendfile {sendfile};
  keepalive_requests 100000000; keepalive_timeout 300s;
  client_body_buffer_size 64k;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  open_file_cache max=100 inactive=60s; open_file_cache_valid 10s;
  {memory}
  server {{
    listen 127.0.0.1:{port} backlog=4096 {reuseport};
    location = /page {{ alias {folder}/page.html; gzip_static on; etag on; }}
    {streams}
  }}
}}
"""

_STREAMS: Final = """\
    location = /stream {
      nchan_subscriber eventsource;
      nchan_channel_id live;
      nchan_subscriber_first_message newest;
      nchan_subscriber_timeout 0;
    }
    location = /pub {
      nchan_publisher;
      nchan_channel_id live;
      nchan_message_buffer_length 1000;
      nchan_message_timeout 10m;
    }"""


@dataclass(frozen=True)
class Peer:
    """A peer that listens."""

    name: str
    pid: int
    port: int


@contextmanager
def floor() -> Iterator[Peer]:
    """One epoll loop in C, one send for each reader and event. Raises Missing."""
    port = free_port()
    command: list[str | Path] = [program("floor"), str(port)]
    with (
        tempfile.TemporaryDirectory(prefix="stoppress-bench-") as name,
        started(command, Path(name) / "log", cpu=SERVER_CPU) as process,
    ):
        wait_until_listening(port)
        yield Peer(FLOOR, process.pid, port)


@contextmanager
def nchan(workers: int = 1, page: bytes = b"") -> Iterator[Peer]:
    """Nginx with Nchan, `page` at /page. Raises Missing."""
    nginx_path()
    modules = f"load_module {_modules()}/ngx_nchan_module.so;"
    with _nginx(NCHAN, page, workers=workers, modules=modules, streams=_STREAMS, sendfile="off") as peer:
        yield peer


@contextmanager
def nginx_with_file(page: bytes, *, sendfile: bool = False) -> Iterator[Peer]:
    """nginx, `page` at /page as it is and as gzip. Raises Missing."""
    nginx_path()
    with _nginx(NGINX, page, workers=1, modules="", streams="", sendfile="on" if sendfile else "off") as peer:
        yield peer


def nginx_path() -> str:
    """Where nginx is, with Nchan beside it. Raises Missing."""
    return require("nginx", "nginx", "libnginx-mod-nchan")


@contextmanager
def _nginx(name: str, page: bytes, *, workers: int, modules: str, streams: str, sendfile: str) -> Iterator[Peer]:
    port, most = free_port(), machine.descriptors()
    with tempfile.TemporaryDirectory(prefix="stoppress-bench-") as made:
        folder = Path(made)
        # nginx's workers are another user when it is started by root, and read the page.
        folder.chmod(0o755)
        (folder / "page.html").write_bytes(page)
        (folder / "page.html.gz").write_bytes(gzip.compress(page, 5, mtime=0))
        told = _NGINX.format(
            folder=folder,
            port=port,
            workers=workers,
            modules=modules,
            descriptors=most,
            connections=most - 100,
            sendfile=sendfile,
            reuseport="reuseport" if workers > 1 else "",
            memory="nchan_shared_memory_size 256M;" if streams else "",
            streams=streams,
        )
        (folder / "nginx.conf").write_text(told)
        command: list[str | Path] = [
            nginx_path(),
            "-p",
            folder,
            "-c",
            folder / "nginx.conf",
            "-e",
            folder / "start.log",
        ]
        with started(command, folder / "log", cpu=SERVER_CPU if workers == 1 else None) as process:
            wait_until_listening(port)
            yield Peer(name, process.pid, port)


def _modules() -> str:
    told = subprocess.run([nginx_path(), "-V"], capture_output=True, text=True, check=True).stderr
    found = re.search(r"--modules-path=(\S+)", told)
    return found[1] if found else "/usr/lib/nginx/modules"
