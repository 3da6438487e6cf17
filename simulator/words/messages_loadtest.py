"""Verdicts on connectors and errors of load tests, in Vietnamese: by the English sentence."""

from __future__ import annotations

LOADTEST_MESSAGES: dict[str, str] = {
    # a verdict
    "response time: {}": "thời gian phản hồi: {:n}",
    "{} requests, {} more from before or at the end; {} delivered, {} records of the connector, {} "
    "entries": (
        "{:n} yêu cầu, ngoài ra {:n} yêu cầu trước khi bắt đầu hoặc lúc kết thúc; {:n} đã chuyển, "
        "{:n} bản ghi của phần mềm kết nối, {:n} mục"
    ),
    "{} sent, {} records of the connector, {} entries; {} of the load sent in time, late by {} ms "
    "(p99)": (
        "{:n} đã gửi, {:n} bản ghi của phần mềm kết nối, {:n} mục; {:n} tải được gửi đúng lúc, "
        "trễ {:n} ms (p99)"
    ),
    "{} {}; found: {}": "{} {}; phát hiện: {}",
    "{} {}; found: {}; missed: {}": "{} {}; phát hiện: {}; mục tiêu không đạt: {}",
    "{} {}; missed: {}": "{} {}; mục tiêu không đạt: {}",
    " (tolerated by the contract)": " (hợp đồng cho phép)",
    "again: {}": "kiểm tra lại: {}",
    "{}, tolerated": "{:n}, được phép",
    "first {} of {}": "{:n} trường hợp đầu trong {:n}",
    "load test of": "kiểm thử tải",
    "recording of": "quan sát",
    "From the {} to the connector's record; faults are shaded.": (
        "Từ {} đến khi phần mềm kết nối ghi; thời gian có sự cố được tô nền."
    ),
    "request": "khi yêu cầu",
    "intended send": "thời điểm gửi dự kiến",
    "{}: objective {}": "{}: mục tiêu {}",
    "{} found; {}": "{} trường hợp; {}",
    "{} (and {} more)": "{} (và {} trường hợp khác)",
    "{}: {} (and {} more)": "{}: {} (và {} trường hợp khác)",
    "objective {}: {}; expected at least {}": "mục tiêu {}: {:n}; cần ít nhất {:n}",
    "objective {}: {}; expected at most {}": "mục tiêu {}: {:n}; cần nhiều nhất {:n}",
    "objective {}: {}; expected {} {}": "mục tiêu {}: {:n}; cần {} {:n}",
    "nothing was measured": "không đo được",
    # why there is no verdict, or what the test broke on
    "the test did not come to its end{}": "kiểm thử chưa kết thúc{}",
    "; line {} is cut off and was dropped": "; dòng {} bị cắt nên đã bỏ qua",
    "the broker never confirmed {} sends, and no fault explains it": (
        "máy chủ Kafka không xác nhận {} lần gửi, không do sự cố nào gây ra"
    ),
    "the relay never judged {} requests that the broker had confirmed": (
        "nền tảng chưa xử lý {} yêu cầu mà máy chủ Kafka đã xác nhận"
    ),
    "nothing of {} was recorded that can be judged": "không ghi nhận được gì của {} để đánh giá",
    "nothing was sent": "không có thông điệp nào được gửi",
    "only {} of the load was sent in time; {} is needed": "chỉ {:n} tải được gửi đúng lúc; cần {:n}",
    "sends were late by {} ms at the 99th percentile; at most {} ms is allowed": (
        "lần gửi trễ {:n} ms ở bách phân vị 99; cho phép nhiều nhất {:n} ms"
    ),
    "the generator stalled: a send was late by {} s": "bên gửi bị ngừng: có lần gửi trễ {:n} giây",
    "no evidence: nothing that was sent reached {}": (
        "không có chứng cứ: không thông điệp nào đã gửi đến được {}"
    ),
    "no evidence: {} did nothing, and nothing shows that it can": (
        "không có chứng cứ: {} không thực hiện gì, chưa cho thấy có khả năng xử lý"
    ),
    "lienthong: stopped; the test has no verdict": "lienthong: đã dừng; kiểm thử không có kết luận",
    "lienthong: the history so far is {}": "lienthong: lịch sử đến lúc này ở {}",
    "line {} is cut off and was dropped": "dòng {} bị cắt nên đã bỏ qua",
    # what the checkers say
    "A reply bears the id of the request that it answers.": (
        "Trả lời mang mã của yêu cầu được trả lời."
    ),
    "The connector replies only to what was asked.": "Chỉ trả lời yêu cầu đã được gửi.",
    "The connector replies to what it was given, not before and not without.": (
        "Chỉ trả lời yêu cầu đã nhận, không trước khi nhận và không khi chưa nhận."
    ),
    "What the connector writes goes to whom it is for, on its own topic.": (
        "Bản ghi được gửi đúng nơi nhận, trên chủ đề của chính cơ quan."
    ),
    "a record of {} is on another agency's topic": "bản ghi của {} nằm trên chủ đề của cơ quan khác",
    "a reply to request {} came before the request": "trả lời yêu cầu {} đến trước yêu cầu",
    "a reply to request {} was written past the relay": (
        "trả lời yêu cầu {} được ghi không qua nền tảng"
    ),
    "a reply to request {}, which nobody sent": "trả lời yêu cầu {} mà không ai gửi",
    "a reply to request {}, which was never delivered": "trả lời yêu cầu {} chưa được chuyển đến",
    "the reply to request {} bears a hash that is not the request's": (
        "trả lời yêu cầu {} mang mã băm không phải của yêu cầu"
    ),
    "the reply to request {} bears the id of request {}": "trả lời yêu cầu {} mang mã của yêu cầu {}",
    "the reply to request {} is from {} to {}; expected from {} to {}": (
        "trả lời yêu cầu {} gửi từ {} đến {}; đúng ra từ {} đến {}"
    ),
    ", since fault {} ({})": ", kể từ sự cố {} ({})",
    "Every request delivered to the connector is replied to.": (
        "Mọi yêu cầu đã chuyển đến đều được trả lời."
    ),
    "The connector replies before the deadline.": "Trả lời trước thời hạn.",
    "When the faults are over, the connector works its backlog off.": (
        "Sau sự cố, phần tồn đọng được xử lý hết."
    ),
    "committed offset {}": "đã xác nhận đến vị trí {}",
    "from {} on nothing that was given was done, {} in all{}": (
        "từ {} trở đi không thực hiện việc nào được giao, tổng cộng {}{}"
    ),
    "partition {}: from request {} on nothing was replied to, {} requests in all{}": (
        "phân vùng {}: từ yêu cầu {} trở đi không có trả lời, tổng cộng {} yêu cầu{}"
    ),
    "request {} was delivered and never replied to": "yêu cầu {} đã chuyển đến nhưng không được trả lời",
    "request {} was replied to after {} s; the deadline is {} s": (
        "yêu cầu {} được trả lời sau {:n} giây; thời hạn là {:n} giây"
    ),
    "the connector's group never committed an offset": (
        "nhóm đọc của phần mềm kết nối chưa xác nhận vị trí nào"
    ),
    "what was to be said of {} never was": "thông tin cần gửi về {} không được gửi",
    "what was to be said of {} was said after {} s; the deadline is {} s": (
        "thông tin cần gửi về {} được gửi sau {:n} giây; thời hạn là {:n} giây"
    ),
    "{} partition {}: {} records are not yet taken at the end": (
        "{} phân vùng {}: {} bản ghi chưa được nhận khi kết thúc"
    ),
    "A reply gives no field that was not asked for.": (
        "Trả lời không cung cấp trường ngoài yêu cầu."
    ),
    "A reply that answers gives fields that were asked for.": (
        "Trả lời cung cấp các trường được yêu cầu."
    ),
    "What the connector writes keeps the envelope and the contract.": (
        "Bản ghi đúng phong bì thông điệp và hợp đồng dữ liệu."
    ),
    "a record breaks the contract: {}": "bản ghi trái hợp đồng dữ liệu: {}",
    "answers without a field": "không có trường nào",
    "gives {} fields in the stead of {}": "cung cấp {} trường thay vì {}",
    "the reply to request {} gives {} fields too many": "trả lời yêu cầu {} thừa {} trường",
    "the reply to request {} {}": "trả lời yêu cầu {} {}",
    "An offset is committed only when its reply is written.": (
        "Chỉ xác nhận đã đọc khi đã ghi trả lời."
    ),
    "Records with one key are written in the order of what they tell.": (
        "Các bản ghi cùng khóa được ghi theo thứ tự nội dung."
    ),
    "The key decides the partition, as Kafka's own clients do it.": (
        "Khóa xác định phân vùng như phần mềm khách của Kafka."
    ),
    "a record is in partition {}; its key's is {}": "bản ghi ở phân vùng {}; phân vùng của khóa là {}",
    "a status of dossier {} was pushed after a later one": (
        "trạng thái của hồ sơ {} được gửi sau một trạng thái muộn hơn"
    ),
    "committed up to {}": "đã xác nhận đến {}",
    "request {} was committed before it was replied to": (
        "yêu cầu {} được xác nhận đã đọc trước khi trả lời"
    ),
    "request {}: attempt {} comes after a later one": "yêu cầu {}: lần gửi {} đến sau lần muộn hơn",
    "A reply holds the data of the dossier that was asked about.": (
        "Trả lời có dữ liệu của đúng hồ sơ được hỏi."
    ),
    "field {} of dossier {} differs between two replies": (
        "trường {} của hồ sơ {} khác nhau giữa hai trả lời"
    ),
    "field {} of dossier {} was given as that of dossier {}": (
        "trường {} của hồ sơ {} bị cung cấp như của hồ sơ {}"
    ),
    "the reply to request {} is about another dossier": "trả lời yêu cầu {} là về hồ sơ khác",
    "What cannot be read is not taken for sound, and holds nothing up.": (
        "Bản ghi không đọc được không bị coi là hợp lệ và không làm ngừng xử lý."
    ),
    "an unreadable record was never passed: the committed offset stays before it": (
        "không vượt qua được một bản ghi không đọc được: vị trí xác nhận dừng trước bản ghi đó"
    ),
    "request {} came only unreadable, and was answered as if it were sound": (
        "yêu cầu {} chỉ đến ở dạng không đọc được nhưng vẫn được trả lời như hợp lệ"
    ),
    "{} came only unreadable, and was neither refused nor dead-lettered": (
        "{} chỉ đến ở dạng không đọc được, không bị từ chối và không được ghi là không chuyển được"
    ),
    "No procedure is answered far more slowly than the others.": (
        "Không thủ tục nào được trả lời chậm hơn hẳn các thủ tục khác."
    ),
    "The connector's clock goes with everybody's.": "Đồng hồ khớp với các bên khác.",
    "The connector's memory does not grow for as long as it runs.": (
        "Bộ nhớ không tăng liên tục trong khi chạy."
    ),
    "The connector's process runs to the end of the test.": "Tiến trình chạy đến hết kiểm thử.",
    "a status was pushed {} s before its time": "trạng thái được gửi sớm {:n} giây so với thời điểm",
    "procedure {}: half within {} ms; of the others usually {} ms": (
        "thủ tục {}: 50 % trong vòng {:n} ms; các thủ tục khác thường là {:n} ms"
    ),
    "process {} ended by itself{}": "tiến trình {} tự kết thúc{}",
    " with status {}": " với mã {}",
    "process {} grew from {} MB to {} MB": "tiến trình {} tăng từ {:n} MB lên {:n} MB",
    "replied after {} ms": "trả lời sau {:n} ms",
    "request {} was refused as too late, {} s after it was sent": (
        "yêu cầu {} bị từ chối vì quá hạn, {:n} giây sau khi gửi"
    ),
    "the stamps of its records are {} s {}": "thời điểm ghi trên bản ghi lệch {:n} giây, {}",
    "ahead": "sớm hơn",
    "behind": "muộn hơn",
    "A request keeps its id and its words over all its attempts.": (
        "Yêu cầu giữ nguyên mã và nội dung ở mọi lần gửi."
    ),
    "A second reply to a request says what the first did.": (
        "Trả lời lần hai giống trả lời lần đầu."
    ),
    "Nothing is written more often than it was asked for.": (
        "Không ghi nhiều lần hơn số lần được yêu cầu."
    ),
    "a push about dossier {} was written": "cập nhật trạng thái của hồ sơ {} được ghi",
    "dossier {} was created twice, with other data": "hồ sơ {} được tạo hai lần, dữ liệu khác nhau",
    "request {} asks something else than before": "yêu cầu {} hỏi nội dung khác trước",
    "request {} asks what {} asked, under another id": (
        "yêu cầu {} hỏi nội dung mà {} đã hỏi, dưới mã khác"
    ),
    "request {} was replied to": "yêu cầu {} được trả lời",
    "request {} was replied to again, in other words": "yêu cầu {} được trả lời lại, nội dung khác",
    "request {} was written": "yêu cầu {} được ghi",
    "{} twice in the same words": "{} hai lần với nội dung như nhau",
    "A dossier is created before it makes progress.": "Hồ sơ được tạo trước khi có tiến độ.",
    "A dossier moves only between statuses that follow each other.": (
        "Hồ sơ chỉ chuyển giữa các trạng thái kế tiếp nhau."
    ),
    "A push has both its steps: a dossier is created and makes progress.": (
        "Cập nhật có đủ hai bước: tạo hồ sơ và tiến độ."
    ),
    "dossier {} made progress before it was created": "hồ sơ {} có tiến độ trước khi được tạo",
    "dossier {} moved from status {} to {}": "hồ sơ {} chuyển từ trạng thái {} sang {}",
    "dossier {} was created, and no status of it followed": (
        "hồ sơ {} được tạo nhưng không có trạng thái nào tiếp theo"
    ),
}
