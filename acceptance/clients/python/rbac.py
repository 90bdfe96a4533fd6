"""What roles allow, asked of the server and of the policy that the client keeps."""

from types import SimpleNamespace
from typing import Callable

from report import equal, expect_error, step
from stytch import Client
from stytch.consumer.models.sessions import AuthorizationCheck
from stytch.shared.rbac_local import RBACConsumerPermissionError


def check(action: str) -> AuthorizationCheck:
    return AuthorizationCheck(resource_id="documents", action=action)


def rbac(client: Client, address: Callable[[str], str]) -> None:
    known = SimpleNamespace()

    def policy() -> None:
        served = client.rbac.policy().policy
        equal([role.role_id for role in served.roles], ["stytch_user", "editor"])
        equal(served.resources[0].actions, ["read", "write", "delete"])
        equal(served.scopes[0].scope, "write:documents")

    def remote() -> None:
        made = client.users.create(email=address("editor"), roles=["editor"])
        link = client.magic_links.create(made.user_id)
        login = client.magic_links.authenticate(link.token, session_duration_minutes=60)
        equal(login.user.roles, ["stytch_user", "editor"])
        equal(login.session.roles, ["stytch_user", "editor"])
        answer = client.sessions.authenticate(
            session_token=login.session_token, authorization_check=check("write")
        )
        equal(answer.verdict.authorized, True)
        equal(answer.verdict.granting_roles, ["editor"])
        known.jwt = answer.session_jwt
        expect_error(
            lambda: client.sessions.authenticate(
                session_token=login.session_token, authorization_check=check("delete")
            ),
            403,
            "consumer_session_authorization_error",
        )

    def local() -> None:
        def ask(action: str):
            return client.sessions.authenticate_jwt_local(
                known.jwt, authorization_check=check(action)
            )

        equal(ask("write").roles, ["stytch_user", "editor"])
        equal(ask("read").roles, ["stytch_user", "editor"])
        try:
            ask("delete")
        except RBACConsumerPermissionError:
            return
        raise AssertionError("the client allowed what the policy does not")

    step("rbac.policy", policy)
    step("rbac: authorization_check of a session", remote)
    step("rbac: checked locally by the policy", local)
