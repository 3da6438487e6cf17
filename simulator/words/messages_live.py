"""Errors and notices of live runs, in Vietnamese: by the English sentence, `{}` for what is named."""

from __future__ import annotations

LIVE_MESSAGES: dict[str, str] = {
    "live: topics begin with {}-r0.": "live: tên các chủ đề bắt đầu bằng {}-r0.",
    "live: control at port {}: lienthong live ctl": "live: điều khiển tại cổng {}: lienthong live ctl",
    "live: metrics at http://{}:{}/metrics": "live: chỉ số tại http://{}:{}/metrics",
    "--until {}: expected a local date or time such as 2023-08-01T12:00": "--until {}: cần ngày giờ địa phương, ví dụ 2023-08-01T12:00",
    "the live run at port {} (pid {}) does not answer: {}": "lần chạy trực tiếp tại cổng {} (pid {}) không trả lời: {}",
    "{}: other users may read it, so a token would not be safe there; make it yours alone (chmod 700)": "{}: người dùng khác đọc được nên không an toàn để lưu mã truy cập; đặt quyền riêng (chmod 700)",
    " at port {}": " tại cổng {}",
    "no live run of yours{} was found; begin one with: lienthong live": "không tìm thấy lần chạy trực tiếp nào{}; bắt đầu bằng: lienthong live",
    "several live runs: say --port, one of {}": "có nhiều lần chạy trực tiếp: ghi --port, một trong {}",
    "fault status-delay: the scenario has no sync.delay to draw from": "sự cố status-delay: kịch bản không có sync.delay",
    "fault {}: say how long it lasts, in simulated time: {}=6h": "sự cố {}: ghi thời gian kéo dài theo thời gian mô phỏng: {}=6h",
    "fault {}: found {}={}; {}": "sự cố {}: tìm thấy {}={}; {}",
    "fault {}: found {}={}; expected more than 0, 3650d at most": "sự cố {}: tìm thấy {}={}; cần lớn hơn 0 và không quá 3650d",
    "the run was laid out by it when it began": "lần chạy được thiết lập theo mục này khi bắt đầu",
    "arrivals are drawn ahead by it": "hồ sơ nộp được tạo trước theo mục này",
    "every publication was settled before the run began": "việc công bố đã được xác định trước khi chạy",
    "people's hours, and the work that desks have promised, were settled by it": "giờ làm việc và công việc đã nhận của các bộ phận được xác định theo mục này",
    "outages were settled before the run began; say: live ctl fault outage": "sự cố gián đoạn đã được xác định trước khi chạy; dùng: live ctl fault outage",
    "{}: the catalogues were read when the run began": "{}: danh mục đã được đọc khi bắt đầu chạy",
    "cannot be changed while a run goes on: {}": "không thay đổi được trong khi chạy: {}",
    "cannot be changed while a run goes on: sync.delay: ": "không thay đổi được trong khi chạy: sync.delay: ",
    "cannot be changed while a run goes on: attention of {}: publications depend on it, and {}": "không thay đổi được trong khi chạy: mức quan tâm của {}: việc công bố phụ thuộc mục này, và {}",
    "changes nothing": "không thay đổi gì",
    "does not go with what was pulled before: {}": "không đi cùng biện pháp đã áp dụng: {}",
    "act {}; expected one of {}": "thao tác {}; cần một trong {}",
    "the run is over; nothing was changed": "lần chạy đã kết thúc; chưa thay đổi",
    "the run is busy with one slice for {} s; nothing was changed": "lần chạy đang bận xử lý một đoạn trong {} giây; chưa thay đổi",
    "the run has failed": "lần chạy gặp lỗi",
    "speed {}; expected a number above 0, or max; to stop, pause": "tốc độ {}; cần số lớn hơn 0, hoặc max; để tạm dừng, dùng pause",
    "expected simulated seconds in a real second, such as 3600, or max": "cần số giây mô phỏng trong một giây thực, ví dụ 3600, hoặc max",
    "fault {} is not known; expected one of {}": "không có sự cố {}; cần một trong {}",
    "fault {}: {}; its settings are {}": "sự cố {}: {}; các thiết lập là {}",
    "agency {} does not take part; expected one of {}": "cơ quan {} không tham gia; cần một trong {}",
    "{}: found {}; only faults have settings": "{}: tìm thấy {}; chỉ sự cố có thiết lập",
    "{}: found {}; it has no name": "{}: tìm thấy {}; thao tác này không có tên",
    "the run is paused already": "lần chạy đang tạm dừng",
    "the run is not paused": "lần chạy không tạm dừng",
    "lever {}: it is pulled already": "biện pháp {}: đã áp dụng",
    "{} settings; expected at most {}": "{} thiết lập; không quá {}",
    "--control-port {}: {}:{} cannot be listened at: {}": "--control-port {}: không mở được {}:{}: {}",
    "the token of this run is wanted": "cần mã truy cập của lần chạy này",
    "{}: there is {}": "{}: chỉ có {}",
    "{}: acts go to /v1/acts": "{}: thao tác gửi đến /v1/acts",
    "an act is at most {} bytes, and says its length": "thao tác không quá {} byte và phải ghi độ dài",
    "no act: {}": "không phải thao tác: {}",
    "the live run was told to end, and could not within {} s; nothing was written": "lần chạy trực tiếp được yêu cầu kết thúc nhưng không kịp trong {} giây; chưa ghi kết quả",
    "found {}; expected KEY=VALUE, such as for=6h": "tìm thấy {}; cần KHÓA=GIÁ_TRỊ, ví dụ for=6h",
    # lienthong live ctl
    "act {}, {}: from {}, until {}": "thao tác {}, {}: từ {}, đến {}",
    "act {}, {}: from {}": "thao tác {}, {}: từ {}",
    "scenario": "kịch bản",
    "simulated clock": "đồng hồ mô phỏng",
    "speed": "tốc độ",
    "paused": "tạm dừng",
    "behind its pace": "chậm so với tốc độ",
    "{} s of real time": "{} giây thực",
    "dossiers submitted": "hồ sơ đã nộp",
    "dossiers open": "hồ sơ chưa xong",
    "requests in flight": "yêu cầu đang chờ",
    "statuses at the portal": "trạng thái trên Cổng",
    "of": "trên",
    "backlog of {}": "tồn đọng của {}",
    "latest acts": "thao tác gần nhất",
    "{}: a link, which may lead anywhere; remove it": (
        "{}: là liên kết, có thể dẫn đến nơi khác; cần gỡ bỏ"
    ),
    "the answer is incomplete: see its first line, or {}": (
        "kết quả chưa đầy đủ: xem dòng đầu của kết quả, hoặc {}"
    ),
    "passed {} records that are not what belongs there, such as {}": (
        "bỏ qua {} bản ghi không thuộc về nơi đó, ví dụ {}"
    ),
    "an act of {} bytes was said; they did not come": (
        "thao tác được báo là {} byte nhưng không nhận đủ"
    ),
    "this disk knows no locks, by which a run could be known to live": (
        "ổ đĩa này không có khóa tệp để biết lần chạy còn hoạt động"
    ),
    "{}  (overlay)": "{}  (kịch bản bổ sung)",
    # faults
    "The systems of `target` (portal, platform or an agency) are down; what is sent waits.": (
        "Hệ thống của `target` (portal, platform hoặc một cơ quan) ngừng hoạt động; thông điệp phải chờ."
    ),
    "A `share` of the attempts over the platform gets no reply, in place of the scenario's.": (
        "Một tỷ lệ `share` lần gửi qua nền tảng không có trả lời, thay cho tỷ lệ của kịch bản."
    ),
    "`agency` takes requests and answers none: attempts time out, letters lie until it is over.": (
        "`agency` nhận yêu cầu nhưng không trả lời: lần gửi hết thời gian chờ, văn bản chờ đến hết sự cố."
    ),
    "A `share` of the messages to the portal is late by the scenario's law, `sync.delay`.": (
        "Một tỷ lệ `share` thông điệp gửi Cổng đến muộn theo phân phối của kịch bản, `sync.delay`."
    ),
    "A `share` of the messages to the portal comes twice, in place of the scenario's share.": (
        "Một tỷ lệ `share` thông điệp gửi Cổng đến hai lần, thay cho tỷ lệ của kịch bản."
    ),
    "A `share` of the messages to the portal is lost, in place of the scenario's share.": (
        "Một tỷ lệ `share` thông điệp gửi Cổng bị mất, thay cho tỷ lệ của kịch bản."
    ),
}
