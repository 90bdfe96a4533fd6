"""An operator who logs in as a user; the token comes from the management API."""

from types import SimpleNamespace
from typing import Any

import requests
from report import equal, expect_error, step
from stytch import Client

ENVIRONMENT = "/pwa/v3/projects/my-project/environments/test"
EMAIL = "operator@example.com"


def impersonation(client: Client, credentials: dict[str, Any], user_id: str) -> None:
    known = SimpleNamespace()
    key = credentials["management"]

    def manage(method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        response = requests.request(
            method,
            credentials["base_url"] + ENVIRONMENT + path,
            json=body,
            auth=(key["key_id"], key["key_secret"]),
            timeout=60,
        )
        response.raise_for_status()
        return response.json()

    def metrics() -> None:
        answer = client.project.metrics()
        counts = {each.metric_type.value: each.count for each in answer.metrics}
        equal(counts["USER_COUNT"] > 0, True)
        equal(counts["MEMBER_COUNT"], 0)

    def authenticate() -> None:
        manage("PATCH", "", {"user_impersonation_enabled": True})
        body = {"reason": "A ticket", "impersonator_email_address": EMAIL}
        minted = manage("POST", f"/users/{user_id}/impersonate", body)
        known.token = minted["impersonation_token"]
        answer = client.impersonation.authenticate(known.token)
        equal(answer.user_id, user_id)
        equal(answer.user.user_id, user_id)
        (factor,) = answer.session.authentication_factors
        equal(factor.type.value, "impersonated")
        equal(factor.delivery_method.value, "impersonation")
        equal(factor.impersonated_factor.impersonator_id, key["key_id"])
        equal(factor.impersonated_factor.impersonator_email_address, EMAIL)
        later = client.sessions.authenticate(
            session_token=answer.session_token, session_duration_minutes=600
        )
        equal(later.session.expires_at, answer.session.expires_at)

    def used() -> None:
        expect_error(
            lambda: client.impersonation.authenticate(known.token),
            401,
            "unable_to_auth_impersonation_token",
        )

    step("projects.metrics", metrics)
    step("impersonation.authenticate", authenticate)
    step("impersonation: a used token", used)
