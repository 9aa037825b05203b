"""Every setting: its name, what it means, its default.

Knows the environment (`STOPPRESS_…`) and the TOML file; nothing below can read either.
Does not know what is done with a setting.
"""
