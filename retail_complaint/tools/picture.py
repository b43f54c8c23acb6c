"""The copy of a photo that is shown: smaller, drawn anew, and with nothing beside its picture.

A telephone writes into a photo where, when and by which device it was taken. What is shown is
therefore never the file that came, but a new picture of what it shows.
"""

import io

from PIL import (
    Image,
    ImageOps,
    WebPImagePlugin,  # noqa: F401 Odoo lets Pillow know fewer formats than telephones send
)

from .file_limits import find_fault

_QUALITY = 82


def display_copy(content: bytes, size: tuple[int, int]) -> bytes | None:
    """Return a JPEG that fits into ``size``, upright; None when no picture can be drawn.

    >>> photo = io.BytesIO()
    >>> Image.new("RGBA", (40, 20), (255, 0, 0, 0)).save(photo, "PNG")
    >>> shown = Image.open(io.BytesIO(display_copy(photo.getvalue(), (10, 10))))
    >>> shown.format, shown.size, shown.getpixel((0, 0)) > (250, 250, 250)
    ('JPEG', (10, 5), True)
    >>> display_copy(b"no picture", (10, 10)) is None
    True
    """
    try:
        if find_fault(content):
            return None
        picture: Image.Image = Image.open(io.BytesIO(content))
        # A large JPEG is decoded at a fraction of its size, in a fraction of the time.
        picture.draft("RGB", size)
        picture = ImageOps.exif_transpose(picture)
        picture.thumbnail(size)
        shown = Image.new("RGB", picture.size, "white")
        if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
            picture = picture.convert("RGBA")
            shown.paste(picture, mask=picture)
        else:
            shown.paste(picture.convert("RGB"))
        result = io.BytesIO()
        shown.save(result, "JPEG", quality=_QUALITY)
    except Exception:  # of broken pictures there are many kinds, none of which it documents
        return None
    return result.getvalue()
