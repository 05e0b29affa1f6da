"""A publish format of another package: one file with the titles."""

from earwitness.website.publishing.formats import OursAlone, Task


class TitlesFormat(OursAlone):
    """Writes titles.txt."""

    def __init__(self, titles: tuple[str, ...]) -> None:
        self.titles = titles

    @classmethod
    def of(cls, connection, items, options):
        """Return the publication of these items."""
        return cls(tuple(sorted(one.item.title for one in items)))

    def tasks(self):
        """Return the one task."""
        return [Task("titles", "\n".join(self.titles), ("titles.txt",))]

    def make(self, connection, task):
        """Return the file."""
        return {"titles.txt": "\n".join(self.titles) + "\n"}
