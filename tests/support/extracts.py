"""Extracts of invented custodians: other people, days, offices and mess, from a seed.

    extract = generate(seed=3, cases=40, custodian="baie-verte")
    extract.rows["exits"].append({...})
    folder = extract.write(tmp_path)

Its own reading of the form: it knows nothing of the importer.
"""

import csv
import hashlib
import json
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

COLUMNS = {
    "residents": "resident_no family_name given_names birth_date sin spoken_language"
    " official_language interpreter_language address postal_code phone indigenous_self_id"
    " safety_flag",
    "units": "case_no resident_no role participant_class from_on to_on",
    "applications": "application_no ministry_ref case_no programme channel received_by submitted_on"
    " completed_on decided_on outcome decided_by decided_by_org risk_band readiness route_reason"
    " first_nations_site e_signature",
    "assignments": "case_no office worker from_on",
    "consents": "consent_no resident_no action categories recipients purposes method"
    " notice_language notice_version signed_on recorded_on expires_on",
    "assessments": "case_no resident_no completed_on recorded_on tool_version crisis_safety health"
    " life_skills community ready_for_referral",
    "plans": "case_no resident_no created_on last_reviewed_on goals",
    "deferrals": "deferral_no case_no resident_no reason from_on review_by reviewed_on"
    " review_outcome",
    "referrals": "referral_no case_no resident_no to_type to_org origin made_by made_on"
    " acknowledged_on accepted_on declined_on started_on closed_on outcome consent_no shared",
    "incomes": "case_no resident_no month earnings_cents other_cents reported_on",
    "payments": "payment_no case_no resident_no type month amount_cents issued_on issued_by method"
    " envelope reversed_on reversal_reason",
    "overpayments": "overpayment_no case_no resident_no established_on month amount_cents cause",
    "exits": "case_no effective_on recorded_on reason",
}
Row = dict[str, str]


@dataclass
class Extract:
    """Rows by file, and how each file is written (encoding and delimiter)."""

    custodian: str
    as_of: date
    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    styles: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, file: str, **cells: Any) -> Row:
        row = dict.fromkeys(COLUMNS[file].split(), "") | {
            name: str(value) for name, value in cells.items() if value is not None
        }
        self.rows[file].append(row)
        return row

    def write(self, folder: Path) -> Path:
        """Write the files and their manifest; the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        files = []
        for name, rows in self.rows.items():
            encoding, delimiter = self.styles.get(name, ("utf-8", ","))
            path = folder / f"{name}.csv"
            with path.open("w", encoding=encoding, newline="") as file:
                writer = csv.DictWriter(file, COLUMNS[name].split(), delimiter=delimiter)
                writer.writeheader()
                writer.writerows(rows)
            files.append(described(path, encoding, delimiter, len(rows)))
        write_manifest(folder, self, files)
        return folder


def described(path: Path, encoding: str, delimiter: str, rows: int) -> dict[str, Any]:
    """A file as a manifest describes it."""
    return {
        "file": path.name,
        "encoding": encoding,
        "delimiter": delimiter,
        "rows": rows,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }


def write_manifest(folder: Path, extract: Extract, files: list[dict[str, Any]]) -> None:
    manifest = {
        "custodian": extract.custodian,
        "as_of": extract.as_of.isoformat(),
        "source_system": "old-system",
        "invented": True,
        "files": files,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def generate(
    seed: int, cases: int, custodian: str = "baie-verte", as_of: date = date(2025, 6, 30)
) -> Extract:
    """So many cases, lawful or nearly so, over the three years before ``as_of``."""
    made = _Maker(random.Random(seed), Extract(custodian, as_of))
    for number in range(1, cases + 1):
        made.case(number)
    styles = [("utf-8", ","), ("cp1252", ";"), ("utf-8-sig", "\t"), ("utf-16", ";")]
    for name in COLUMNS:
        made.extract.styles[name] = made.random.choice(styles)
        made.random.shuffle(made.extract.rows[name])
    return made.extract


class _Maker:
    def __init__(self, chance: random.Random, extract: Extract) -> None:
        self.random = chance
        self.extract = extract
        self.numbers = dict.fromkeys("RACDFPO", 0)

    def number(self, kind: str) -> str:
        self.numbers[kind] += 1
        return f"{kind}-{self.numbers[kind]:05d}"

    def day(self, since: date, within: int) -> date:
        return min(since + timedelta(days=self.random.randrange(within)), self.extract.as_of)

    def resident(self, family: str) -> str:
        chance, number = self.random, self.number("R")
        self.extract.add(
            "residents",
            resident_no=number,
            family_name=family,
            given_names=chance.choice(["Zoé", "Ibrahim", "Mei", "Noël", "Ann-Marie", "Jean “Jo”"]),
            birth_date=date(1950, 1, 1) + timedelta(days=chance.randrange(24_000)),
            sin=_sin(self.numbers["R"]) if chance.random() < 0.7 else None,
            spoken_language=chance.choice(["fr", "en", "so", "oj"]),
            official_language=chance.choice(["fr", "en"]),
            address=f"{chance.randrange(1, 999)}, rue de l'Église; app. {chance.randrange(9)}",
            postal_code="K0K 0K0",
            indigenous_self_id=chance.choice(["Y", "N", ""]),
            safety_flag=chance.choice(["", "", "Y"]),
        )
        return number

    def case(self, number: int) -> None:
        chance, extract = self.random, self.extract
        case_no = f"{extract.as_of.year}/{number:04d}"
        family = chance.choice(["Tremblay", "O'Neil", "Nguyễn"[:6], "Côté", "Ali"])
        family = family.encode("cp1252", "ignore").decode("cp1252")
        begin = self.day(extract.as_of - timedelta(days=1100), 1000)
        applicant = self.resident(family)
        ministry = chance.random() < 0.5
        decided = self.day(begin, 12)
        extract.add(
            "applications",
            application_no=self.number("A"),
            ministry_ref=f"M{number}" if ministry else None,
            case_no=case_no,
            programme=chance.choice(["OW", "OW", "ODSP"]),
            channel=chance.choice(["DIGITAL", "PHONE", "IN_PERSON", "PAPER"]),
            received_by="IBAU" if ministry else "LOCAL",
            submitted_on=begin,
            completed_on=begin,
            decided_on=decided,
            outcome="GRANTED" if chance.random() < 0.85 else "REFUSED",
            decided_by="STAFF",
            decided_by_org="MINISTRY" if ministry else "LOCAL",
            risk_band=chance.choice(["LOW", "MEDIUM", "HIGH", ""]),
            first_nations_site="N",
            e_signature=chance.choice(["Y", "N", ""]),
        )
        members = [(applicant, "APPLICANT", "OW_ADULT")]
        if chance.random() < 0.4:
            members.append((self.resident(family), "SPOUSE", "OW_ADULT"))
        for person, role, kind in members:
            extract.add(
                "units",
                case_no=case_no,
                resident_no=person,
                role=role,
                participant_class=kind,
                from_on=begin,
            )
        extract.add(
            "assignments",
            case_no=case_no,
            office=chance.choice(["nord", "Île-aux-Pins", "office 3"]),
            worker=f"agent.{chance.randrange(7)}",
            from_on=begin,
        )
        self.support(case_no, applicant, decided)
        self.money(case_no, applicant, decided)
        if chance.random() < 0.4:
            left = self.day(decided, 500)
            extract.add(
                "exits",
                case_no=case_no,
                effective_on=left,
                recorded_on=self.day(left, 40),
                reason=chance.choice(["EMPLOYMENT", "NO_CONTACT", "DECEASED"]),
            )

    def support(self, case_no: str, person: str, since: date) -> None:
        chance, extract = self.random, self.extract
        consent_no, signed = self.number("C"), self.day(since, 60)
        shared = chance.sample(["IDENTITY", "CONTACT", "EMPLOYMENT", "HEALTH"], 2)
        extract.add(
            "consents",
            consent_no=consent_no,
            resident_no=person,
            action=chance.choice(["GRANT", "GRANT", "REFUSE"]),
            categories="|".join([*shared, "HOUSING"]),
            recipients="EO|COMMUNITY",
            purposes="REFERRAL",
            method="WRITTEN",
            notice_language="fr",
            notice_version="0000-1",
            signed_on=signed,
            recorded_on=self.day(signed, 30),
            expires_on=signed + timedelta(days=365),
        )
        if chance.random() < 0.2:
            on = self.day(signed, 200)
            extract.add(
                "consents",
                consent_no=consent_no,
                resident_no=person,
                action="WITHDRAW",
                signed_on=on,
                recorded_on=self.day(on, 20),
            )
        assessed = self.day(since, 90)
        extract.add(
            "assessments",
            case_no=case_no,
            resident_no=person,
            completed_on=assessed.strftime("%d/%m/%Y"),
            recorded_on=assessed,
            tool_version="X-1",
            crisis_safety=chance.randrange(4),
            health=chance.randrange(4),
            life_skills=chance.randrange(4),
            community=chance.randrange(4),
            ready_for_referral=chance.choice("YN"),
        )
        extract.add(
            "plans",
            case_no=case_no,
            resident_no=person,
            created_on=assessed,
            last_reviewed_on=self.day(assessed, 200) if chance.random() < 0.5 else None,
            goals="COMBINED",
        )
        if chance.random() < 0.3:
            extract.add(
                "deferrals",
                deferral_no=self.number("D"),
                case_no=case_no,
                resident_no=person,
                reason=chance.choice(["ILLNESS", "CAREGIVER"]),
                from_on=assessed,
                review_by=assessed + timedelta(days=90),
            )
        made = self.day(assessed, 200)
        outside = chance.random() < 0.7
        extract.add(
            "referrals",
            referral_no=self.number("F"),
            case_no=case_no,
            resident_no=person,
            to_type=chance.choice(["EO", "COMMUNITY"]) if outside else "INTERNAL",
            to_org=chance.choice(["eo-77", "carrefour", "legal aid"]),
            origin="LOCAL",
            made_by="LOCAL",
            made_on=made,
            accepted_on=self.day(made, 20) if chance.random() < 0.6 else None,
            consent_no=consent_no,
            shared="|".join(shared),
        )

    def money(self, case_no: str, person: str, since: date) -> None:
        chance, extract = self.random, self.extract
        for months in range(chance.randrange(1, 8)):
            first = (since.replace(day=1) + timedelta(days=31 * months)).replace(day=1)
            if first > extract.as_of:
                return
            month = f"{first:%Y-%m}"
            dollars, cents = divmod(chance.randrange(10_000, 150_000), 100)
            written = chance.choice([f"{dollars},{cents:02d}", f"{dollars}.{cents:02d}"])
            extract.add(
                "payments",
                payment_no=self.number("P"),
                case_no=case_no,
                resident_no=person,
                type=chance.choice(["BASIC_NEEDS", "SHELTER"]),
                month=month,
                amount_cents=written,
                issued_on=first,
                issued_by=chance.choice(["LOCAL", "MINISTRY"]),
                method="DIRECT_DEPOSIT",
                reversed_on=self.day(first, 30) if chance.random() < 0.1 else None,
            )
            extract.add(
                "incomes",
                case_no=case_no,
                resident_no=person,
                month=month,
                earnings_cents=chance.randrange(90_000),
                other_cents=0,
                reported_on=self.day(first + timedelta(days=28), 20),
            )
        if chance.random() < 0.2:
            extract.add(
                "overpayments",
                overpayment_no=self.number("O"),
                case_no=case_no,
                resident_no=person,
                established_on=self.day(since, 300),
                month=f"{since:%Y-%m}",
                amount_cents=chance.randrange(1, 90_000),
                cause="LATE_INCOME_REPORT",
            )


def _sin(number: int) -> str:
    """An invented social insurance number: it begins with 0, and its check digit is right."""
    digits = [0, *map(int, f"{number * 97:07d}")]
    doubled = [d * (1 + at % 2) for at, d in enumerate(digits)]
    return "".join(map(str, digits)) + str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)
