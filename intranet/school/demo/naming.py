"""How invented people are called: patronymics, gendered surnames, and families that agree (DOMAIN 7.4)."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from intranet.school.demo import name_lists as lists
from intranet.school.people.names import FullName, Sex

IRREGULAR = {
    "Дмитрий": ("Дмитриевич", "Дмитриевна"),
    "Илья": ("Ильич", "Ильинична"),
    "Никита": ("Никитич", "Никитична"),
    "Лев": ("Львович", "Львовна"),
    "Павел": ("Павлович", "Павловна"),
    "Михаил": ("Михайлович", "Михайловна"),
    "Яков": ("Яковлевич", "Яковлевна"),
    "Пётр": ("Петрович", "Петровна"),
    "Фома": ("Фомич", "Фоминична"),
    "Кузьма": ("Кузьмич", "Кузьминична"),
    "Лука": ("Лукич", "Лукинична"),
}
SOFT = "жшчщц"
OTHER_NAMES = 0.04  # families of another tradition; with NO_PATRONYMIC these are the 8 % of DOMAIN 6.1
NO_PATRONYMIC = 0.04


def patronymic_of(father: str, sex: Sex) -> str:
    """The patronymic of a child whose father is called so: Игорь -> Игоревич, Игоревна."""
    which = 0 if sex == Sex.MALE else 1
    if father in IRREGULAR:
        return IRREGULAR[father][which]
    if father.endswith("ий"):
        return father[:-2] + ("ьевич", "ьевна")[which]
    if father[-1] in "йь":
        return father[:-1] + ("евич", "евна")[which]
    if father[-1] in SOFT:
        return father + ("евич", "евна")[which]
    return father + ("ович", "овна")[which]


@dataclass(frozen=True, slots=True)
class House:
    """What the members of one family share: both forms of the surname, the father's name, a tradition."""

    surnames: tuple[str, str]
    father: str
    tradition: str  # "russian", "turkic", "other", "none" (no patronymics)

    def child(self, rng: Random, sex: Sex, taken: set[str]) -> FullName:
        """A child's full name; siblings (`taken`) do not share a first name."""
        names = [name for name in _children(self.tradition, sex) if name not in taken]
        name = rng.choice(names)
        taken.add(name)
        return FullName(self.surname(sex), name, self._patronymic(sex))

    def surname(self, sex: Sex) -> str:
        """Masculine or feminine."""
        return self.surnames[0 if sex == Sex.MALE else 1]

    def _patronymic(self, sex: Sex) -> str:
        if self.tradition == "none":
            return ""
        if self.tradition == "turkic":
            return f"{self.father} {'оглы' if sex == Sex.MALE else 'кызы'}"
        return patronymic_of(self.father, sex)


def make_house(rng: Random) -> House:
    """A family to be born into."""
    draw = rng.random()
    if draw < OTHER_NAMES / 2:
        return House(rng.choice(lists.TURKIC_SURNAMES), rng.choice(lists.TURKIC_FATHERS), "turkic")
    if draw < OTHER_NAMES:
        return House(rng.choice(lists.CAUCASIAN_SURNAMES), rng.choice(lists.CAUCASIAN_FATHERS), "other")
    if draw < OTHER_NAMES + NO_PATRONYMIC:
        return House(rng.choice(lists.CAUCASIAN_SURNAMES), rng.choice(lists.CAUCASIAN_FATHERS), "none")
    return House(rng.choice(lists.SURNAMES), rng.choice(lists.MEN), "russian")


def _children(tradition: str, sex: Sex) -> list[str]:
    boys = sex == Sex.MALE
    if tradition == "turkic":
        return lists.TURKIC_BOYS if boys else lists.TURKIC_GIRLS
    if tradition in ("other", "none"):
        return lists.CAUCASIAN_BOYS if boys else lists.CAUCASIAN_GIRLS
    return lists.BOYS if boys else lists.GIRLS


def father_name(rng: Random, house: House) -> FullName:
    """The father of the house's children."""
    if house.tradition == "turkic":
        return FullName(house.surnames[0], house.father, f"{rng.choice(lists.TURKIC_FATHERS)} оглы")
    patronymic = "" if house.tradition == "none" else patronymic_of(rng.choice(lists.MEN), Sex.MALE)
    return FullName(house.surnames[0], house.father, patronymic)


def mother_name(rng: Random, house: House) -> FullName:
    """The mother; one in seven kept a surname of her own."""
    own = rng.random() < 0.15
    surname = rng.choice(lists.SURNAMES)[1] if own else house.surname(Sex.FEMALE)
    if house.tradition == "russian":
        return FullName(surname, rng.choice(lists.WOMEN), patronymic_of(rng.choice(lists.MEN), Sex.FEMALE))
    return FullName(
        surname,
        rng.choice(lists.MOTHERS_ELSEWHERE),
        "" if house.tradition == "none" else patronymic_of(rng.choice(lists.CAUCASIAN_FATHERS), Sex.FEMALE),
    )


def adult_name(rng: Random, sex: Sex) -> FullName:
    """Somebody of the staff."""
    surnames = rng.choice(lists.SURNAMES)
    boys = sex == Sex.MALE
    return FullName(
        surnames[0 if boys else 1],
        rng.choice(lists.MEN if boys else lists.WOMEN),
        patronymic_of(rng.choice(lists.MEN), sex),
    )
