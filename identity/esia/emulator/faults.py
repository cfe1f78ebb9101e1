"""What can be broken on purpose: chosen on the page or by the control endpoint, for one sign-in."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """One way in which an answer goes wrong."""

    ROTATED_KEY = "rotated_key"
    FOREIGN_KEY = "foreign_key"
    ALG_NONE = "alg_none"
    HS256 = "hs256"
    WRONG_ISS = "wrong_iss"
    WRONG_AUD = "wrong_aud"
    WRONG_SUBJECT = "wrong_subject"
    WRONG_STATE = "wrong_state"
    WRONG_NONCE = "wrong_nonce"
    EXPIRED = "expired"
    SKEW = "skew"
    OLD_LOGIN = "old_login"
    NO_ID_TOKEN = "no_id_token"
    SLOW = "slow"
    HANG = "hang"
    ERROR_500 = "error_500"
    DENIED = "denied"


TITLES = {
    Fault.ROTATED_KEY: "ключ подписи сменился",
    Fault.FOREIGN_KEY: "подпись чужим ключом",
    Fault.ALG_NONE: "токен без подписи (alg none)",
    Fault.HS256: "токен с подписью HS256",
    Fault.WRONG_ISS: "чужой iss",
    Fault.WRONG_AUD: "чужой aud",
    Fault.WRONG_SUBJECT: "в токенах разные люди",
    Fault.WRONG_STATE: "чужой state в ответе",
    Fault.WRONG_NONCE: "чужой nonce (шлюз)",
    Fault.EXPIRED: "токен истёк",
    Fault.SKEW: "часы службы спешат на час",
    Fault.OLD_LOGIN: "человек вошёл там два дня назад",
    Fault.NO_ID_TOKEN: "нет id_token",
    Fault.SLOW: "отвечает через 3 секунды",
    Fault.HANG: "не отвечает",
    Fault.ERROR_500: "ошибка 500",
    Fault.DENIED: "человек отказался",
}
SLOW_SECONDS, HANG_SECONDS, SKEW_SECONDS = 3.0, 120.0, 3600
