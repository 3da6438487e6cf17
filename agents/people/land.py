"""One parcel of land and the building planned on it."""

from __future__ import annotations

from agents.draws import raw
from agents.people.fields import Case, below, field, field_tag, one_of

_PARCEL, _CERTIFICATE, _PROJECT = map(field_tag, ("parcel", "certificate", "project"))


@field("parcel_number")
def parcel_number(of: Case) -> str:
    """Number of the parcel and of its sheet of the map."""
    draw = raw(of.key, _PARCEL)
    return f"Thửa {1 + (draw & 1023)}, tờ bản đồ {1 + (draw >> 10 & 127)}"


@field("land_area")
def land_area(of: Case) -> str:
    """Square metres, with one decimal."""
    tenths = 300 + (raw(of.key, _PARCEL) >> 17 & 8191)
    return f"{tenths // 10}.{tenths % 10}"


@field("certificate_number")
def certificate_number(of: Case) -> str:
    """``ZZ`` and six digits; real ones have letters of the Vietnamese alphabet, which has no Z."""
    return f"ZZ {below(raw(of.key, _CERTIFICATE), 1_000_000):06d}"


@field("project_name")
def project_name(of: Case) -> str:
    """A building in a commune."""
    draw = raw(of.key, _PROJECT)
    return f"Công trình số {1 + (draw & 255)}, {of.pool.communes[draw >> 8 & 255]}"


@field("floor_area_ratio")
def floor_area_ratio(of: Case) -> str:
    """Floors' area over the land's, 0.8 to 7.1."""
    tenths = 8 + (raw(of.key, _PROJECT) >> 16 & 63)
    return f"{tenths // 10}.{tenths % 10}"


_SAID = {
    "boundary": ("Ranh giới ổn định", "Ranh giới theo hiện trạng", "Ranh giới cần đo đạc lại"),
    "construction_class": ("Cấp I", "Cấp II", "Cấp III", "Cấp IV"),
    "dispute_free": ("Không có tranh chấp",) * 15 + ("Đang có tranh chấp",),
    "encumbrances": ("Không có", "Đang thế chấp", "Đã xóa thế chấp"),
    "land_origin": ("Nhà nước giao đất có thu tiền", "Nhận chuyển nhượng", "Nhận thừa kế"),
    "land_use_plan": ("Đất ở tại nông thôn", "Đất ở tại đô thị", "Đất trồng cây lâu năm"),
    "planning_line": ("Ngoài chỉ giới đường đỏ", "Trong chỉ giới xây dựng", "Chưa có quy hoạch"),
}
for _name, _words in _SAID.items():
    field(_name)(one_of(_name, *_words))
