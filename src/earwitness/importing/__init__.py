"""Takes over what other hubs have published, unproven, and counts their defects. May import everything below `web` and `cli`."""
