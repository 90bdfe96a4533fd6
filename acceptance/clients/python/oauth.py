"""Logins through other providers, answered by the server's stand-in, and the sandbox token."""

import base64
import hashlib
import secrets
from typing import Callable, Optional
from urllib.parse import parse_qs, urlsplit

import requests
from report import equal, expect_error, step
from stytch import Client

SANDBOX_USER = "user-test-e3795c81-f849-4167-bfda-e4a6e9c280fd"
SANDBOX_TOKEN = "hdPVZHHX0UoRa7hJTuuPHi1vlddffSnoweRbVFf5-H8g"
SANDBOX_UNKNOWN_TOKEN = "59cnLELtq5cFVS6uYK9f-pAWzBkhqZl8AvLhbhOvKNWw"


class StandIn:
    """A person with a browser who logs in through the stand-in."""

    def __init__(self, base_url: str, public_token: str) -> None:
        self._base_url = base_url
        self._public_token = public_token

    def log_in(
        self, provider: str, person: dict[str, str], **parameters: str
    ) -> dict[str, str]:
        """The parameters of the app's own address, where the login ends."""
        browser = requests.Session()
        query = {"public_token": self._public_token, **parameters}
        start = f"{self._base_url}/v1/public/oauth/{provider}/start"
        page = _visit(browser, start, params=query)
        # The name that the server calls itself by may be another one of this machine.
        if urlsplit(page).path.endswith("/start"):
            page = _visit(browser, page)
        form = {"action": "login", "email_verified": "true", **person}
        back = _visit(browser, page, form=form)
        found = parse_qs(urlsplit(_visit(browser, back)).query)
        return {name: values[0] for name, values in found.items()}


def _visit(
    browser: requests.Session,
    url: str,
    params: Optional[dict[str, str]] = None,
    form: Optional[dict[str, str]] = None,
) -> str:
    """Where the page leads."""
    response = browser.request(
        "GET" if form is None else "POST",
        url,
        params=params,
        data=form,
        allow_redirects=False,
        timeout=60,
    )
    location = response.headers.get("location")
    if location is None:
        raise AssertionError(f"no redirect but {response.status_code}: {response.text}")
    return location


def oauth(
    client: Client, base_url: str, public_token: str, address: Callable[[str], str]
) -> None:
    stand_in = StandIn(base_url, public_token)
    email = address("oauth")
    known: dict[str, str] = {}

    def log_in() -> None:
        verifier = secrets.token_urlsafe(32)
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        person = {"email": email, "given_name": "Ada", "family_name": "Lovelace"}
        back = stand_in.log_in("google", person, code_challenge=challenge)
        equal(back["stytch_token_type"], "oauth")
        equal(back["stytch_redirect_type"], "signup")
        token = known["token"] = back["token"]
        expect_error(
            lambda: client.oauth.authenticate(token), 400, "pkce_expected_code_verifier"
        )
        answer = client.oauth.authenticate(
            token, session_duration_minutes=60, code_verifier=verifier
        )
        known["user_id"] = answer.user_id
        equal(answer.provider_type, "Google")
        equal(bool(answer.provider_values.access_token), True)
        equal(len(answer.provider_values.id_token.split(".")), 3)
        user = answer.user
        equal(user.name and user.name.first_name, "Ada")
        equal([(each.email, each.verified) for each in user.emails], [(email, True)])
        registration = user.providers[0].oauth_user_registration_id
        equal(registration, answer.oauth_user_registration_id)
        session = answer.user_session
        factor = session and session.authentication_factors[0]
        equal(factor and factor.delivery_method.value, "oauth_google")
        google = factor and factor.google_oauth_factor
        equal(google and google.provider_subject, answer.provider_subject)

    def used() -> None:
        expect_error(
            lambda: client.oauth.authenticate(known["token"]), 400, "oauth_token_not_found"
        )

    def attach() -> None:
        made = client.oauth.attach("github", user_id=known["user_id"])
        back = stand_in.log_in(
            "github", {"subject": email}, oauth_attach_token=made.oauth_attach_token
        )
        equal(back["stytch_redirect_type"], "login")
        answer = client.oauth.authenticate(back["token"])
        equal(answer.user_id, known["user_id"])
        equal([each.provider_type for each in answer.user.providers], ["Google", "Github"])
        registration = answer.oauth_user_registration_id
        left = client.users.delete_oauth_registration(registration).user
        equal([each.provider_type for each in left.providers], ["Google"])

    def sandbox() -> None:
        equal(client.oauth.authenticate(SANDBOX_TOKEN).user_id, SANDBOX_USER)
        expect_error(
            lambda: client.oauth.authenticate(SANDBOX_UNKNOWN_TOKEN),
            400,
            "oauth_token_not_found",
        )

    step("oauth: a login through the stand-in, with PKCE", log_in)
    step("oauth: a used token", used)
    step("oauth.attach: the next login is that of the user", attach)
    step("sandbox: OAuth token", sandbox)
