"""Apps that users let in: authorization, tokens, the way back to a session."""

import base64
import hashlib
import secrets
from collections.abc import Callable
from types import SimpleNamespace

import requests
from report import equal, expect_error, step
from stytch import Client

REDIRECT = "https://app.example.com/callback"
SCOPES = ["openid", "full_access"]


def apps(
    client: Client, base_url: str, project_id: str, address: Callable[[str], str]
) -> None:
    known = SimpleNamespace()

    def authorize() -> None:
        app = client.connected_app.clients.create(
            client_type="first_party",
            client_name="Notes",
            redirect_urls=[REDIRECT],
            full_access_allowed=True,
            access_token_template_content='{"plan": {{ user.trusted_metadata.plan }}}',
        ).connected_app
        known.id, known.secret = app.client_id, app.client_secret
        equal(known.id.startswith("connected-app-test-"), True)
        equal(app.id_token_template_content, "")
        known.user = client.users.create(
            email=address("apps"), trusted_metadata={"plan": "gold"}
        ).user_id
        link = client.magic_links.create(known.user)
        known.login = client.magic_links.authenticate(
            link.token, session_duration_minutes=60
        )
        verifier = secrets.token_urlsafe(32)
        digest = hashlib.sha256(verifier.encode()).digest()
        request = {
            "client_id": known.id,
            "redirect_uri": REDIRECT,
            "response_type": "code",
            "scopes": SCOPES,
            "session_token": known.login.session_token,
        }
        started = client.idp.oauth.authorize_start(**request)
        equal(started.user_id, known.user)
        equal(started.client.client_name, "Notes")
        equal(started.consent_required, False)
        equal([one.is_grantable for one in started.scope_results], [True, True])
        authorized = client.idp.oauth.authorize(
            consent_granted=False,
            state="s-1",
            code_challenge=base64.urlsafe_b64encode(digest).decode().rstrip("="),
            **request,
        )
        equal("state=s-1" in authorized.redirect_uri, True)
        # The app's own call.
        tokens = requests.post(
            f"{base_url}/v1/public/{project_id}/oauth2/token",
            data={
                "grant_type": "authorization_code",
                "code": authorized.authorization_code,
                "redirect_uri": REDIRECT,
                "code_verifier": verifier,
                "client_id": known.id,
                "client_secret": known.secret,
            },
            timeout=60,
        ).json()
        equal(tokens["scope"], " ".join(SCOPES))
        equal("id_token" in tokens, True)
        known.token = tokens["access_token"]

    def ask(token: str):
        return client.idp.introspect_token_network(token, known.id, known.secret)

    def introspect() -> None:
        for claims in ask(known.token), client.idp.introspect_access_token_local(known.token):
            equal(claims.subject, known.user)
            equal(claims.scope, " ".join(SCOPES))
            equal(claims.audience, [project_id])
            equal(claims.custom_claims["plan"], "gold")
            equal(claims.token_type, "access_token")
        tampered = known.token[:-8] + "AAAAAAAA"
        equal(client.idp.introspect_access_token_local(tampered), None)
        equal(ask(tampered), None)

    def exchange() -> None:
        def call():
            return client.sessions.exchange_access_token(
                known.token, session_duration_minutes=60
            )

        answer = call()
        equal(answer.user_id, known.user)
        equal(answer.session.session_id, known.login.session.session_id)
        factor = answer.session.authentication_factors[-1]
        equal(factor.delivery_method.value, "oauth_access_token_exchange")
        equal(factor.oauth_access_token_exchange_factor.client_id, known.id)
        expect_error(call, 404, "idp_access_token_could_not_be_exchanged")

    def revoke() -> None:
        granted = client.users.connected_apps(known.user).connected_apps
        equal([one.connected_app_id for one in granted], [known.id])
        equal(granted[0].scopes_granted, " ".join(SCOPES))
        client.users.revoke(known.user, known.id)
        equal(client.users.connected_apps(known.user).connected_apps, [])
        equal(ask(known.token), None)

    step("connected_apps: a user authorizes an app", authorize)
    step("connected_apps: an access token introspected and checked locally", introspect)
    step("sessions.exchange_access_token", exchange)
    step("users.connected_apps and revoke", revoke)
