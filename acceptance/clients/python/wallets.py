"""Wallets that sign for themselves, with real keys."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from report import equal, expect_error, step
from stytch import Client

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
SANDBOX_WALLET = "0x6df2dB4Fb3DA35d241901Bd53367770BF03123f1"
SANDBOX_SIGNATURE = "0x0c4f82edc3c818b6beff4b89e0682994e5878074609903cecdfb"


def base58(content: bytes) -> str:
    value, text = int.from_bytes(content, "big"), ""
    while value > 0:
        value, digit = divmod(value, 58)
        text = BASE58[digit] + text
    zeros = len(content) - len(content.lstrip(b"\0"))
    return BASE58[0] * zeros + text


def wallets(client: Client) -> None:
    key = Ed25519PrivateKey.generate()
    address = base58(key.public_key().public_bytes_raw())

    def logs_in() -> None:
        started = client.crypto_wallets.authenticate_start("solana", address)
        equal(started.user_created, True)
        answer = client.crypto_wallets.authenticate(
            "solana",
            address,
            base58(key.sign(started.challenge.encode())),
            session_duration_minutes=60,
        )
        equal(answer.user_id, started.user_id)
        equal(answer.user.status, "active")
        equal(answer.user.crypto_wallets[0].verified, True)
        factor = answer.session.authentication_factors[0]
        equal(factor.type.value, "crypto")
        equal(factor.crypto_wallet_factor.crypto_wallet_address, address)

    def something_else() -> None:
        client.crypto_wallets.authenticate_start("solana", address)
        wrong = base58(key.sign(b"something else"))
        expect_error(
            lambda: client.crypto_wallets.authenticate("solana", address, wrong),
            401,
            "unable_to_authenticate_crypto_wallet",
        )

    def sandbox() -> None:
        started = client.crypto_wallets.authenticate_start("ethereum", SANDBOX_WALLET)
        equal(bool(started.challenge), True)
        answer = client.crypto_wallets.authenticate(
            "ethereum", SANDBOX_WALLET, SANDBOX_SIGNATURE
        )
        equal(answer.user_id, started.user_id)

    step("crypto_wallets: a new wallet logs in", logs_in)
    step("crypto_wallets: a signature of something else", something_else)
    step("sandbox: crypto wallet", sandbox)
