"""The fixed values that test suites of applications rely on."""

from inbox import Inbox
from report import equal, expect_error, step
from stytch import Client

SANDBOX_EMAIL = "sandbox@stytch.com"
SANDBOX_USER = "user-test-e3795c81-f849-4167-bfda-e4a6e9c280fd"
SANDBOX_SESSION_TOKEN = "WJtR5BCy38Szd5AfoDpf0iqFKEt4EE5JhjlWUY7l3FtY"


def sandbox(client: Client, inbox: Inbox) -> None:
    def magic_link() -> None:
        token = "DOYoip3rvIMMW5lgItikFK-Ak1CfMsgjuiCyI7uuU94="
        plain = client.magic_links.authenticate(token)
        equal(plain.user_id, SANDBOX_USER)
        equal(plain.session, None)
        long = client.magic_links.authenticate(token, session_duration_minutes=60)
        equal(long.session_token, SANDBOX_SESSION_TOKEN)
        factor = long.session.authentication_factors[0]
        equal(factor.email_factor.email_address, SANDBOX_EMAIL)

    def dead_links() -> None:
        expect_error(
            lambda: client.magic_links.authenticate(
                "3pzjQpgksDlGKWEwUq2Up--hCHC_0oamfLHyfspKDFU="
            ),
            401,
            "unable_to_auth_magic_link",
        )
        expect_error(
            lambda: client.magic_links.authenticate(
                "CprTtwhnRNiMBiUS2jSLcWYrfuO2POeBNdo5HhW6qTM="
            ),
            404,
            "magic_link_not_found",
        )

    def session() -> None:
        answer = client.sessions.authenticate(session_token=SANDBOX_SESSION_TOKEN)
        equal(answer.session_token, SANDBOX_SESSION_TOKEN)
        equal(answer.session.user_id, SANDBOX_USER)
        started = answer.session.started_at
        equal(started and started.isoformat(), "2021-08-28T00:41:58.935673+00:00")
        local = client.sessions.authenticate_jwt_local(answer.session_jwt)
        equal(local and local.user_id, SANDBOX_USER)
        expect_error(
            lambda: client.sessions.authenticate(
                session_token="59cnLELtq5cFVS6uYK9f-pAWzBkhqZl8AvLhbhOvKNWw"
            ),
            404,
            "session_not_found",
        )

    def email() -> None:
        sent = client.magic_links.email.login_or_create(
            email=SANDBOX_EMAIL,
            login_magic_link_url="http://localhost:8000/login",
            signup_magic_link_url="http://localhost:8000/signup",
        )
        equal(sent.user_id, SANDBOX_USER)
        equal(inbox.messages_to(SANDBOX_EMAIL), [])

    step("sandbox: magic link", magic_link)
    step("sandbox: used and unknown magic link", dead_links)
    step("sandbox: session", session)
    step("sandbox: email is not sent", email)
