"""The login path of an application, through the official Python client (PyPI package stytch)."""

import base64
import hashlib
import json
import os
import secrets
import sys
import uuid
from types import SimpleNamespace
from typing import Any

from apps import apps
from attest import attest
from impersonation import impersonation
from inbox import Inbox
from m2m import m2m
from management import management
from oauth import oauth
from otps import otps
from passwords import passwords
from rbac import rbac
from refusals import refusals
from report import equal, exit_code, expect_error, step
from sandbox import sandbox
from stytch import Client
from stytch.consumer.models.users import SearchUsersQuery, SearchUsersQueryOperator
from stytch.core.response_base import StytchError
from totps import totps
from wallets import wallets

REDIRECT = "http://localhost:3000/authenticate"

with open(os.environ["SELVAGE_CREDENTIALS"], encoding="utf-8") as file:
    credentials = json.load(file)
base_url = credentials["base_url"]
project_id = credentials["test"]["project_id"]
secret = credentials["test"]["secret"]
client = Client(project_id=project_id, secret=secret, environment=base_url)
inbox = Inbox(base_url, project_id, secret)

run = uuid.uuid4()
EXTERNAL_ID = f"python-{run}"
known = SimpleNamespace()  # what one step learns for the next


def address(name: str) -> str:
    return f"{name}.{run}@example.com"


ADA, PKCE, GUEST = address("ada"), address("pkce"), address("guest")


def by_email(*emails: str) -> SearchUsersQuery:
    return SearchUsersQuery(
        operator=SearchUsersQueryOperator.AND,
        operands=[{"filter_name": "email_address", "filter_value": list(emails)}],
    )


def create() -> None:
    made = client.users.create(
        email=ADA,
        name={"first_name": "Ada", "last_name": "Lovelace"},
        external_id=EXTERNAL_ID,
        trusted_metadata={"plan": "gold", "seats": 3},
        untrusted_metadata={"theme": "dark"},
    )
    equal(made.user_id.startswith("user-test-"), True)
    equal(made.email_id.startswith("email-test-"), True)
    equal(made.phone_id, "")
    equal(made.status, "active")
    equal(made.user.emails[0].email, ADA)
    equal(made.user.emails[0].verified, False)
    known.user_id, known.email_id = made.user_id, made.email_id


def get() -> None:
    got = client.users.get(known.user_id)
    equal(got.user_id, known.user_id)
    equal(got.name and got.name.first_name, "Ada")
    equal(got.trusted_metadata, {"plan": "gold", "seats": 3})
    equal(got.untrusted_metadata, {"theme": "dark"})
    equal(got.external_id, EXTERNAL_ID)
    equal(got.password, None)
    equal(got.created_at is not None, True)


def get_by_external_id() -> None:
    equal(client.users.get(EXTERNAL_ID).user_id, known.user_id)


def update() -> None:
    updated = client.users.update(
        known.user_id,
        name={"middle_name": "King"},
        trusted_metadata={"plan": None, "region": "eu"},
    ).user
    equal(updated.name and updated.name.middle_name, "King")
    equal(updated.name and updated.name.first_name, "Ada")
    equal(updated.trusted_metadata, {"seats": 3, "region": "eu"})
    equal(updated.untrusted_metadata, {"theme": "dark"})


def search() -> None:
    found = client.users.search(query=by_email(ADA), limit=10)
    equal([user.user_id for user in found.results], [known.user_id])
    equal(found.results_metadata.total, 1)
    equal(found.results_metadata.next_cursor, None)


def search_pages() -> None:
    emails = [address(name) for name in ("page1", "page2", "page3")]
    made = [client.users.create(email=email).user_id for email in emails]
    pages = list(client.users.search_all(query=by_email(*emails), limit=2))
    equal([len(page.results) for page in pages], [2, 1])
    equal(sorted(user.user_id for page in pages for user in page.results), sorted(made))


def login_known() -> None:
    sent = client.magic_links.email.login_or_create(
        email=ADA, login_magic_link_url=REDIRECT, signup_magic_link_url=REDIRECT
    )
    equal(sent.user_id, known.user_id)
    equal(sent.email_id, known.email_id)
    equal(sent.user_created, False)


def authenticate() -> None:
    known.used_token = inbox.token_to(ADA)
    answer = client.magic_links.authenticate(
        token=known.used_token,
        session_duration_minutes=60,
        session_custom_claims={"cart": "c-17", "nested": {"level": 2}},
    )
    equal(answer.user_id, known.user_id)
    equal(answer.method_id, known.email_id)
    equal(answer.user.emails[0].verified, True)
    equal(answer.reset_sessions, False)
    equal(len(answer.session_token), 44)
    session = required(answer.session)
    equal(session.custom_claims, {"cart": "c-17", "nested": {"level": 2}})
    factor = session.authentication_factors[0]
    equal(factor.type.value, "magic_link")
    equal(factor.delivery_method.value, "email")
    equal(required(factor.email_factor).email_address, ADA)
    known.session_id = session.session_id
    known.session_token, known.session_jwt = answer.session_token, answer.session_jwt


def by_token() -> None:
    answer = client.sessions.authenticate(
        session_token=known.session_token,
        session_custom_claims={"cart": None, "coupon": "x"},
    )
    equal(answer.session.session_id, known.session_id)
    equal(answer.session_token, known.session_token)
    equal(answer.user.user_id, known.user_id)
    equal(answer.session.custom_claims, {"coupon": "x", "nested": {"level": 2}})
    known.session_jwt = answer.session_jwt


def by_jwt() -> None:
    answer = client.sessions.authenticate(session_jwt=known.session_jwt)
    equal(answer.session.session_id, known.session_id)
    equal(answer.session_jwt.count("."), 2)


def local() -> None:
    session = required(client.sessions.authenticate_jwt_local(known.session_jwt))
    equal(session.session_id, known.session_id)
    equal(session.user_id, known.user_id)
    equal(session.custom_claims, {"coupon": "x", "nested": {"level": 2}})
    equal(required(session.authentication_factors[0].email_factor).email_address, ADA)
    mixed = client.sessions.authenticate_jwt(known.session_jwt)
    equal(mixed.session.session_id, known.session_id)
    tampered = f"{known.session_jwt[:-8]}AAAAAAAA"
    equal(client.sessions.authenticate_jwt_local(tampered), None)


def sessions_of_user() -> None:
    sessions = client.sessions.get(known.user_id).sessions
    equal([session.session_id for session in sessions], [known.session_id])


def jwks() -> None:
    keys = client.sessions.get_jwks(project_id).keys
    equal(len(keys) > 0, True)
    equal(keys[0].alg, "RS256")


def login_new_with_pkce() -> None:
    known.verifier = secrets.token_urlsafe(32)
    digest = hashlib.sha256(known.verifier.encode("ascii")).digest()
    sent = client.magic_links.email.login_or_create(
        email=PKCE,
        login_magic_link_url=REDIRECT,
        signup_magic_link_url=REDIRECT,
        code_challenge=base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii"),
    )
    equal(sent.user_created, True)
    known.pkce_token = inbox.token_to(PKCE)


def wrong_verifier() -> None:
    wrong = secrets.token_urlsafe(32)
    expect_error(
        lambda: client.magic_links.authenticate(known.pkce_token, code_verifier=wrong),
        400,
        "pkce_mismatch",
    )


def right_verifier() -> None:
    answer = client.magic_links.authenticate(
        known.pkce_token, code_verifier=known.verifier
    )
    equal(answer.user.emails[0].email, PKCE)
    equal(answer.session, None)
    equal(answer.session_token, "")
    equal(answer.session_jwt, "")


def invite() -> None:
    sent = client.magic_links.email.invite(
        email=GUEST, invite_magic_link_url=REDIRECT, name={"first_name": "Grace"}
    )
    equal(client.users.get(sent.user_id).status, "pending")
    known.invite_token = inbox.token_to(GUEST)


def revoke_invite() -> None:
    client.magic_links.email.revoke_invite(GUEST)
    try:
        client.magic_links.authenticate(known.invite_token)
    except StytchError as error:
        equal(error.details.status_code in (401, 404), True)
        return
    raise AssertionError("a revoked invite still works")


def embeddable() -> None:
    made = client.magic_links.create(known.user_id, expiration_minutes=15)
    equal(made.user_id, known.user_id)
    answer = client.magic_links.authenticate(made.token, session_duration_minutes=10)
    equal(answer.user_id, known.user_id)
    factor = required(answer.session).authentication_factors[0]
    equal(factor.delivery_method.value, "embedded")
    equal(bool(required(factor.embeddable_magic_link_factor).embedded_id), True)


def revoke() -> None:
    client.sessions.revoke(session_id=known.session_id)
    for argument in ("session_token", "session_jwt"):
        value = getattr(known, argument)
        expect_error(
            lambda: client.sessions.authenticate(**{argument: value}),
            404,
            "session_not_found",
        )


def delete_email() -> None:
    second = address("second")
    email_id = client.magic_links.email.send(second, user_id=known.user_id).email_id
    emails = client.users.get(known.user_id).emails
    equal(sorted(each.email for each in emails), sorted([ADA, second]))
    left = client.users.delete_email(email_id).user
    equal([each.email for each in left.emails], [ADA])


def delete() -> None:
    user_id = client.users.create(email=address("gone")).user_id
    equal(client.users.delete(user_id).user_id, user_id)
    expect_error(lambda: client.users.get(user_id), 404, "user_not_found")


def required(value: Any) -> Any:
    if value is None:
        raise AssertionError("a value is missing")
    return value


step("users.create", create)
step("users.get", get)
step("users.get by external_id", get_by_external_id)
step("users.update", update)
step("users.search by email_address", search)
step("users.search page by page", search_pages)
step("magic_links.email.login_or_create for a known user", login_known)
step("magic_links.authenticate with a session", authenticate)
step("sessions.authenticate by token", by_token)
step("sessions.authenticate by JWT", by_jwt)
step("session JWT checked locally", local)
step("sessions.get", sessions_of_user)
step("sessions.get_jwks", jwks)
step("magic_links.email.login_or_create for a new user with PKCE", login_new_with_pkce)
step("wrong PKCE verifier", wrong_verifier)
step("right PKCE verifier", right_verifier)
step("magic_links.email.invite", invite)
step("magic_links.email.revoke_invite", revoke_invite)
step("embeddable magic link", embeddable)
step("sessions.revoke", revoke)
step("users.delete_email", delete_email)
step("users.delete", delete)
passwords(client, inbox, address, REDIRECT)
otps(client, inbox, address)
totps(client, inbox, address)
wallets(client)
oauth(client, base_url, credentials["test"]["public_token"], address)
m2m(client, base_url, project_id)
rbac(client, address)
attest(client)
apps(client, base_url, project_id, address)
stranger = Client(
    project_id=project_id, secret=f"secret-test-{uuid.uuid4()}", environment=base_url
)
refusals(client, stranger, ADA, known)
sandbox(client, inbox)
impersonation(client, credentials, known.user_id)
management(base_url, credentials["management"])
sys.exit(exit_code())
