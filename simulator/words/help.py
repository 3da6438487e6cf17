"""Help of the command line in Vietnamese, by the English sentence; commands of the planner."""

from __future__ import annotations

HELP: dict[str, str] = {
    "Try remedies to slow administrative procedures on a simulated network of agencies.": (
        "Thử nghiệm giải pháp rút ngắn thời gian giải quyết thủ tục hành chính trên mạng lưới cơ quan "
        "mô phỏng."
    ),
    "Begin with: `lienthong compare demo faster-publication better-sharing`": (
        "Bắt đầu: `lienthong compare demo faster-publication better-sharing --lang vi`"
    ),
    "Example: {}": "Ví dụ: {}",
    "Show this message and exit.": "Hiển thị hướng dẫn này.",
    "Simulate one scenario: how long dossiers take, and where the time goes.": (
        "Mô phỏng một kịch bản: thời gian giải quyết hồ sơ và nguyên nhân kéo dài."
    ),
    (
        "A scenario file, a shipped one by name (tiny, demo, baseline-2023), or - for standard input; "
        "levers after colons."
    ): (
        "Tệp kịch bản, tên kịch bản kèm theo (tiny, demo, baseline-2023), hoặc - để đọc dữ liệu vào "
        "chuẩn; biện pháp ghi sau dấu hai chấm."
    ),
    "How many replications; the scenario says if you do not.": (
        "Số lần lặp; nếu không ghi thì theo kịch bản."
    ),
    "Processes; the result is the same for any.": "Số tiến trình; kết quả không phụ thuộc số này.",
    "Another seed than the scenario's.": "Số khởi tạo ngẫu nhiên khác với kịch bản.",
    "Change one value; may be repeated.": "Thay đổi một giá trị; có thể ghi nhiều lần.",
    "Apply one of its levers; may be repeated.": (
        "Áp dụng một biện pháp của kịch bản; có thể ghi nhiều lần."
    ),
    "Where the run folder goes.": "Nơi ghi thư mục kết quả.",
    "What carries the messages; the result is the same for any.": (
        "Phương tiện truyền thông điệp; kết quả không phụ thuộc."
    ),
    "The broker; else LIENTHONG_BOOTSTRAP says it.": (
        "Địa chỉ máy chủ Kafka; nếu không ghi thì theo LIENTHONG_BOOTSTRAP."
    ),
    "How long the broker may be gone.": "Thời gian chờ tối đa khi mất kết nối máy chủ Kafka.",
    "Keep every message, too: history.jsonl.": "Lưu cả mọi thông điệp: history.jsonl.",
    "Metrics of the first replication, at simulated midnights, as OpenMetrics text.": (
        "Chỉ số của lần lặp đầu, lúc nửa đêm mô phỏng, dạng OpenMetrics."
    ),
    "Tables of all dossiers to keep, of parquet, csv, excel, none; else parquet,csv.": (
        "Các bảng hồ sơ cần lưu, trong số parquet, csv, excel, none; mặc định parquet,csv."
    ),
    "How the result is printed.": "Dạng in kết quả.",
    "Language of what is printed.": "Ngôn ngữ hiển thị.",
    "Say what one or more changes save, of the same dossiers, and how sure that is.": (
        "So sánh thời gian giảm được của các phương án trên cùng các hồ sơ, kèm mức độ chắc chắn."
    ),
    "Scenarios or overlays to set beside it.": "Các kịch bản hoặc kịch bản bổ sung để so sánh.",
    "Tell one dossier's story: where it was, why, and for how long.": (
        "Diễn biến của một hồ sơ: ở đâu, vì sao và trong bao lâu."
    ),
    "A run folder or its manifest.": "Thư mục kết quả hoặc bản kê của nó.",
    "The dossier's code.": "Mã hồ sơ.",
    "Which replication; the first that has it if unsaid.": (
        "Lần lặp nào; nếu không ghi thì lần lặp đầu tiên có hồ sơ này."
    ),
    "Make a run again from its manifest; exit status 1 unless the digest is the same.": (
        "Chạy lại theo bản kê; mã kết thúc 1 nếu mã băm khác."
    ),
    "A run's manifest, or its folder.": "Bản kê của một lần chạy, hoặc thư mục của nó.",
    "Check files: every mistake at once, each with its place and what would be right.": (
        "Kiểm tra tệp: nêu mọi lỗi cùng lúc, kèm vị trí và cách sửa."
    ),
    "Scenario files, overlays, catalogues or calendars; or shipped scenarios by name.": (
        "Tệp kịch bản, kịch bản bổ sung, danh mục hoặc lịch làm việc; hoặc tên kịch bản kèm theo."
    ),
    "Warnings are errors, except that figures are unverified.": (
        "Coi cảnh báo là lỗi, trừ cảnh báo về số liệu chưa đối chiếu nguồn."
    ),
    "How findings are printed.": "Dạng in kết quả kiểm tra.",
    "Print the version, and end.": "In phiên bản rồi kết thúc.",
}
