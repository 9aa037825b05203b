"""Turns a fold or a revision into bytes: page, post, frame.

Knows HTML, times as readers see them and what a response says about its bytes. Pure once templates are loaded.
Does not know where a blog comes from, nor who is reading.
"""
