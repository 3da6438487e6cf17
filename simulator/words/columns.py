"""What the columns of the table of dossiers are called and mean, in English and Vietnamese."""

from __future__ import annotations

# column.NAME: its heading; means.NAME: what it says; unit.KIND: what one of it is
COLUMN_TEXTS: dict[str, tuple[str, str]] = {
    "unit.count": ("number", "số lượng"),
    "unit.id": ("identifier", "mã định danh"),
    "unit.agency": ("agency's code", "mã cơ quan"),
    "unit.procedure": ("procedure's code", "mã thủ tục"),
    "unit.sector": ("sector's code", "mã lĩnh vực"),
    "unit.word": ("one of the values", "một trong các giá trị"),
    "unit.status": ("code of the national portal", "mã của Cổng Dịch vụ công quốc gia"),
    "unit.flag": ("true or false", "đúng hoặc sai"),
    "unit.weight": ("dossiers", "hồ sơ"),
    "unit.day": ("days since 1970-01-01, local date", "số ngày từ 01/01/1970, giờ địa phương"),
    "unit.instant": (
        "microseconds since 1970-01-01 00:00, local time (UTC+7)",
        "micrô giây từ 00:00 ngày 01/01/1970, giờ địa phương (UTC+7)",
    ),
    "unit.length": ("microseconds", "micrô giây"),
    "sheet_unit.sector": ("sector's name", "tên lĩnh vực"),
    "sheet_unit.instant": ("date and time, local (UTC+7)", "ngày giờ địa phương (UTC+7)"),
    "sheet_unit.length": ("days of 24 hours", "ngày (24 giờ)"),
    "column.replication": ("replication", "lần lặp"),
    "means.replication": (
        "Which repetition of the simulation the dossier is of, from 0.",
        "Hồ sơ thuộc lần lặp mô phỏng nào, tính từ 0.",
    ),
    "column.dossier": ("dossier", "mã hồ sơ"),
    "means.dossier": (
        "The dossier's code; the same code occurs again in other replications.",
        "Mã hồ sơ; mã này có thể xuất hiện lại ở lần lặp khác.",
    ),
    "column.agency": ("agency", "mã cơ quan"),
    "means.agency": ("The agency that received it.", "Cơ quan tiếp nhận hồ sơ."),
    "column.agency.name": ("agency's name", "tên cơ quan"),
    "column.unit": ("unit", "đơn vị"),
    "means.unit": (
        "The unit of the agency that received it.",
        "Đơn vị thuộc cơ quan tiếp nhận hồ sơ.",
    ),
    "column.procedure": ("procedure", "mã thủ tục"),
    "means.procedure": ("What was asked for.", "Thủ tục hành chính được yêu cầu."),
    "column.procedure.name": ("procedure's name", "tên thủ tục"),
    "column.level": ("level", "cấp"),
    "means.level": ("The level that decides the procedure.", "Cấp giải quyết thủ tục."),
    "column.group": ("group", "lĩnh vực"),
    "means.group": ("The sector of the procedure.", "Lĩnh vực của thủ tục."),
    "column.channel": ("channel", "hình thức nộp"),
    "means.channel": ("How it was submitted.", "Hình thức nộp hồ sơ."),
    "column.policy": ("unpublished version", "phiên bản chưa công bố"),
    "means.policy": (
        "How it was dealt with where the version in force was not yet published.",
        "Cách giải quyết khi phiên bản đang có hiệu lực chưa được công bố.",
    ),
    "policy.none": ("the version was published", "phiên bản đã công bố"),
    "policy.hold": ("held until it was published", "chờ đến khi công bố"),
    "policy.old_version": ("worked by the old version", "giải quyết theo phiên bản cũ"),
    "policy.guidance": ("guidance was asked for", "xin ý kiến hướng dẫn"),
    "column.day": ("day", "ngày nộp"),
    "means.day": ("The day of submission.", "Ngày nộp hồ sơ."),
    "column.number": ("number of the day", "số thứ tự trong ngày"),
    "means.number": (
        "The dossier's number among those of its agency and day, from 1.",
        "Số thứ tự của hồ sơ tại cơ quan trong ngày, tính từ 1.",
    ),
    "column.origin": ("pair", "mã ghép cặp"),
    "means.origin": (
        (
            "The same in every scenario for the same wish of the same person: pairs dossiers of "
            "two runs, with the replication."
        ),
        (
            "Giống nhau ở mọi kịch bản với cùng một nhu cầu của cùng một người: dùng cùng với số "
            "thứ tự lần lặp để ghép cặp hồ sơ của hai lần chạy."
        ),
    ),
    "column.status": ("status", "trạng thái"),
    "means.status": (
        "The last status, by the portal's codes.",
        "Trạng thái cuối cùng, theo mã của Cổng Dịch vụ công quốc gia.",
    ),
    "column.status.name": ("status in words", "tên trạng thái"),
    # The portal's own names of its codes.
    "status.1": ("newly registered", "mới đăng ký"),
    "status.2": ("accepted", "được tiếp nhận"),
    "status.3": ("not accepted", "không được tiếp nhận"),
    "status.4": ("in process", "đang xử lý"),
    "status.5": ("supplement requested", "yêu cầu bổ sung giấy tờ"),
    "status.6": ("payment requested", "yêu cầu thực hiện nghĩa vụ tài chính"),
    "status.7": ("withdrawn by the citizen", "công dân yêu cầu rút hồ sơ"),
    "status.8": ("processing stopped", "dừng xử lý"),
    "status.9": ("processed", "đã xử lý xong"),
    "status.10": ("result returned", "đã trả kết quả"),
    "column.supplements": ("supplements", "số lần bổ sung"),
    "means.supplements": (
        "How often papers were asked for.",
        "Số lần yêu cầu bổ sung hồ sơ.",
    ),
    "column.enquiries": ("enquiries", "số lần hỏi"),
    "means.enquiries": (
        "How often the applicant asked how things stand.",
        "Số lần người nộp hỏi tình trạng hồ sơ.",
    ),
    "column.reused": ("reused", "khai thác lại"),
    "means.reused": (
        "Requests that digitised data made unnecessary.",
        "Số yêu cầu không cần gửi nhờ khai thác lại dữ liệu đã số hóa.",
    ),
    "column.platform": ("by platform", "qua nền tảng"),
    "means.platform": (
        "Requests answered over the data-sharing platform.",
        "Số yêu cầu được trả lời qua nền tảng chia sẻ dữ liệu.",
    ),
    "column.letters": ("by letter", "bằng văn bản"),
    "means.letters": (
        "Requests that went by letter.",
        "Số yêu cầu gửi bằng văn bản.",
    ),
    "column.attempts": ("attempts", "số lần gửi"),
    "means.attempts": (
        "Attempts over the platform, of all requests together.",
        "Số lần gửi qua nền tảng của tất cả yêu cầu.",
    ),
    "column.weight": ("weight", "trọng số"),
    "means.weight": (
        "For how many real dossiers it stands: multiply by it before adding up.",
        "Số hồ sơ thực tế mà hồ sơ này đại diện: nhân với trọng số trước khi cộng.",
    ),
    "column.submitted_us": ("submitted", "thời điểm nộp"),
    "means.submitted_us": ("When it was submitted.", "Thời điểm nộp hồ sơ."),
    "column.processing_us": ("processing time", "thời gian tính hạn theo quy định"),
    "means.processing_us": (
        "What the legal clock counts.",
        "Phần thời gian được tính vào thời hạn giải quyết theo quy định.",
    ),
    "column.held_us": ("held", "chờ công bố"),
    "means.held_us": (
        "From submission until the version it waits for is in force; 0 if it waits for none.",
        "Từ khi nộp đến khi phiên bản phải chờ được áp dụng; bằng 0 nếu không phải chờ.",
    ),
    "column.due_us": ("due", "hẹn trả"),
    "means.due_us": (
        "The due date by which it is judged, moved by pauses of the legal clock.",
        "Thời điểm hẹn trả dùng để xác định đúng hạn, đã lùi theo thời gian tạm dừng tính hạn.",
    ),
    "column.on_time": ("on time", "đúng hạn"),
    "means.on_time": (
        "Whether it is on time; of an unfinished one, that it is not late so far.",
        "Hồ sơ đúng hạn; với hồ sơ chưa xong: chưa quá hạn.",
    ),
    "column.cohort": ("measured", "thuộc kỳ đo"),
    "means.cohort": (
        "Whether it was submitted in the measured window; only those count in the summary.",
        "Hồ sơ nộp trong kỳ đo; chỉ những hồ sơ này được tính trong kết quả tổng hợp.",
    ),
    "column.returned_us": ("returned", "thời điểm trả"),
    "means.returned_us": (
        "When the result was returned or the dossier ended; empty if it is unfinished.",
        "Thời điểm trả kết quả hoặc kết thúc hồ sơ; để trống nếu chưa xong.",
    ),
    "column.open_us": ("{cause}, office open", "{cause}, trong giờ"),
    "means.open_us": (
        "Time of this cause in the holder's office hours: {why}.",
        "Thời gian do nguyên nhân này, trong giờ làm việc của nơi giữ hồ sơ: {why}.",
    ),
    "column.closed_us": ("{cause}, office closed", "{cause}, ngoài giờ"),
    "means.closed_us": (
        "Time of this cause outside the holder's office hours: {why}.",
        "Thời gian do nguyên nhân này, ngoài giờ làm việc của nơi giữ hồ sơ: {why}.",
    ),
}
