"""Logging in by password, and every way to a new one."""

from types import SimpleNamespace
from typing import Callable

from inbox import Inbox
from report import equal, expect_error, step
from stytch import Client

FIRST, SECOND, THIRD = (
    "violet-anchor-47-mosaic",
    "quarry.Lantern.92.teapot",
    "Amber_Falcon;31 maple",
)
# By `htpasswd -B`.
IMPORTED = "correct horse battery staple"
IMPORTED_HASH = "$2y$05$Uaj5ltOhs.2M2DhZDMcD0OJID9ZJ6KrPIKv0OJMy2Kw05kjh7Z8U."


def passwords(
    client: Client, inbox: Inbox, address: Callable[[str], str], redirect: str
) -> None:
    email = address("password")
    known = SimpleNamespace()

    def wrong(password: str) -> None:
        expect_error(
            lambda: client.passwords.authenticate(email, password),
            401,
            "unauthorized_credentials",
        )

    def create() -> None:
        made = client.passwords.create(
            email, FIRST, session_duration_minutes=60, name={"first_name": "Hedy"}
        )
        equal(made.email_id.startswith("email-test-"), True)
        equal(made.user.password.password_id.startswith("password-test-"), True)
        equal(made.user.password.requires_reset, False)
        equal(made.user.emails[0].verified, False)
        factor = made.session.authentication_factors[0]
        equal(factor.type.value, "password")
        equal(factor.delivery_method.value, "knowledge")
        known.session_token, known.session_id = made.session_token, made.session.session_id

    def authenticate() -> None:
        answer = client.passwords.authenticate(
            email, FIRST, session_token=known.session_token
        )
        equal(answer.session.session_id, known.session_id)
        equal(len(answer.session.authentication_factors), 1)

    def strength_check() -> None:
        weak = client.passwords.strength_check("dragon12", email)
        equal(weak.valid_password, False)
        equal(weak.strength_policy, "zxcvbn")
        equal(len(weak.feedback.suggestions) > 0, True)
        strong = client.passwords.strength_check(SECOND, email)
        equal(strong.valid_password, True)
        equal(strong.breached_password, False)
        equal(strong.score, 4)

    def migrate() -> None:
        moved = address("moved")
        made = client.passwords.migrate(
            moved, IMPORTED_HASH, "bcrypt", set_email_verified=True
        )
        equal(made.user_created, True)
        equal(made.user.emails[0].verified, True)
        login = client.passwords.authenticate(moved, IMPORTED)
        equal(login.user_id, made.user_id)
        equal(login.session, None)
        equal(login.session_token, "")

    def email_reset() -> None:
        client.passwords.email.reset_start(
            email, reset_password_redirect_url=redirect, login_redirect_url=redirect
        )
        token = inbox.token_to(email)
        expect_error(
            lambda: client.passwords.email.reset(token, "dragon12"), 400, "weak_password"
        )
        reset = client.passwords.email.reset(token, SECOND, session_duration_minutes=60)
        equal(reset.user.emails[0].verified, True)
        expect_error(
            lambda: client.sessions.authenticate(session_token=known.session_token),
            404,
            "session_not_found",
        )
        expect_error(
            lambda: client.passwords.email.reset(token, THIRD),
            401,
            "unable_to_auth_password_reset_token",
        )
        wrong(FIRST)

    def existing_password_reset() -> None:
        answer = client.passwords.existing_password.reset(
            email, SECOND, THIRD, session_duration_minutes=60
        )
        equal(len(answer.session.authentication_factors), 1)
        known.session_token = answer.session_token
        known.session_id = answer.session.session_id
        wrong(SECOND)

    def session_reset() -> None:
        answer = client.passwords.sessions.reset(FIRST, session_token=known.session_token)
        equal(answer.session.session_id, known.session_id)
        wrong(THIRD)
        client.passwords.authenticate(email, FIRST)

    step("passwords.create with a session", create)
    step("passwords.authenticate", authenticate)
    step("wrong password", lambda: wrong(SECOND))
    step("passwords.strength_check", strength_check)
    step("passwords.migrate and first login", migrate)
    step("passwords.email.reset through the inbox", email_reset)
    step("passwords.existing_password.reset", existing_password_reset)
    step("passwords.session.reset", session_reset)
