"""Machines: clients, their tokens and their secrets."""

import uuid
from types import SimpleNamespace

import requests
from report import equal, expect_error, step
from stytch import Client

SCOPES = ["read:reports", "write:reports", "admin"]


def m2m(client: Client, base_url: str, project_id: str) -> None:
    known = SimpleNamespace()

    def token(secret: str, scopes: list[str] | None = None) -> str:
        return client.m2m.token(known.id, secret, scopes=scopes).access_token

    def create() -> None:
        made = client.m2m.clients.create(
            scopes=SCOPES,
            client_name="Reporter",
            trusted_metadata={"tenant": "t-17"},
        ).m2m_client
        known.id, known.secret = made.client_id, made.client_secret
        equal(known.id.startswith("m2m-client-test-"), True)
        equal(len(known.secret), 44)
        equal(made.client_secret_last_four, known.secret[-4:])
        got = client.m2m.clients.get(known.id).m2m_client
        equal(got.dict(), made.dict(exclude={"client_secret"}))
        answer = client.m2m.token(known.id, known.secret)
        equal((answer.token_type, answer.expires_in), ("bearer", 3600))
        known.token = answer.access_token

    def local() -> None:
        claims = client.m2m.authenticate_token(
            known.token, required_scopes=["read:reports"], max_token_age=600
        )
        equal(claims.client_id, known.id)
        equal(claims.scopes, SCOPES)
        equal(claims.custom_claims["tenant"], "t-17")
        narrow = token(known.secret, ["read:reports"])
        both = ["read:reports", "write:reports"]
        equal(client.m2m.authenticate_token(narrow, required_scopes=both), None)
        tampered = known.token[:-8] + "AAAAAAAA"
        equal(client.m2m.authenticate_token(tampered), None)

    def introspect() -> None:
        fresh = token(known.secret)

        def ask():
            return client.idp.introspect_token_network(fresh, known.id, known.secret)

        found = ask()
        equal(found.subject, known.id)
        equal(found.scope, " ".join(SCOPES))
        equal(found.audience, [project_id])
        equal(found.custom_claims, {"tenant": "t-17"})
        # The client has no method for it.
        revoked = requests.post(
            f"{base_url}/v1/public/{project_id}/oauth2/revoke",
            data={
                "token": fresh,
                "client_id": known.id,
                "client_secret": known.secret,
            },
            timeout=60,
        )
        equal(revoked.status_code, 200)
        equal(ask(), None)

    def refused() -> None:
        expect_error(lambda: token("wrong"), 400, "invalid_client")
        nobody = f"m2m-client-test-{uuid.uuid4()}"
        expect_error(
            lambda: client.m2m.token(nobody, known.secret), 400, "invalid_client"
        )
        expect_error(
            lambda: token(known.secret, ["read:reports", "root"]), 400, "invalid_scope"
        )

    def rotate() -> None:
        secrets = client.m2m.clients.secrets
        started = secrets.rotate_start(known.id).m2m_client
        following = started.next_client_secret
        equal(started.next_client_secret_last_four, following[-4:])
        expect_error(
            lambda: secrets.rotate_start(known.id),
            400,
            "m2m_client_already_rotating_secret",
        )
        token(known.secret)
        token(following)
        secrets.rotate_cancel(known.id)
        expect_error(lambda: token(following), 400, "invalid_client")
        last = secrets.rotate_start(known.id).m2m_client.next_client_secret
        rotated = secrets.rotate(known.id).m2m_client
        equal(rotated.client_secret_last_four, last[-4:])
        equal(rotated.next_client_secret_last_four, None)
        expect_error(lambda: token(known.secret), 400, "invalid_client")
        token(last)
        known.secret = last

    def manage() -> None:
        clients = client.m2m.clients
        operands = [
            {"filter_name": "scopes", "filter_value": ["admin"]},
            {"filter_name": "client_name", "filter_value": ["Reporter"]},
        ]
        found = clients.search(
            limit=10, query={"operator": "AND", "operands": operands}
        )
        equal([each.client_id for each in found.m2m_clients], [known.id])
        equal(found.results_metadata.total, 1)
        clients.update(known.id, status="inactive", scopes=["admin"])
        expect_error(lambda: token(known.secret), 400, "invalid_client")
        # What was issued stays good where it is checked without the server.
        equal(client.m2m.authenticate_token(known.token).client_id, known.id)
        equal(clients.delete(known.id).client_id, known.id)
        expect_error(lambda: clients.get(known.id), 404, "m2m_client_not_found")

    step("m2m.clients.create and token", create)
    step("m2m: a token checked locally, with its scopes", local)
    step("m2m: a token introspected and revoked", introspect)
    step("m2m: a wrong secret and a scope that is not assigned", refused)
    step("m2m: both secrets during a rotation", rotate)
    step("m2m: search, update and deletion", manage)
