"""An identity provider that others wrote (oidc-provider-mock), as a process of its own.

Beside what it does by itself, it signs whatever a test asks for with the provider's own key, and
changes that key: what its own tokens never hold (an expiry long past, another audience) must be
refused all the same.
"""

import os
import socket
import subprocess
import sys
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

CLIENT, SECRET = "caseledger", "a client's secret"


def main(port: int) -> None:
    """Serve the provider on this port."""
    import flask
    import oidc_provider_mock
    from authlib import jose
    from oidc_provider_mock._storage import storage

    app = oidc_provider_mock.app(require_nonce=True)

    @app.post("/test/sign")
    def sign() -> Any:
        asked = flask.request.get_json()
        key = storage.jwk.as_dict(is_private=True)
        header = {"alg": "RS256", "kid": storage.jwk.thumbprint(), **asked["header"]}
        return jose.JsonWebToken(["RS256"]).encode(header, asked["claims"], key).decode()

    @app.post("/test/rotate")
    def rotate() -> Any:
        storage.jwk = jose.RSAKey.generate_key(is_private=True)
        return storage.jwk.thumbprint()

    @app.get("/test/thumbprint")
    def thumbprint() -> Any:
        return storage.jwk.thumbprint()

    app.run(port=port, debug=False, use_reloader=False, threaded=True)


class IdentityProvider:
    """The process, and what a person at its pages, or a test, does there."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.issuer = f"http://localhost:{port}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.identity_provider", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"AUTHLIB_INSECURE_TRANSPORT": "1"},
        )
        self.http = httpx.Client(base_url=self.issuer)
        deadline = time.monotonic() + 60
        while True:
            try:
                self.http.get("/jwks").raise_for_status()
                return
            except httpx.HTTPError:
                assert self._process.poll() is None, "the identity provider ended"
                assert time.monotonic() < deadline, "the identity provider does not answer"
                time.sleep(0.05)

    def stop(self) -> None:
        self.http.close()
        self._process.terminate()
        self._process.wait(10)

    def knows(self, subject: str, **claims: Any) -> None:
        """From now on the provider says this of somebody."""
        self.http.put(f"/users/{subject}", json=claims).raise_for_status()

    def signs_in(self, url: str, subject: str) -> dict[str, str]:
        """Somebody signs in at the page to which they were sent: what they are sent back with."""
        answer = self.http.post(url, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        query = parse_qs(urlsplit(answer.headers["location"]).query)
        return {name: values[0] for name, values in query.items()}

    def signed(self, claims: dict[str, Any], **header: Any) -> str:
        """A token of exactly these claims, by the provider's key of now."""
        return self.http.post("/test/sign", json={"claims": claims, "header": header}).text

    def rotate(self) -> str:
        """Another key from now on: its thumbprint."""
        return self.http.post("/test/rotate").text

    def thumbprint(self) -> str:
        return self.http.get("/test/thumbprint").text


if __name__ == "__main__":
    main(int(sys.argv[1]))
