"""Errors of plans of load tests, and what is said while one runs, in Vietnamese."""

from __future__ import annotations

PLAN_MESSAGES: dict[str, str] = {
    # the plan
    "a peak that ends after the load": "đỉnh tải kết thúc sau khi hết tải",
    "make at + for at most duration": "at + for không được quá duration",
    "make at + for at most that": "at + for không được quá thời gian đó",
    "neither from nor procedures": "không có from và không có procedures",
    "traffic is from: scenario, or procedures with weights": (
        "traffic cần from: scenario, hoặc procedures kèm trọng số"
    ),
    "a drain of {} is shorter than {}": "drain {} ngắn hơn {}",
    "the deadline of {}{}": "thời hạn {}{}",
    "the deadline of {}": "thời hạn {}",
    " and the {} for which a fault holds messages back": " và {} mà một sự cố giữ thông điệp",
    "a fault that ends after the load, which lasts {}s": (
        "sự cố kết thúc sau khi hết tải, tải kéo dài {} giây"
    ),
    "a gap too small to find": "khoảng cách quá nhỏ để tìm",
    "a load of less than a second": "tải ngắn hơn một giây",
    "a load of {} messages": "tải gồm {} thông điệp",
    "a search for the capacity with the profile {}": "tìm năng lực với dạng tải {}",
    "a search for the capacity without objectives": "tìm năng lực mà không có mục tiêu",
    "at most {}": "nhiều nhất {}",
    "command and external: true": "có cả command và external: true",
    "give it some time": "cần thời gian lớn hơn",
    "give its command, so that its processes are known": "ghi command để biết các tiến trình của nó",
    "make it 1s or more": "cần từ 1s trở lên",
    "make it higher": "cần giá trị cao hơn",
    "make it last": "cần kéo dài hơn 0",
    "leave one of the two away": "bỏ một trong hai",
    "neither command nor external: true": "không có command và không có external: true",
    "no checker is called {}": "không có nội dung kiểm tra nào tên {}",
    "no fault is called {}": "không có sự cố nào tên {}",
    "plan {}: nothing shipped has this name; {}": (
        "kế hoạch {}: không có kế hoạch kèm theo nào có tên này; {}"
    ),
    "say how it is started (command), or that it runs by itself (external: true)": (
        "ghi cách khởi động (command), hoặc external: true nếu tự chạy"
    ),
    "say what has to be met (objectives)": "ghi mục tiêu cần đạt (objectives)",
    "{} with a given broker": "{} với máy chủ Kafka có sẵn",
    "{} with an external connector": "{} với phần mềm kết nối tự chạy",
    "100ms, 20s or 5m": "100ms, 20s hoặc 5m",
    "512MB or 1GiB": "512MB hoặc 1GiB",
    "{} {}: expected more than 0": "{} {}: cần giá trị lớn hơn 0",
    "plan {}: in scenario {} nobody {} agency {}; take an agency that it has such requests for": (
        "kế hoạch {}: trong kịch bản {} không ai {} cơ quan {}; chọn cơ quan có yêu cầu như vậy"
    ),
    "asks": "hỏi",
    "is asked by": "được hỏi bởi",
    "plan {}: traffic.procedures: no request of {} concerns agency {}; write one of {}": (
        "kế hoạch {}: traffic.procedures: không yêu cầu nào của {} liên quan cơ quan {}; ghi một "
        "trong {}"
    ),
    "plan {}: agency {} works no such procedure in scenario {}; take an agency that pushes statuses": (
        "kế hoạch {}: cơ quan {} không giải quyết thủ tục như vậy trong kịch bản {}; chọn cơ quan có "
        "cập nhật trạng thái"
    ),
    "plan {}: agency {} is not in scenario {}; write one of {}": (
        "kế hoạch {}: cơ quan {} không có trong kịch bản {}; ghi một trong {}"
    ),
    "plan {}: no search; it needs capacity, and a constant load": (
        "kế hoạch {}: không có phần tìm năng lực; cần capacity và tải không đổi"
    ),
    "the connector of a {} is given no work": "phần mềm kết nối của {} không được giao việc nào",
    "client {}; expected one of {}": "client {}; cần một trong {}",
    "client confluent: install it by pip install 'lienthong[confluent]'": (
        "client confluent: cài đặt bằng pip install 'lienthong[confluent]'"
    ),
    "--bootstrap: the plan says broker: own; leave one of the two away": (
        "--bootstrap: kế hoạch ghi broker: own; bỏ một trong hai"
    ),
    "checker {} is not known; expected one of {}": "không có nội dung kiểm tra {}; cần một trong {}",
    "role {}; expected one of {}": "vai trò {}; cần một trong {}",
    "no twin has the role {}": "không có bản mô phỏng cho vai trò {}",
    "a twin that speaks first needs work: name its file with --work": (
        "bản mô phỏng chủ động gửi cần có việc: ghi tệp bằng --work"
    ),
    "{}:{}: {}; expected a JSON object with {}": "{}:{}: {}; cần đối tượng JSON có {}",
    "scenario {} could not be read: {}": "không đọc được kịch bản {}: {}",
    "scenario {}: not read in {} s": "kịch bản {}: chưa đọc xong sau {} giây",
    # a history
    "expected the header of a {} file, version {}": "cần phần đầu của tệp {}, phiên bản {}",
    "history {}: {}": "lịch sử {}: {}",
    "history {}: already closed": "lịch sử {}: đã đóng",
    "{}:1: found {} version {}; {}": "{}:1: tìm thấy {} phiên bản {}; {}",
    "{}:{}: no entry of a history: longer than {} bytes": (
        "{}:{}: không phải mục của lịch sử: dài hơn {} byte"
    ),
    "{}:{}: no entry of a history: {}": "{}:{}: không phải mục của lịch sử: {}",
    "{}; expected a file such as history.jsonl": "{}; cần tệp như history.jsonl",
    "longer than a record's {} bytes": "dài hơn {} byte của một bản ghi",
    "the last line is cut short": "dòng cuối bị cắt",
    "the history's header: began_us: found {}; expected the local time at which the test began, in µs "
    "since 1970": (
        "phần đầu lịch sử: began_us: tìm thấy {}; cần giờ địa phương khi bắt đầu kiểm thử, tính bằng "
        "µs từ 1970"
    ),
    "deadline of {} µs; expected at least 1": "thời hạn {} µs; cần ít nhất 1",
    "the history's header has no terms; expected `terms`": (
        "phần đầu lịch sử không có điều kiện; cần `terms`"
    ),
    "the history's header: terms: {}": "phần đầu lịch sử: terms: {}",
    "no histogram of HdrHistogram V2: {}": "không phải biểu đồ tần suất HdrHistogram V2: {}",
    "{}: no file of histograms: {}": "{}: không phải tệp biểu đồ tần suất: {}",
    "{}: nothing was sent in its load; replay another history": (
        "{}: không có gì được gửi trong phần tải; dùng lịch sử khác"
    ),
    # while it runs
    "{}: getting ready": "{}: đang chuẩn bị",
    "--{}: found {}; {} is needed, such as {}": "--{}: tìm thấy {}; cần {}, ví dụ {}",
    "--{}: found {}; write at most {}": "--{}: tìm thấy {}; ghi nhiều nhất {}",
    "a time": "khoảng thời gian",
    "a size": "dung lượng",
    "{} of {} answered, p99 {} ms": "{:n} trên {:n} đã trả lời, p99 {:n} ms",
    "command {} does not start: {}": "lệnh {} không khởi động được: {}",
    "what was struck was not whole again in {} s": "nơi bị sự cố chưa hoạt động lại sau {} giây",
    "closing the reader of {}: {}": "đóng bên đọc của {}: {}",
    "reading the test's topics": "đọc các chủ đề của kiểm thử",
    "the broker of {} does not run": "máy chủ Kafka của {} không chạy",
    "this test has no broker of its own to harm": (
        "kiểm thử này không có máy chủ Kafka riêng để gây sự cố"
    ),
    "the reader is behind by more than {} s: more is said than is read here; the history up to there "
    "is {}": (
        "bên đọc chậm hơn {} giây: lượng gửi nhiều hơn lượng đọc được; lịch sử đến lúc đó ở {}"
    ),
    "topic {} is missing at {}: no run of this prefix goes on there": (
        "không có chủ đề {} tại {}: không có lần chạy nào dùng phần đầu tên này"
    ),
    "the relay refused what the connector wrote: {}": (
        "nền tảng từ chối bản ghi của phần mềm kết nối: {}"
    ),
    "the relay did not begin: {}": "nền tảng không khởi động được: {}",
    "the relay ended, status {}: {}": "nền tảng đã kết thúc, mã {}: {}",
    "the broker at {} is gone since {} s, in phase {}; the history up to there is {}": (
        "mất kết nối máy chủ Kafka {} đã {} giây, ở giai đoạn {}; lịch sử đến lúc đó ở {}"
    ),
    "the connector ended before the test began; it said: {}": (
        "phần mềm kết nối kết thúc trước khi kiểm thử bắt đầu; thông báo của nó: {}"
    ),
    "sender {} ended by itself, status {}": "tiến trình gửi {} tự kết thúc, mã {}",
    "sender {} was not ready in {} s": "tiến trình gửi {} chưa sẵn sàng sau {} giây",
    "twin {} of {}: {}, {}": "bản mô phỏng {} của {}: {}, {}",
    "not committed: {}": "chưa xác nhận: {}",
    "{} cannot be read: {}": "không đọc được {}: {}",
    # recording
    "--agency {}: no agency of this scenario": "--agency {}: kịch bản không có cơ quan này",
    "recording {} of prefix {}; Ctrl-C ends it": "đang quan sát {}, phần đầu tên {}; Ctrl-C để kết thúc",
    "draining: what was asked so far has its time; Ctrl-C now ends without a verdict": (
        "đang chờ: yêu cầu đã gửi còn thời hạn; Ctrl-C lúc này sẽ kết thúc không có kết luận"
    ),
    "{} s: {} asked, {} replied": "{} giây: {} đã hỏi, {} đã trả lời",
    # capacity
    "at least {} requests a second; {}": "ít nhất {:n} yêu cầu mỗi giây; {}",
    "more was not to be tried": "kế hoạch không thử mức cao hơn",
    "the machine of the test could not offer more": "máy kiểm thử không tạo được tải cao hơn",
    "not even {} requests a second {}": "mức {:n} yêu cầu mỗi giây cũng {}",
    "carried": "không đáp ứng được",
    "could be offered": "không tạo được tải",
    "the trial at {} a second: {}": "lần thử ở mức {:n} mỗi giây: {}",
    "{} requests a second (95 % interval {} to {}, Student's t over {} repetitions)": (
        "{:n} yêu cầu mỗi giây (khoảng tin cậy 95 %: từ {:n} đến {:n}, phân phối t với {:n} lần lặp)"
    ),
    "{} requests a second, from one repetition without an interval": (
        "{:n} yêu cầu mỗi giây, từ một lần lặp nên không có khoảng tin cậy"
    ),
    "{}; wanted {}": "{}; yêu cầu {:n}",
    "trial {}/s {}": "lần thử {:n}/giây: {}",
    "trial {}/s {}: {}": "lần thử {:n}/giây: {}: {}",
    "{}/s {}": "{}/giây: {}",
    "{}/s {}: {}": "{}/giây: {}: {}",
    # a check of a history
    "check --audit: --format github is of load tests; expected text or json": (
        "check --audit: --format github chỉ dùng cho kiểm thử tải; cần text hoặc json"
    ),
    "the audit holds: {} records, head {}": "chuỗi ghi vết hợp lệ: {} bản ghi, điểm cuối {}",
    "{}: the audit is broken: {}": "{}: chuỗi ghi vết bị sai: {}",
    "{}: the history of a run; --audit verifies the chain of its audit": (
        "{}: là lịch sử của một lần chạy; dùng --audit để xác minh chuỗi ghi vết"
    ),
}
