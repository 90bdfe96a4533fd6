"""One-time passcodes over every channel, read from the inbox."""

import itertools
import secrets
from types import SimpleNamespace
from typing import Callable

from inbox import Inbox
from report import equal, expect_error, step
from stytch import Client


_lines = itertools.count(secrets.randbelow(9_000))


def us_number() -> str:
    """A new number in a country that every environment allows; nothing is sent to it."""
    return f"+1415555{next(_lines):04}"


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def otps(client: Client, inbox: Inbox, address: Callable[[str], str]) -> None:
    used = SimpleNamespace()

    def by_email() -> None:
        email = address("otp")
        sent = client.otps.email.login_or_create(email)
        equal(sent.user_created, True)
        used.method_id, used.code = sent.email_id, inbox.code_to(email)
        answer = client.otps.authenticate(
            used.method_id, used.code, session_duration_minutes=60
        )
        equal(answer.user_id, sent.user_id)
        equal(answer.method_id, sent.email_id)
        equal(answer.user.emails[0].verified, True)
        factor = answer.session.authentication_factors[0]
        equal(factor.type.value, "otp")
        equal(factor.delivery_method.value, "email")
        equal(factor.email_factor.email_address, email)

    def used_code() -> None:
        expect_error(
            lambda: client.otps.authenticate(used.method_id, used.code),
            401,
            "unable_to_auth_otp_code",
        )

    def by_sms() -> None:
        number = us_number()
        sent = client.otps.sms.login_or_create(number, expiration_minutes=5)
        code = inbox.code_to(number)
        expect_error(
            lambda: client.otps.authenticate(sent.phone_id, wrong(code)),
            404,
            "otp_code_not_found",
        )
        answer = client.otps.authenticate(sent.phone_id, code)
        equal(answer.session, None)
        equal(answer.user.phone_numbers[0].phone_number, number)
        equal(answer.user.phone_numbers[0].verified, True)

    def by_whatsapp() -> None:
        number = us_number()
        sent = client.otps.whatsapp.login_or_create(number)
        answer = client.otps.authenticate(
            sent.phone_id, inbox.code_to(number), session_duration_minutes=60
        )
        factor = answer.session.authentication_factors[0]
        equal(factor.delivery_method.value, "whatsapp")
        equal(factor.phone_number_factor.phone_number, number)

    def unknown_number() -> None:
        expect_error(
            lambda: client.otps.sms.send(us_number()), 404, "phone_number_not_found"
        )

    def too_many_sends() -> None:
        email = address("often")

        def until_refused() -> None:
            # One a second and five a minute: of eleven one is refused, however slow they are.
            for _ in range(11):
                client.otps.email.login_or_create(email)

        expect_error(until_refused, 429, "too_many_requests")

    step("otps.email.login_or_create and authenticate", by_email)
    step("otps: a used code", used_code)
    step("otps.sms: a wrong code, then the right one", by_sms)
    step("otps.whatsapp.login_or_create and authenticate", by_whatsapp)
    step("otps.sms.send to an unknown number", unknown_number)
    step("otps: too many sends", too_many_sends)
