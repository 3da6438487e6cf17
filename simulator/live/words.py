"""What the terminal says of a live run, in English and Vietnamese."""

from __future__ import annotations

from simulator.words.translations import LANGUAGES, Words, shown

# key: (English, Vietnamese)
TEXT: dict[str, tuple[str, str]] = {
    "title": ("SIMULATION, live: {name}", "MÔ PHỎNG, trực tiếp: {name}"),
    "clock": ("Simulated clock", "Đồng hồ mô phỏng"),
    "speed": ("Speed", "Tốc độ"),
    "times": ("{speed} × real time", "{speed} × thời gian thực"),
    "max": ("as fast as it goes", "tốc độ tối đa"),
    "paused": ("paused", "tạm dừng"),
    "drift": ("Behind its pace", "Chậm so với tốc độ"),
    "seconds": ("{seconds} s of real time", "{seconds} giây thực"),
    "arrivals": ("Dossiers submitted", "Hồ sơ đã nộp"),
    "open": ("Dossiers open", "Hồ sơ chưa xong"),
    "requests": ("Requests in flight", "Yêu cầu đang chờ"),
    "portal": ("Statuses at the portal", "Trạng thái đã lên Cổng"),
    "backlog": ("Backlog by agency", "Tồn đọng theo cơ quan"),
    "acts": ("Latest acts", "Thao tác gần nhất"),
    "refused": ("refused: {reason}", "từ chối: {reason}"),
    "until": ("until {instant}", "đến {instant}"),
    "line": (
        "{clock}  {speed}  behind {drift} s  submitted {arrivals}  open {open}  {more}",
        "{clock}  {speed}  chậm {drift} giây  đã nộp {arrivals}  chưa xong {open}  {more}",
    ),
    "line.more": (
        "requests {requests}  at the portal {portal}",
        "yêu cầu {requests}  trên Cổng {portal}",
    ),
    "stopped": (
        "stopped at {instant}, before its end; nothing was written",
        "đã dừng lúc {instant}, trước khi kết thúc; chưa ghi kết quả",
    ),
}


def said(words: Words, key: str, **values: object) -> str:
    """The sentence `key` in a language, with its places filled."""
    text = TEXT[key][LANGUAGES.index(words.language)]
    return text.format(**shown(values)) if values else text
