"""The hub as an app, for one reader or a team: pages and a JSON API. A skin: rules live in the rooms below. Only it knows FastAPI."""
