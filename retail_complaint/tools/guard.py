"""The key by which the server's own code writes fields that nobody else may write."""


class _ServerKey:
    """A value that no request can send: it is recognised by identity, not by equality."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<server key>"

    # A context is copied and serialised on its way to other threads and jobs; the
    # key must not survive that.
    def __reduce__(self) -> tuple[object, ...]:
        return (str, ("server key",))


SERVER_KEY = _ServerKey()
CONTEXT_NAME = "complaint_server_key"
