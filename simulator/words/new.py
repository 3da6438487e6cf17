"""The comments of the scenario that `lienthong new` writes, and what it says when it has."""

from __future__ import annotations

# key: (English, Vietnamese)
NEW: dict[str, tuple[str, str]] = {
    "new.head": (
        "{title}. Every line may be changed; what is not written here is as in `base`.",
        "{title}. Mọi dòng đều có thể sửa; nội dung không nêu ở đây lấy theo `base`.",
    ),
    "new.numbers": (
        "Numbers have a decimal point (0.5), durations a unit: 40s 25m 2h 3d 5wd (working days).",
        "Số thập phân dùng dấu chấm (0.5), thời gian có đơn vị: 40s 25m 2h 3d 5wd (ngày làm việc).",
    ),
    "new.title": ("{province}, third quarter of 2023", "{province}, quý III năm 2023"),
    "new.question": (
        "Which remedy saves people the most days?",
        "Giải pháp nào giúp người dân giảm được nhiều ngày nhất?",
    ),
    "new.window": (
        "Dossiers submitted in `duration` are measured, after `warmup`; `drain` lets them end.",
        "Đo các hồ sơ nộp trong `duration`, sau `warmup`; `drain` là thời gian để giải quyết nốt.",
    ),
    "new.scale": (
        "The share of communes and districts that is simulated: more is slower and surer.",
        "Tỷ lệ xã, huyện được mô phỏng: càng lớn càng chậm và càng chắc chắn.",
    ),
    "new.agencies": (
        "Who takes part. Codes stand in the catalogue agencies-2023.",
        "Cơ quan tham gia. Mã cơ quan có trong danh mục agencies-2023.",
    ),
    "new.procedures": (
        "What people ask for, by id of the catalogue procedures-2023; `all` for all of it.",
        "Thủ tục được nộp. Mã thủ tục có trong danh mục procedures-2023; `all` là tất cả.",
    ),
    "new.reuse": (
        "The share of data requests that reuse of digitised data makes unnecessary (assumption).",
        "Tỷ lệ yêu cầu dữ liệu không cần gửi vì tái sử dụng dữ liệu đã số hóa (giả định).",
    ),
    "new.elsewhere": (
        "One province alone has no other to ask: requests to other provinces are left out.",
        "Chỉ có một tỉnh nên không hỏi tỉnh khác: bỏ các yêu cầu gửi đến tỉnh khác.",
    ),
    "new.levers": (
        "Remedies to try, each a named change: compare with --lever NAME, two with --lever A+B.",
        "Các giải pháp cần thử, mỗi giải pháp có tên: --lever TÊN; kết hợp hai: --lever A+B.",
    ),
    "new.shared-data": ("Data shared and reused", "Chia sẻ và tái sử dụng dữ liệu"),
    "new.in-time": ("Publication in time", "Công bố thủ tục đúng hạn"),
    "new.one-ministry": (
        "One ministry publishes 20 days sooner, for land only",
        "Một bộ công bố sớm hơn 20 ngày, chỉ với thủ tục đất đai",
    ),
    "new.one-request": (
        "One request is not asked any more",
        "Bỏ một yêu cầu dữ liệu",
    ),
    "new.written": ("Written: {file} ({province})", "Đã ghi: {file} ({province})"),
    "new.next": ("Next:", "Tiếp theo:"),
    "new.undo": ("Undo: delete {file}", "Hủy: xóa tệp {file}"),
    "new.read_on": (
        "Change {file} in any editor; validate names each mistake with its line.",
        "Sửa {file} bằng trình soạn thảo bất kỳ; validate nêu từng lỗi kèm số dòng.",
    ),
}
