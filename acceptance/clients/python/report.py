"""Prints the outcome of each step as one line of JSON."""

import json
from typing import Any, Callable

from stytch.core.response_base import StytchError

_failures: list[str] = []


def step(name: str, action: Callable[[], None]) -> None:
    """Runs one step. A failure does not end the run: later steps may still tell something."""
    outcome = {"step": name, "ok": True, "detail": ""}
    try:
        action()
    except Exception as error:  # whatever it is, it belongs into the report
        outcome = {"step": name, "ok": False, "detail": f"{type(error).__name__}: {error}"}
        _failures.append(name)
    print(json.dumps(outcome), flush=True)


def exit_code() -> int:
    return 1 if _failures else 0


def equal(actual: Any, expected: Any) -> None:
    if actual != expected:
        raise AssertionError(f"expected {expected!r}, got {actual!r}")


def expect_error(call: Callable[[], Any], status: int, error_type: str) -> None:
    """The call must fail with the client's own error type, carrying exactly this error."""
    try:
        answer = call()
    except StytchError as error:
        details = error.details
        equal(details.error_type, error_type)
        equal(details.status_code, status)
        equal(details.error_url, f"https://stytch.com/docs/api/errors/{status}#{error_type}")
        equal(details.request_id.startswith("request-id-"), True)
        equal(bool(details.error_message), True)
        return
    raise AssertionError(f"expected {error_type}, got {answer!r}")
