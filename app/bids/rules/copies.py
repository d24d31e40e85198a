"""What each copy of a pack may say. Everything a copy shows or carries comes out of `shown`, and of nothing else.

Prices are on a need-to-know basis (competition law). The buyer's copy: by work package only, joining costs in one line,
VAT. The lead's and adviser's: with the members' split. A member's: its own rows, no total from which another's price
could be worked out. Nobody's turnover stands in any copy, nor another member's exposure, which would give it away.
"""

from __future__ import annotations

from typing import Any

from app.bids.rules.conditions import answered, package_credentials
from app.bids.rules.states import Audience

Data = dict[str, Any]
BP = 10_000
# What a copy says of a member; a key that is not here stays in the frozen data.
PUBLIC_OF_MEMBER = (
    "id", "name", "lead", "accepted", "answered_at", "legal_form", "company_number", "charity_number", "home",
    "workforce", "supported_workforce", "social_enterprise", "verification", "summary", "history", "website",
    "credentials", "short_work_packages",
)  # fmt: skip
PUBLIC_OF_PACKAGE = (
    "id", "lot", "name", "capability", "capability_label", "area", "area_label", "unit", "period", "quantity",
    "periods", "estimated", "credentials", "backed_up_by",
)  # fmt: skip


def shown(pack: Data, audience: Audience, member: str | None = None) -> Data:
    """The data of one copy. `pack` is a version's frozen data; `member` says whose, for a member's copy ("m3")."""
    contents = pack["contents"]
    packages = contents["work_packages"]
    return {
        "format": "bidbridge-consortium/1",
        "version": pack["number"],
        "asked_at": pack["asked_at"],
        "draft": pack["draft"],
        "practice": contents["tender"]["practice"],
        "audience": {"name": audience.name, "label": audience.value, "member": member},
        "tender": contents["tender"],
        "tender_ocid": _tender_ocid(contents),
        "consortium": contents["consortium"],
        "members": [
            {
                **{key: each[key] for key in PUBLIC_OF_MEMBER},
                "ppon": each.get("ppon"),
                "share_code": _share_code(each) if audience is not Audience.member or each["id"] == member else None,
                "work_bp": share,
            }
            for each, share in zip(contents["members"], _shares_of_work(contents), strict=True)
        ],
        "work_packages": [
            {
                **{key: package[key] for key in PUBLIC_OF_PACKAGE},
                "parts": [{"member": part["member"], "quantity": part["quantity"]} for part in package["parts"]],
            }
            for package in packages
        ],
        "resilience_known": contents["resilience_known"],
        "notice": _notice(contents["source_release"]),
        "conditions": answered(contents, pack["asked_at"]),
        "package_credentials": package_credentials(contents, pack["asked_at"]),
        "prices": _prices(contents, audience, member, pack["vat_bp"]),
    }


def _tender_ocid(contents: Data) -> str | None:
    """The OCID of the attached tender.json. Versions frozen before it was kept have none."""
    package = contents.get("open_contracting")
    return package["releases"][0]["ocid"] if package else None


def _notice(source: Data | None) -> Data | None:
    """Where the attached notice comes from; its own text is attached as it came."""
    return {key: source[key] for key in ("ocid", "release_id", "publisher", "licence")} if source else None


def _share_code(member: Data) -> Data | None:
    """What opens a member's answers on the Central Digital Platform: for the lead, the buyer and the member alone.

    Versions frozen before share codes were kept have none.
    """
    code = member.get("share_code")
    return {"code": code, "on": member["share_code_on"]} if code else None


def _shares_of_work(contents: Data) -> list[int]:
    """Each member's share of the work, in basis points: of quantities, every work package counting as much as another.

    Worked out without prices, so that it can stand in every copy.
    """
    packages = contents["work_packages"]
    return [
        sum(
            BP * part["quantity"] // package["quantity"]
            for package in packages
            for part in package["parts"]
            if part["member"] == member["id"]
        )
        // max(1, len(packages))
        for member in contents["members"]
    ]


def _prices(contents: Data, audience: Audience, member: str | None, vat_bp: int) -> Data:
    if audience is Audience.member:
        return _own(contents, member)
    packages = [_package_price(package, split=audience is Audience.lead) for package in contents["work_packages"]]
    value = sum(package["value"] for package in packages)
    joining = sum(each["joining_cost"] for each in contents["members"])
    vat = ((value + joining) * vat_bp + BP // 2) // BP
    found: Data = {
        "work_packages": packages,
        "lots": _lots(contents, packages),
        "value": value,
        "joining_costs": joining,
        "price": value + joining,
        "vat_bp": vat_bp,
        "vat": vat,
        "price_with_vat": value + joining + vat,
    }
    if audience is Audience.lead:
        found["members"] = [_member_price(contents, each, value) for each in contents["members"]]
    return found


def _package_price(package: Data, split: bool) -> Data:
    found = {"id": package["id"], "lot": package["lot"], "value": sum(part["value"] for part in package["parts"])}
    return {**found, "parts": package["parts"]} if split else found


def _lots(contents: Data, packages: list[Data]) -> list[Data]:
    return [
        {"id": lot["id"], "value": sum(package["value"] for package in packages if package["lot"] == lot["id"])}
        for lot in contents["tender"]["lots"]
        if lot["bid_for"]
    ]


def _member_price(contents: Data, member: Data, total: int) -> Data:
    value = sum(
        part["value"]
        for package in contents["work_packages"]
        for part in package["parts"]
        if part["member"] == member["id"]
    )
    return {
        "id": member["id"],
        "value": value,
        "share_bp": BP * value // total if total else 0,
        "joining_cost": member["joining_cost"],
        "price": value + member["joining_cost"],
    }


def _own(contents: Data, member: str | None) -> Data:
    own = next(each for each in contents["members"] if each["id"] == member)
    rows = [
        {"id": package["id"], "lot": package["lot"], **{key: part[key] for key in ("quantity", "unit_price", "value")}}
        for package in contents["work_packages"]
        for part in package["parts"]
        if part["member"] == member
    ]
    value = sum(row["value"] for row in rows)
    return {
        "own": {
            "rows": rows,
            "value": value,
            "share_bp": own["share_bp"],
            "exposure_bp": own["exposure_bp"],
            "joining_cost": own["joining_cost"],
            "price": value + own["joining_cost"],
        }
    }
