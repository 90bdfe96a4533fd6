"""An authenticator app as the second factor of a login by mail."""

import base64
import hashlib
import hmac
import struct
import time
from types import SimpleNamespace
from typing import Callable

from inbox import Inbox
from report import equal, expect_error, step
from stytch import Client

SANDBOX_USER = "user-test-e3795c81-f849-4167-bfda-e4a6e9c280fd"


def app_code(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238: SHA-1, six digits, 30 seconds)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    mac = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    (number,) = struct.unpack_from(">I", mac, mac[19] & 0xF)
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"


def totps(client: Client, inbox: Inbox, address: Callable[[str], str]) -> None:
    known = SimpleNamespace()

    def create() -> None:
        email = address("totp")
        client.magic_links.email.login_or_create(email)
        login = client.magic_links.authenticate(
            inbox.token_to(email), session_duration_minutes=60
        )
        known.user_id, known.session_token = login.user_id, login.session_token
        made = client.totps.create(login.user_id, expiration_minutes=30)
        equal(made.user_id, login.user_id)
        equal(made.totp_id.startswith("totp-test-"), True)
        equal(len(base64.b32decode(made.secret)), 20)
        equal(made.qr_code.startswith("data:image/png;base64, "), True)
        equal(len(made.recovery_codes), 10)
        equal([each.verified for each in made.user.totps], [False])
        known.totp_id, known.secret = made.totp_id, made.secret
        known.recovery_codes = made.recovery_codes

    def second_factor() -> None:
        known.code = app_code(known.secret)
        answer = client.totps.authenticate(
            known.user_id, known.code, session_token=known.session_token
        )
        equal(answer.totp_id, known.totp_id)
        equal(answer.session_token, known.session_token)
        equal(answer.user.totps[0].verified, True)
        first, second = answer.session.authentication_factors
        equal(first.type.value, "magic_link")
        equal(second.type.value, "totp")
        equal(second.authenticator_app_factor.totp_id, known.totp_id)

    def same_code() -> None:
        expect_error(
            lambda: client.totps.authenticate(known.user_id, known.code),
            401,
            "totp_code_already_authenticated",
        )

    def recover() -> None:
        (listed,) = client.totps.recovery_codes(known.user_id).totps
        equal((listed.totp_id, listed.verified), (known.totp_id, True))
        equal(listed.recovery_codes, known.recovery_codes)
        first, *left = known.recovery_codes
        answer = client.totps.recover(
            known.user_id, first, session_token=known.session_token
        )
        equal(answer.totp_id, known.totp_id)
        factor = answer.session.authentication_factors[2]
        equal(factor.type.value, "recovery_codes")
        equal(bool(factor.recovery_code_factor.totp_recovery_code_id), True)
        expect_error(
            lambda: client.totps.recover(known.user_id, first),
            401,
            "unable_to_authenticate_recovery_code",
        )
        equal(client.totps.recovery_codes(known.user_id).totps[0].recovery_codes, left)

    def sandbox() -> None:
        client.totps.create(SANDBOX_USER, expiration_minutes=60)
        client.totps.authenticate(SANDBOX_USER, "000000")
        equal(len(client.totps.recovery_codes(SANDBOX_USER).totps) > 0, True)
        recovered = client.totps.recover(SANDBOX_USER, "a1b2-c3d4-e5f6")
        equal(recovered.user_id, SANDBOX_USER)

    step("totps.create", create)
    step("totps.authenticate as a second factor", second_factor)
    step("totps: the same code again", same_code)
    step("totps.recovery_codes and recover", recover)
    step("sandbox: TOTP", sandbox)
