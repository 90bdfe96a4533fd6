"""Logins by the tokens of another system."""

import json
import os
from types import SimpleNamespace

from report import equal, expect_error, step
from stytch import Client


def attest(client: Client) -> None:
    with open(os.environ["SELVAGE_CLIENT_WORLD"], encoding="utf-8") as file:
        trusted = SimpleNamespace(**json.load(file)["trusted"])
    known = SimpleNamespace()

    def new_user() -> None:
        answer = client.sessions.attest(
            trusted.profile_id, trusted.token, session_duration_minutes=60
        )
        known.user_id = answer.user_id
        equal(answer.user.emails[0].email, trusted.email)
        equal(answer.user.external_id, trusted.subject)
        equal(answer.user.roles, ["stytch_user", "editor"])
        (factor,) = answer.session.authentication_factors
        equal(factor.type.value, "trusted_auth_token")
        equal(factor.delivery_method.value, "trusted_token_exchange")
        equal(bool(factor.trusted_auth_token_factor.token_id), True)
        local = client.sessions.authenticate_jwt_local(answer.session_jwt)
        equal(local.user_id, known.user_id)

    def factor() -> None:
        link = client.magic_links.create(known.user_id)
        login = client.magic_links.authenticate(link.token, session_duration_minutes=60)
        answer = client.sessions.attest(
            trusted.profile_id,
            trusted.second_token,
            session_token=login.session_token,
        )
        equal(answer.session_token, login.session_token)
        types = [each.type.value for each in answer.session.authentication_factors]
        equal(types, ["magic_link", "trusted_auth_token"])

    def refused() -> None:
        def expect(token: str, error: str, status: int) -> None:
            expect_error(
                lambda: client.sessions.attest(trusted.profile_id, token), status, error
            )

        expect(trusted.of_another_key, "invalid_trusted_auth_token", 400)
        expect(trusted.expired, "invalid_trusted_auth_token", 400)
        expect(trusted.of_another_issuer, "jwt_invalid_issuer", 401)
        expect(trusted.of_another_audience, "jwt_invalid_audience", 401)
        expect_error(
            lambda: client.sessions.attest(
                f"{trusted.profile_id[:-4]}0000", trusted.token
            ),
            404,
            "trusted_token_profile_not_found",
        )

    step("sessions.attest: a new user", new_user)
    step("sessions.attest: a factor of a session", factor)
    step("sessions.attest: refused tokens", refused)
