"""What an application meets every day: each refusal arrives as the client's own error."""

import secrets
import uuid
from types import SimpleNamespace

from report import expect_error, step
from stytch import Client


def refusals(client: Client, stranger: Client, email: str, known: SimpleNamespace) -> None:
    step(
        "error: wrong secret",
        lambda: expect_error(
            lambda: stranger.users.get(known.user_id), 401, "unauthorized_credentials"
        ),
    )
    step(
        "error: unknown user",
        lambda: expect_error(
            lambda: client.users.get(f"user-test-{uuid.uuid4()}"), 404, "user_not_found"
        ),
    )
    step(
        "error: duplicate email",
        lambda: expect_error(
            lambda: client.users.create(email=email), 400, "duplicate_email"
        ),
    )
    step(
        "error: invalid email",
        lambda: expect_error(
            lambda: client.users.create(email="not an address"), 400, "invalid_email"
        ),
    )
    step(
        "error: used magic link",
        lambda: expect_error(
            lambda: client.magic_links.authenticate(known.used_token),
            401,
            "unable_to_auth_magic_link",
        ),
    )
    step(
        "error: unknown magic link",
        lambda: expect_error(
            lambda: client.magic_links.authenticate(secrets.token_urlsafe(33)),
            404,
            "magic_link_not_found",
        ),
    )
    step(
        "error: malformed session token",
        lambda: expect_error(
            lambda: client.sessions.authenticate(session_token="INVALID"),
            400,
            "invalid_session_token",
        ),
    )
