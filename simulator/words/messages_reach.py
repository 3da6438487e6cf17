"""Warnings of what reaches nothing, and errors of volumes, departments and staff, in Vietnamese."""

from __future__ import annotations

REACH_MESSAGES: dict[str, str] = {
    # what reaches nothing
    "this changes nothing of what it is laid over": "không thay đổi gì của kịch bản gốc",
    "this is the value that it has already, so it changes nothing": (
        "giá trị này đã có sẵn nên không thay đổi gì"
    ),
    "this lever changes nothing": "biện pháp này không thay đổi gì",
    "{}, so this changes nothing": "{}, nên nội dung này không thay đổi gì",
    "leave it away, or change what makes it void": (
        "bỏ nội dung này, hoặc sửa nội dung làm cho nó không có tác dụng"
    ),
    "a branch or a province": "một chi nhánh hoặc một tỉnh",
    "the centre of an agency": "cấp trung ương của một cơ quan",
    "every account is there from the start": "mọi tài khoản đều có ngay từ đầu",
    "every procedure is worked at the centre": "mọi thủ tục đều giải quyết ở trung ương",
    "every procedure that people ask for has a rate of its own": (
        "mọi thủ tục có người yêu cầu đều đã có tỷ lệ riêng"
    ),
    "every request that is ever made has a platform share of its own": (
        "mọi yêu cầu dữ liệu đều đã có tỷ lệ riêng qua nền tảng"
    ),
    "every request that is ever made has a reuse of its own": (
        "mọi yêu cầu dữ liệu đều đã có tỷ lệ tái sử dụng riêng"
    ),
    "everybody applies online": "mọi người đều nộp trực tuyến",
    "no dossier gets a new date (reschedule: 0)": (
        "không hồ sơ nào được hẹn lại ngày trả kết quả (reschedule: 0)"
    ),
    "no message is delayed (delayed: 0)": "không thông điệp nào bị chậm (delayed: 0)",
    "no message is lost (loss: 0)": "không thông điệp nào bị mất (loss: 0)",
    "no procedure that people ask for is ever amended": (
        "không thủ tục nào có người yêu cầu được sửa đổi"
    ),
    "no request that is ever made goes over the platform": (
        "không yêu cầu dữ liệu nào đi qua nền tảng"
    ),
    "no route ever asks another agency for data": (
        "không quy trình nào yêu cầu dữ liệu của cơ quan khác"
    ),
    "no route ever asks for a fee": "không quy trình nào thu phí, lệ phí",
    "no route ever asks for more papers": "không quy trình nào yêu cầu bổ sung hồ sơ",
    "no route goes to the desk {} of level {}, only to {}{}": (
        "không quy trình nào đến bộ phận {} của cấp {}, chỉ đến {}{}"
    ),
    "nobody applies at a counter": "không ai nộp trực tiếp",
    "nobody applies by post": "không ai nộp qua bưu chính",
    "nobody applies online": "không ai nộp trực tuyến",
    "nobody asks for guidance (policy)": "không ai xin hướng dẫn (policy)",
    "nobody asks for {}{}": "không ai yêu cầu {}{}",
    "nobody asks {} for anything, and it publishes nothing that people ask for": (
        "không ai yêu cầu gì ở {}, và cơ quan này không công bố thủ tục nào có người yêu cầu"
    ),
    "nobody asks {} for data over the platform": "không ai yêu cầu dữ liệu của {} qua nền tảng",
    "nobody comes by {}": "không ai nộp theo kênh {}",
    "nobody enquires (enquiries_max: 0)": "không ai hỏi lại (enquiries_max: 0)",
    "nobody ever writes a letter": "không ai gửi văn bản",
    "nobody ever writes a letter to {}": "không ai gửi văn bản cho {}",
    "the portal has no outage": "cổng dịch vụ công không có sự cố",
    "{} takes no part": "{} không tham gia",
    # volumes
    "there is no count for {}": "chưa có số lượng của {}",
    "add it; 0 if nobody asks": "bổ sung; ghi 0 nếu không ai yêu cầu",
    "{} takes no part, so nobody asks for its dossiers": (
        "{} không tham gia nên không ai nộp hồ sơ ở đó"
    ),
    "both count the same dossiers, so they must add up to the same": (
        "cả hai đếm cùng một số hồ sơ nên tổng phải bằng nhau"
    ),
    "by_procedure adds up to {}, by_province to {}": (
        "tổng của by_procedure là {}, của by_province là {}"
    ),
    "no number of dossiers": "không có số lượng hồ sơ",
    "the counts add up to nothing": "tổng các số lượng bằng 0",
    "one must be above 0": "ít nhất một số phải lớn hơn 0",
    "{} add up to {}": "{} có tổng là {}",
    "the shares": "các tỷ lệ",
    "the channels' shares": "tỷ lệ của các kênh",
    "the policy's shares": "tỷ lệ của chính sách",
    # departments and staff
    "at_least goes with per_100k": "at_least chỉ dùng cùng per_100k",
    "departments at level {}": "sở ở cấp {}",
    "only level province has departments": "chỉ cấp tỉnh có sở",
    "size_cv at level {}": "size_cv ở cấp {}",
    "only communes and districts have sizes": "chỉ cấp xã và cấp huyện có quy mô",
    "staff is given by one of the two; a factor changes what one of them says": (
        "nhân sự ghi bằng một trong hai cách; factor điều chỉnh số đã ghi"
    ),
    "{} in {}_people, {} {}s": "{} trong {}_people, {} đơn vị {}",
    "no department of a province works the group {} of {}": (
        "không sở nào của tỉnh giải quyết nhóm {} của {}"
    ),
    "add it to the groups of one under offices[province].departments, or write one of {}{}": (
        "bổ sung vào groups của một sở tại offices[province].departments, hoặc ghi một trong {}{}"
    ),
    "{} belongs to {}, too": "{} cũng thuộc {}",
    "one department works a group": "mỗi nhóm do một sở giải quyết",
}
