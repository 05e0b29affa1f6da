"""Serves style sheets, scripts and icons under names that contain their checksum."""

from __future__ import annotations

from fastapi import APIRouter, Response

from earwitness.web.app_state import AppState
from earwitness.website.asset_files import TYPES, asset, unstamped

FOREVER = "public, max-age=31536000, immutable"


def router(_app_state: AppState) -> APIRouter:
    """`/assets/NAME`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/assets/{name}")
    def get_asset(name: str) -> Response:
        known = unstamped(name)
        media_type = TYPES[known.rpartition(".")[2]]
        return Response(asset(known), media_type=media_type, headers={"Cache-Control": FOREVER})

    return routes
