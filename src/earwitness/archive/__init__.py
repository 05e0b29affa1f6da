"""The services people use: open, follow, upload, sync, import, publish, mail and erase. CLI, web and library users go through them."""
