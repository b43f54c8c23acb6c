"""Pages in PDF from HTML, by WeasyPrint.

Why not Odoo's wkhtmltopdf: Debian's build of it loses header, footer and page numbers and refuses
several documents at once, it is no longer maintained, and it reads whatever file or address a page
names. WeasyPrint sets pages by the CSS standard and Chinese by Pango, and what it may load is ours
to say: nothing but what the page itself carries.
"""

import logging
from collections.abc import Iterable

# It tells each of its seven steps for each page.
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)


class Missing(Exception):
    """The library, or the libraries of the system that it needs, are not there."""


def make_pdf(pages: Iterable[str], style: str) -> bytes:
    """Return one PDF of several documents, each with page numbers of its own.

    :param pages: whole HTML documents; what they name by an address is not loaded
    :param style: CSS for all of them
    :raises Missing: with the reason
    """
    try:
        # Here, not above: without Pango the import fails, and only printing needs it.
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        raise Missing(str(error)) from error
    carried = URLFetcher(allowed_protocols=["data"], allow_redirects=False)
    fonts = FontConfiguration()
    css = CSS(string=style, font_config=fonts, url_fetcher=carried)
    documents = [
        HTML(string=page, url_fetcher=carried).render(stylesheets=[css], font_config=fonts)
        for page in pages
    ]
    whole = documents[0].copy([page for document in documents for page in document.pages])
    result: bytes = whole.write_pdf()
    return result
