"""Today's words: an earlier state of a blog as it may be shown now.

Knows that a withdrawal reaches back: a replay, an older page and the time machine show withdrawn posts as
withdrawn (DESIGN §10.2, law 10).
Does not know which surface asks.
"""

from __future__ import annotations

from dataclasses import replace

from stoppress.domain.blog import Blog
from stoppress.domain.fold_posts import emptied


def with_todays_words(then: Blog, today: Blog) -> Blog:
    """`then`, with every post that has been withdrawn or removed since already without its words."""
    for name in today.withdrawn[len(then.withdrawn) :]:
        post = then.posts.get(name)
        if post is not None and post.is_readable:
            now = today.posts[name]
            seq = then.seq
            then = emptied(then, post, withdrawal=now.withdrawal, removal=now.removal)
            then = replace(
                then, posts=then.posts.insert(name, replace(then.posts[name], touched=post.touched)), seq=seq
            )
    return then
