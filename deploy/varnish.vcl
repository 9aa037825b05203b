vcl 4.1;
# Varnish in front of one Stoppress: pages and steps from its cache, streams piped.
#
# Before use, put in place of
#   @ORIGIN_HOST@   the address Stoppress listens on, e.g. 127.0.0.1
#   @ORIGIN_PORT@   its port, e.g. 8000
# README.md beside this file has the command. Tested with Varnish 7.1 and varnish-modules 0.20 (for xkey).

import std;
import xkey;

backend stoppress {
    .host = "@ORIGIN_HOST@";
    .port = "@ORIGIN_PORT@";
    .connect_timeout = 2s;
    # A request for a step is answered after step_seconds (20) at the latest.
    .first_byte_timeout = 60s;
    .between_bytes_timeout = 60s;
    # Not /readyz: with its database away, Stoppress still has pages in memory.
    .probe = { .url = "/healthz"; .interval = 5s; .timeout = 2s; .window = 4; .threshold = 2; .initial = 2; }
}

# Who may purge, ask for health and read figures.
acl operators {
    "127.0.0.0"/8;
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        # PURGE with `xkey: SLUG front-page` forgets everything of that blog, and the front page; without, one address.
        if (!client.ip ~ operators) {
            return (synth(405));
        }
        if (!req.http.xkey) {
            return (purge);
        }
        set req.http.purged = xkey.purge(req.http.xkey);
        return (synth(200, "Purged " + req.http.purged));
    }
    if (req.url ~ "^/(healthz|readyz|metrics)(\?|$)" && !client.ip ~ operators) {
        return (synth(404));
    }
    # What is asked for with a query, by few: a fragment for a host's page, a time chosen in a form.
    if (req.url ~ "^/live/[^/?]+/(fragment|at)(\?|$)") {
        return (pass);
    }
    if (req.url ~ "^/live/[^/?]+/stream(\?|$)") {
        # A pipe is one thread for a stream, of thread_pools (2) times thread_pool_max (5000), and nothing in memory.
        # It is for HTTP/1.1 alone.
        if (req.proto == "HTTP/2.0") {
            return (pass);
        }
        return (pipe);
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    if (req.url ~ "^/media/[^?]*\.(mp4|webm|m4a|mp3|ogg)(\?|$)") {
        # One film would push a thousand pages out of memory; parts of it are asked for one by one.
        unset req.http.Cookie;
        unset req.http.Authorization;
        return (pass);
    }
    if (req.url ~ "^/(\?|$|live/|lists/|latest(\?|/|$)|section/|author/|theme/|static/|media/)") {
        # Nothing of the reader's goes to Stoppress, so nothing of a reader's can be in an answer for all. These
        # addresses have no query: kept, any number after a question mark would be one more request to Stoppress.
        unset req.http.Cookie;
        unset req.http.Authorization;
        set req.url = regsub(req.url, "\?.*$", "");
        # In good times an answer past its life is shown for at most this long; in bad times for as long as it is kept.
        if (std.healthy(req.backend_hint)) {
            set req.grace = 10s;
        }
        return (hash);
    }
    # The API above all.
    return (pass);
}

sub vcl_hash {
    # Not the host: there is one site behind this, and whoever invents hosts would fetch every page anew.
    # Accept-Encoding is not in it either: Varnish asks for gzip and unpacks it for those who cannot.
    hash_data(req.url);
    return (lookup);
}

sub vcl_pipe {
    # One request to a pipe: what came behind it on the same connection would go past all of the above.
    set bereq.http.Connection = "close";
}

sub vcl_backend_response {
    if (bereq.uncacheable) {
        return (deliver);
    }
    if (bereq.is_bgfetch && beresp.status >= 500) {
        # What is in the cache is better.
        return (abandon);
    }
    # All of a blog under its slug: a key can be purged without knowing which steps and pages there are.
    if (!beresp.http.xkey && bereq.url ~ "^/live/[^/]+") {
        set beresp.http.xkey = regsub(bereq.url, "^/live/([^/]+).*$", "\1");
    } elsif (!beresp.http.xkey && bereq.url ~ "^/($|lists/|latest|section/|author/)") {
        # They say something of many blogs.
        set beresp.http.xkey = "front-page";
    }
    if (bereq.url ~ "^/live/[^/]+/updates/") {
        # Past its life a step is asked for again, by one for all who want it: an old one that was empty would send
        # its readers round again, and an old one that was final might hold withdrawn words.
        set beresp.grace = 0s;
    } else {
        set beresp.grace = 1h;
    }
    set beresp.keep = 0s;
    if (beresp.status >= 500) {
        # Shared for a second, so that a page that fails is not asked for by all of its readers in turn.
        set beresp.ttl = 1s;
        set beresp.grace = 0s;
    } elsif (beresp.http.Cache-Control ~ "(no-store|no-cache|private)" || beresp.http.Set-Cookie) {
        # Nothing that Stoppress answers with here. For a second and not the usual two minutes, after which all would
        # wait for one again.
        set beresp.ttl = 1s;
        set beresp.grace = 0s;
        set beresp.uncacheable = true;
    }
    return (deliver);
}

sub vcl_deliver {
    unset resp.http.xkey;
    unset resp.http.Via;
    unset resp.http.X-Varnish;
}

sub vcl_backend_error {
    if (bereq.is_bgfetch) {
        # Else the sentence below would be put in the place of the page that is still there.
        return (abandon);
    }
    # Stoppress is away and there is nothing to show. Kept for a second, so that the crowd does not knock in turn.
    set beresp.http.Content-Type = "text/plain; charset=utf-8";
    set beresp.http.Cache-Control = "no-store";
    set beresp.http.Retry-After = "5";
    set beresp.ttl = 1s;
    set beresp.grace = 0s;
    synthetic("This page cannot be had at this moment. Try again in a few seconds." + {"
"});
    return (deliver);
}
