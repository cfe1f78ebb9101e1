"""The detached CMS of the first version: signed by exactly this certificate, whatever it carries itself."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path

from identity.esia.openssl import OpensslError, OpensslLateError, openssl


async def verifies(pem: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the CMS (DER) is the certificate owner's signature of the message."""
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="parta-cms-"))
    try:
        certificate, content = folder / "certificate", folder / "content"
        await asyncio.to_thread(certificate.write_bytes, pem)
        await asyncio.to_thread(content.write_bytes, message)
        await openssl(
            "cms", "-verify", "-binary", "-inform", "DER", "-content", str(content), "-certfile",
            str(certificate), "-nointern", "-noverify", "-out", "/dev/null", given=signature,
        )  # fmt: skip
    except OpensslLateError:
        raise
    except OpensslError:
        return False
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    return True
