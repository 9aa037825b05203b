"""The desk: where staff write.

Knows forms, fragments and the composer's JSON, all of them private and never kept by a cache.
Does not know rules: `actions` carries out, `staff` says who somebody is.
"""
