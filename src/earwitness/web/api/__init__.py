"""The JSON API under `/api/v1`: the archive for programs, in the schema of the digest."""
