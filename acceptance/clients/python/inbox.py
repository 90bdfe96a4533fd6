"""Reads what the server would have mailed, through its test inbox."""

import time
from typing import Any

import requests


class Inbox:
    def __init__(self, base_url: str, project_id: str, secret: str) -> None:
        self._url = f"{base_url}/selvage/v1/messages"
        self._auth = (project_id, secret)

    def messages_to(self, address: str) -> list[dict[str, Any]]:
        response = requests.get(
            self._url, params={"to": address}, auth=self._auth, timeout=60
        )
        response.raise_for_status()
        return response.json()["messages"]

    def token_to(self, address: str) -> str:
        """The token in the newest message to the address."""
        return self._newest_to(address)["token"]

    def code_to(self, recipient: str) -> str:
        """The code in the newest message to the address or number."""
        return self._newest_to(recipient)["code"]

    def _newest_to(self, recipient: str) -> dict[str, Any]:
        for _ in range(100):
            messages = self.messages_to(recipient)
            if messages:
                return messages[0]
            time.sleep(0.1)
        raise AssertionError("nothing was sent")
