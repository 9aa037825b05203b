"""Keeps pictures, audio and video and makes their renditions; knows embed providers.

Knows files and what they hold.
Does not know blogs, people, or how anything looks on a page.
"""
