"""Speaks just enough HTTP to hold streams open and to hand out finished bytes.

Knows requests that press and hub can answer at once.
Does not know any other: those it leaves to uvicorn and the application, which answer the same requests with the same
bytes, only slower. (Law 3)
"""
