"""Draw the region as small pictures: a tile map, a ranking, running totals by date."""

from pipeline.render.pictures.picture import Picture, png
from pipeline.render.pictures.ranked import ranked
from pipeline.render.pictures.setup import PictureSetup, load_pictures
from pipeline.render.pictures.tiles import tile_map
from pipeline.render.pictures.weeks import running_totals

__all__ = (
    "Picture",
    "PictureSetup",
    "load_pictures",
    "png",
    "ranked",
    "running_totals",
    "tile_map",
)
