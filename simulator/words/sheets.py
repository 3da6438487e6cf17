"""What workbooks call their sheets and columns, in English and Vietnamese."""

from __future__ import annotations

# key: (English, Vietnamese); a sheet's name has at most 31 letters
SHEETS: dict[str, tuple[str, str]] = {
    "sheet.dossiers": ("dossiers", "hồ sơ"),
    "sheet.columns": ("columns", "giải thích cột"),
    "sheet.answer": ("answer", "kết quả"),
    "sheet.figures": ("figures", "chỉ tiêu"),
    "sheet.causes": ("causes (days)", "nguyên nhân (ngày)"),
    "sheet.differences": ("differences", "chênh lệch"),
    "sheet.by_level": ("by level", "theo cấp"),
    "sheet.by_week": ("by week", "theo tuần"),
    "sheet.by_procedure": ("by procedure", "theo thủ tục"),
    "sheet.by_group": ("by group", "theo lĩnh vực"),
    "sheet.by_agency": ("by agency", "theo cơ quan"),
    "sheet.level": ("level", "cấp"),
    "sheet.procedure": ("procedure", "tên thủ tục"),
    "sheet.week": ("week of submission", "tuần nộp hồ sơ"),
    "sheet.group": ("group", "lĩnh vực"),
    "sheet.agency": ("agency", "tên cơ quan"),
    "sheet.heading": ("column", "cột"),
    "sheet.name": ("name", "tên"),
    "sheet.unit": ("unit", "đơn vị tính"),
    "sheet.meaning": ("meaning", "ý nghĩa"),
    "sheet.values": ("values", "các giá trị"),
    "sheet.what": ("what", "nội dung"),
    "sheet.title": ("title", "tiêu đề"),
    "sheet.question": ("question", "câu hỏi"),
    "sheet.start": ("first day", "ngày bắt đầu"),
    "sheet.seed": ("seed", "số khởi tạo ngẫu nhiên"),
    "sheet.replications": ("replications", "số lần lặp"),
    "sheet.sha256": ("scenario's sha256", "sha256 của kịch bản"),
    "sheet.estimate": ("estimate", "ước lượng"),
    "sheet.low": ("95 % interval, from", "khoảng tin cậy 95 %, từ"),
    "sheet.high": ("95 % interval, to", "khoảng tin cậy 95 %, đến"),
    "sheet.difference": ("difference", "chênh lệch"),
    "sheet.on_time": ("on time (share, 0 to 1)", "đúng hạn (tỷ lệ, 0 đến 1)"),
    "rows_left_out": (
        "{count} dossiers are more than a sheet holds ({most}); they are kept as Parquet instead.",
        "{count} hồ sơ vượt quá số dòng của một trang tính ({most}); đã lưu dạng Parquet thay thế.",
    ),
}
