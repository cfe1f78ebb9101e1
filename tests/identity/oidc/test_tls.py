"""A provider's certificate: an authority of the school's own is trusted when it is named, and nobody else."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from identity.door.providers import ProofRefused
from tests.identity.oidc.crooked import Crooked
from tests.identity.oidc.there import provider_of


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, by: ec.EllipticCurvePrivateKey, *, is_authority: bool = False
) -> bytes:
    """PEM; authorities are called "Authority"."""
    now = datetime.now(UTC)
    called, issuer = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in (name, "Authority")
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(by, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


class Authority:
    """An authority in a folder, and servers it has signed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        self.pem = _certificate("Authority", self.key, self.key, is_authority=True)
        (folder / "authority.pem").write_bytes(self.pem)

    def server(self, name: str) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file = self.folder / f"{name}.pem"
        file.write_bytes(pem + _certificate(name, key, self.key))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
async def secured(authority: Authority) -> AsyncIterator[Crooked]:
    async with Crooked(authority.server("localhost")) as made:
        yield made


async def test_an_authority_that_is_named_is_trusted(secured: Crooked) -> None:
    provider = provider_of(secured.url, ca_file="authority.pem")
    assert (await secured.sign_in(provider)).issuer.startswith("https://localhost:")
    assert [one for one in await provider.probe() if not one.is_right] == []


async def test_an_unknown_authority_is_not_trusted(secured: Crooked) -> None:
    provider = provider_of(secured.url)
    with pytest.raises(ProofRefused, match="misconfigured certificate"):
        await secured.sign_in(provider)
    assert secured.asked == []
    assert "корневой сертификат" in (await provider.probe())[-1].advice


async def test_a_certificate_of_another_name_is_refused(authority: Authority) -> None:
    async with Crooked(authority.server("idp.test")) as made:
        with pytest.raises(ProofRefused, match="misconfigured certificate"):
            await made.sign_in(provider_of(made.url, ca_file="authority.pem"))


@pytest.mark.parametrize("name", ["nowhere.pem", "op-secret", "../op-secret"])
async def test_an_authority_that_cannot_be_read_is_our_fault(secured: Crooked, name: str) -> None:
    provider = provider_of(secured.url, ca_file=name)
    with pytest.raises(ProofRefused, match="misconfigured ca_file"):
        await secured.sign_in(provider)
    assert any(not one.is_right for one in await provider.probe())


async def test_plain_http_is_refused_outside_the_school(secured: Crooked) -> None:
    secured.document = {"token_endpoint": "http://localhost/token"}
    provider = provider_of(secured.url, ca_file="authority.pem")
    with pytest.raises(ProofRefused, match="misconfigured endpoint token_endpoint"):
        await secured.sign_in(provider)
