"""On each ring reads, folds, renders once, and gives the hub the frame and the doors the edition.

Knows the way from the log to finished bytes; nothing is shown that did not come this way.
Does not know who asks for a page, nor how one is sent.
"""
