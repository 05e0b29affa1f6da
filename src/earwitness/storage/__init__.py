"""One database, SQLite or PostgreSQL: engine, tables, migrations. The only room that knows a driver. May import `errors`."""
