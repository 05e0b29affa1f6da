"""The web app: HTML pages and a JSON API over the `archive` services, for one reader or a team. The only package that imports FastAPI."""
