"""What the relay, its topics and processes that share a run say, in Vietnamese."""

from __future__ import annotations

BUS_MESSAGES: dict[str, str] = {
    "{} needs Linux or macOS; on Windows, run it in WSL 2 or in a container": (
        "{} cần Linux hoặc macOS; trên Windows, dùng WSL 2 hoặc container"
    ),
    "the package {} comes from {}, which is not lienthong; remove the other distribution or use an "
    "environment of its own": (
        "gói {} là của {}, không phải của lienthong; gỡ gói kia hoặc dùng môi trường riêng"
    ),
    "the package {} of lienthong cannot be imported: {}": "không nạp được gói {} của lienthong: {}",
    "another place": "nơi khác",
    "lienthong: standard output: {}{}": "lienthong: dữ liệu ra chuẩn: {}{}",
    "; what was computed is in {}": "; kết quả đã tính ở {}",
    "lienthong: {}": "lienthong: {}",
    # topics
    "done": "đã thực hiện",
    "nothing was changed; say --yes to do it": "chưa thay đổi gì; thêm --yes để thực hiện",
    "{} topics are not as they should be, and were left alone": (
        "{} chủ đề không đúng quy định, đã giữ nguyên"
    ),
    "{} would go; say --yes to remove them": "{} chủ đề sẽ bị xóa; thêm --yes để xóa",
    "{} removed": "đã xóa {} chủ đề",
    "{}: {} files": "{}: {} tệp",
    "{}: {} rules beyond the catalogue stay (--remove deletes them), and {} that reach further, which "
    "are yours to judge": (
        "{}: còn {} quy tắc ngoài danh mục (--remove để xóa), và {} quy tắc có phạm vi rộng hơn, cần "
        "quản trị viên xem xét"
    ),
    # dead letters
    "{} dead letters": "{} thông điệp không chuyển được",
    "{} replayed": "đã ghi lại {} thông điệp",
    "{} dead letters cannot be replayed": "không ghi lại được {} thông điệp",
    "{} has no dead-letter topics of {} that {} may see": (
        "{} không có chủ đề thông điệp không chuyển được của {} mà {} được xem"
    ),
    "{}: cannot be replayed, it was tried {} times and ended as {}; mend the cause, or say "
    "--most-attempts": (
        "{}: không ghi lại được, đã thử {} lần và kết thúc là {}; khắc phục nguyên nhân hoặc dùng "
        "--most-attempts"
    ),
    "{}: cannot be replayed, it was too large to be kept whole ({})": (
        "{}: không ghi lại được vì quá lớn nên không lưu trọn ({})"
    ),
    "offset {} of partition {}: {}": "vị trí {} của phân vùng {}: {}",
    "record of {}: no dead letter, {}": "bản ghi của {}: không phải thông điệp không chuyển được, {}",
    "record of {}: no dead letter, {} is missing": (
        "bản ghi của {}: không phải thông điệp không chuyển được, thiếu {}"
    ),
    "{} bytes, value sha256 {}": "{} byte, sha256 của giá trị {}",
    # the relay
    "relay {}: metrics at {}": "nền tảng {}: chỉ số tại {}",
    "relay {}: {}; beginning again": "nền tảng {}: {}; bắt đầu lại",
    "relay {}: passed {} records of its own table that are no rows, such as {}": (
        "nền tảng {}: bỏ qua {} bản ghi không hợp lệ trong bảng của nó, ví dụ {}"
    ),
    "relay {}: ready": "nền tảng {}: sẵn sàng",
    "relay {}: stopped": "nền tảng {}: đã dừng",
    "relay {}: {}": "nền tảng {}: {}",
    "{} read, {} delivered, {} put off, {} dead letters, {} rows; audit {}": (
        "{} đã đọc, {} đã chuyển, {} hoãn, {} không chuyển được, {} dòng; ghi vết {}"
    ),
    "the relay was told to stop, and did not within {} s: what it was doing is undone when it, or the "
    "next one, starts": (
        "nền tảng được yêu cầu dừng nhưng chưa dừng sau {} giây: việc dở dang được hủy khi khởi động "
        "lại"
    ),
    "another relay of prefix {} has taken over": "một nền tảng khác có phần đầu tên {} đã thay thế",
    "{} topics of prefix {} are missing at {}, such as {}: apply the topics first": (
        "thiếu {} chủ đề có phần đầu tên {} tại {}, ví dụ {}: cần tạo chủ đề trước"
    ),
    "--host {}: {} is no agency of this scenario{}": (
        "--host {}: {} không phải cơ quan của kịch bản này{}"
    ),
    "{}: {}, a fault of ours": "{}: {}, lỗi của chương trình",
    "the relay's table is not one that it wrote: {}": "bảng của nền tảng không do nó ghi: {}",
    "rule {}: its window ends before it begins": "quy tắc {}: kết thúc trước khi bắt đầu",
    "rule {}: share {}; expected 0 to 1": "quy tắc {}: share {}; cần từ 0 đến 1",
    "rule {}: {}; expected KEY=VALUE": "quy tắc {}: {}; cần KHÓA=GIÁ TRỊ",
    "fault corrupt: how={}; one of {}": "sự cố corrupt: how={}; cần một trong {}",
    "fault delay: us and spread_us are at least 0, and not both 0": (
        "sự cố delay: us và spread_us từ 0 trở lên và không cùng bằng 0"
    ),
    "fault duplicate: copies={}; expected 1 to 100": "sự cố duplicate: copies={}; cần từ 1 đến 100",
    "corruption {}; expected one of {}": "kiểu hỏng {}; cần một trong {}",
    # why the relay refuses a message
    "the event is none that a relay moves": "nền tảng không chuyển loại sự kiện này",
    "the relay ended at this record": "nền tảng bị dừng tại bản ghi này",
    "how to handle a procedure that is not yet published here": (
        "cách giải quyết thủ tục chưa được công bố tại đây"
    ),
    "a record of nobody in this run, on a topic that only its relay writes": (
        "bản ghi không thuộc lần chạy này, trên chủ đề chỉ nền tảng được ghi"
    ),
    "it bears the number of a record of this run, and says other things": (
        "mang số của một bản ghi thuộc lần chạy này nhưng nội dung khác"
    ),
    "nothing is known to have been asked of this provider to which this is a reply": (
        "không có yêu cầu nào đã gửi cơ quan này tương ứng với trả lời"
    ),
    "the legal basis is none on which this procedure asks this provider": (
        "căn cứ pháp lý không phải căn cứ để thủ tục này yêu cầu cơ quan này"
    ),
    "the message names another {} than {}, on whose topic it is": (
        "thông điệp ghi {} khác với {}, cơ quan có chủ đề này"
    ),
    "requester": "bên yêu cầu",
    "provider": "bên cung cấp",
    "the procedure does not entitle this requester to these fields of this provider": (
        "thủ tục không cho bên yêu cầu quyền khai thác các trường này của cơ quan cung cấp"
    ),
    "the procedure is not in the catalogue of this bus": "thủ tục không có trong danh mục của trục",
    "the reply bears another hash than the request": "trả lời mang mã băm khác với yêu cầu",
    "the reply is about another dossier than asked": "trả lời về hồ sơ khác với hồ sơ được hỏi",
    "the request came when its deadline had passed": "yêu cầu đến khi đã quá thời hạn",
    "the requester or the provider is no agency of this bus": (
        "bên yêu cầu hoặc bên cung cấp không phải cơ quan trên trục này"
    ),
    "value of {} bytes; the relay passes on at most {}": (
        "giá trị {} byte; nền tảng chuyển nhiều nhất {}"
    ),
    "{} of {} fields were not asked for": "{} trên {} trường không được yêu cầu",
    "a request of this id is known, which asks something else": (
        "đã có yêu cầu mang mã này với nội dung khác"
    ),
    "another attempt of the request was replied to before": "lần gửi khác của yêu cầu đã được trả lời",
    "the agency has as many requests open, or as much remembered, as it may": (
        "cơ quan đã đạt giới hạn số yêu cầu đang chờ hoặc lượng thông tin được nhớ"
    ),
    "the request had ended before the reply": "yêu cầu đã kết thúc trước khi có trả lời",
    "the request was replied to before, with other words": "yêu cầu đã được trả lời với nội dung khác",
    "the dossier is at another agency by its create": "theo bản ghi tạo, hồ sơ ở cơ quan khác",
    "the dossier is known with other data": "đã có hồ sơ này với dữ liệu khác",
    "the dossier's code is not one of {}": "mã hồ sơ không thuộc {}",
    "the dossier's status is of a later time": "trạng thái của hồ sơ có thời điểm muộn hơn",
    "the dossier's status is one after which none comes": "trạng thái của hồ sơ là trạng thái cuối",
    "the portal does not know the dossier": "Cổng không có hồ sơ này",
    "the push is dated in the future": "cập nhật ghi thời điểm trong tương lai",
    "{} bytes of sha256 {} in key and value; the relay ended at it {} times": (
        "{} byte có sha256 {} trong khóa và giá trị; nền tảng bị dừng tại đây {} lần"
    ),
    # the audit, and what came back from Kafka
    "audit head {}; expected COUNT:HASH, the hash in 64 hex digits": (
        "điểm cuối ghi vết {}; cần SỐ:MÃ BĂM, mã băm gồm 64 chữ số hệ 16"
    ),
    "record {} comes after {}": "bản ghi {} đứng sau {}",
    "record {} follows another record than the one before it": (
        "bản ghi {} nối với bản ghi khác bản ghi liền trước"
    ),
    "record {} is missing: {} comes instead": "thiếu bản ghi {}: thay vào đó là {}",
    "record {} is not the one that was expected there": "bản ghi {} không phải bản ghi cần có",
    "record {} says other things than its hash": "bản ghi {} có nội dung khác với mã băm",
    "the chain ends before record {}; it should have {} records": (
        "chuỗi kết thúc trước bản ghi {}; cần có {} bản ghi"
    ),
    "no copy of a record came back for {} s": "không nhận lại bản sao nào sau {} giây",
    "record {} of replication {}": "bản ghi {} của lần lặp {}",
    "the log does not hold what was sent: {}": "nhật ký không có nội dung đã gửi: {}",
    "{} (key {}) is missing in {}": "thiếu {} (khóa {}) trong {}",
    "{} was altered: {} has other bytes than were sent": "{} đã bị sửa: {} có byte khác lúc gửi",
    "{}: {} of {} records of this replication are confirmed by their copies, {} are not": (
        "{}: {} trên {} bản ghi của lần lặp này đã được xác nhận bằng bản sao, {} chưa"
    ),
    # processes that share a live run
    "--bus {}: agencies in processes of their own need --bus kafka": (
        "--bus {}: cơ quan chạy ở tiến trình riêng cần --bus kafka"
    ),
    "--host: nobody is left to act here, since all of them are replaced": (
        "--host: không còn cơ quan nào hoạt động ở đây vì đều đã được thay thế"
    ),
    "--prefix: say which topics the processes share, such as --prefix live": (
        "--prefix: ghi phần đầu tên chủ đề mà các tiến trình dùng chung, ví dụ --prefix live"
    ),
    "--speed max: processes that share a clock need a number, such as 3600": (
        "--speed max: các tiến trình dùng chung đồng hồ cần một số, ví dụ 3600"
    ),
    "{} {}: no agency of this scenario{}": "{} {}: kịch bản không có cơ quan này{}",
    "{} act here, from {}": "hoạt động tại đây: {}, từ {}",
    "{}; beginning again from what was committed": "{}; bắt đầu lại từ phần đã xác nhận",
    "attempts without a reply in time": "lần gửi không được trả lời đúng hạn",
    "replies after their time": "trả lời quá hạn",
    "replies that it could not answer now": "trả lời là chưa đáp ứng được",
    "{}: {} attempts without a reply in time": "{}: {} lần gửi không được trả lời đúng hạn",
    "{}: {} replies after their time": "{}: {} trả lời quá hạn",
    "{}: {} replies that it could not answer now": "{}: {} trả lời là chưa đáp ứng được",
    "messages between these agencies and others took real time: another run of the same scenario comes "
    "to other figures": (
        "thông điệp với cơ quan khác truyền theo thời gian thực: chạy lại cùng kịch bản sẽ cho số liệu "
        "khác"
    ),
    "no live run of prefix {} has set its clock yet": (
        "chưa có lần chạy trực tiếp nào với phần đầu tên {} đặt đồng hồ"
    ),
    "prefix {} runs {} as sha256 {}…; this process has {} as {}…: give all of them the same scenario, "
    "levers and --set": (
        "phần đầu tên {} đang chạy {} với sha256 {}…; tiến trình này có {} với {}…: dùng cùng kịch bản, "
        "biện pháp và --set cho tất cả"
    ),
    "speed max: processes that share a clock need a number": (
        "tốc độ max: các tiến trình dùng chung đồng hồ cần một số"
    ),
    "topic {} is missing: make the topics of this prefix first, by lienthong topics apply SCENARIO "
    "--prefix {} --yes": (
        "thiếu chủ đề {}: trước hết tạo các chủ đề, bằng lienthong topics apply KỊCH_BẢN --prefix {} "
        "--yes"
    ),
    "topic {} is missing: apply the topics first": "thiếu chủ đề {}: cần tạo các chủ đề trước",
    "a dossier from here is worked at {}, which acts elsewhere: host both in one process": (
        "hồ sơ từ đây được giải quyết tại {}, hoạt động ở nơi khác: cần chạy cả hai trong một tiến trình"
    ),
    "another process hosts {} now": "tiến trình khác đang chạy {}",
    "the work of {} was kept by another version": "công việc của {} được lưu bởi phiên bản khác",
    "{}: this process has only some of the agencies; levers and faults are for a run in one process "
    "(or give the relay a fault rule)": (
        "{}: tiến trình này chỉ có một số cơ quan; biện pháp và sự cố dành cho lần chạy trong một tiến "
        "trình (hoặc đặt quy tắc lỗi cho nền tảng)"
    ),
    # metrics
    "metrics: port {} of {} cannot be had: {}; another --metrics-port may be free": (
        "chỉ số: không dùng được cổng {} của {}: {}; thử --metrics-port khác"
    ),
    "promtool failed ({}) and said: {}": "promtool lỗi ({}): {}",
    "promtool is missing; it comes with Prometheus (Debian's package prometheus)": (
        "không có promtool; đi kèm Prometheus (gói prometheus của Debian)"
    ),
    "promtool took more than {} s of a month": "promtool xử lý một tháng quá {} giây",
    "{}: block {} holds the same dates, of this or another run; give each run a folder of its own": (
        "{}: khối {} có cùng ngày, của lần chạy này hoặc khác; mỗi lần chạy cần thư mục riêng"
    ),
    "{}: not the description of a block: {}": "{}: không phải bản mô tả khối: {}",
}
