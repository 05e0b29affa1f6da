"""The database, SQLite or PostgreSQL: engine, tables, migrations, queries. The only package that imports a driver. May import `errors`."""
