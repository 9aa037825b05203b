"""Opens, migrates and shares connections: SQLite by default, PostgreSQL when outgrown.

Knows transactions, schemas and what a database's errors mean to a caller.
Does not know what any table is for beyond its columns.
"""
