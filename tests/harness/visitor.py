"""A customer without an account, who sends the form of a store as his browser would."""

import html
import io
import random
import re

import requests
from PIL import Image

TIMEOUT = 120


def photo(width: int = 1600, height: int = 1200, seed: int = 0) -> bytes:
    """Return a photo of the weight that a telephone's has once the page made it smaller."""
    noise = Image.effect_noise((width // 4, height // 4), 50 + seed % 50).resize((width, height))
    content = io.BytesIO()
    noise.convert("RGB").save(content, "JPEG", quality=80)
    return content.getvalue()


class Visitor:
    """Somebody with the page of a store open; ``send`` may be called again, or twice at once."""

    def __init__(self, url: str):
        self.url = url
        self._cookies = {}
        page = requests.get(url, timeout=TIMEOUT)
        page.raise_for_status()
        self._cookies = page.cookies.get_dict()
        self._hidden = {
            name: html.unescape(re.search(rf'name="{name}" value="([^"]+)"', page.text)[1])
            for name in ("csrf_token", "form")
        }
        self.phone = f"138{random.randrange(10**8):08}"

    def send(self, story: str, photos: list[bytes] = ()) -> str:
        """Send the form and return the address of the page shown then, without its query.

        :raises requests.HTTPError: when it was not taken
        """
        files = [("photos", (f"{i}.jpg", one, "image/jpeg")) for i, one in enumerate(photos)]
        answer = requests.post(
            f"{self.url}/send",
            data={**self._hidden, "story": story, "phone": self.phone},
            files=files or None,
            cookies=self._cookies,
            allow_redirects=False,
            timeout=TIMEOUT,
        )
        answer.raise_for_status()
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"].partition("?")[0]
