"""Another site: one page on a port of its own, with its own policy and styles."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Some sites reset everything, some shout.
HOSTILE = """html { font-size: 10px } * { all: unset !important; color: red !important; margin: 2px !important }
div, p, li, article, section { display: none !important }"""


@contextmanager
def host_page(body: str, policy: str = "", style: str = "") -> Iterator[str]:
    """The address of a page with this body."""
    html = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The Gazette</title>
<link rel="stylesheet" href="/style.css"></head><body><main><h1>The Gazette</h1>{body}</main></body></html>"""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_style = self.path == "/style.css"
            answer = (style if is_style else html).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/css" if is_style else "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(answer)))
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    running = threading.Thread(target=site.serve_forever)
    running.start()
    try:
        yield f"http://127.0.0.1:{site.server_port}/"
    finally:
        site.shutdown()
        running.join()
        site.server_close()
