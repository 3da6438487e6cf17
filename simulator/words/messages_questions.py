"""Errors and help of exceptions, single requests, levers and new scenarios, in Vietnamese."""

from __future__ import annotations

QUESTION_MESSAGES: dict[str, str] = {
    "scenario {}: is no YAML file by its name; expected NAME.yaml": (
        "kịch bản {}: không phải tệp YAML theo tên; cần tệp TÊN.yaml"
    ),
    "write all, or a list: [{}]": "ghi all, hoặc danh sách: [{}]",
    "a duration is a number >= 0 and its unit without a space, such as 25m or 1.5h": (
        "khoảng thời gian là số >= 0 và đơn vị viết liền, ví dụ 25m hoặc 1.5h"
    ),
    "{}: replications: {} is not heeded in a comparison; all arms have the {} of {}, or those of "
    "--replications": (
        "{}: replications: {} không được dùng khi so sánh; mọi phương án có {} lần lặp như {}, hoặc "
        "theo --replications"
    ),
    # exceptions of publication, single requests
    "an exception that changes nothing": "ngoại lệ không thay đổi gì",
    "say lateness, ministry or province, or leave it away": (
        "ghi lateness, ministry hoặc province, hoặc bỏ ngoại lệ này"
    ),
    "an exception for everything": "ngoại lệ áp dụng cho tất cả",
    "say for which ministries, groups or procedures; else change publication": (
        "ghi rõ ministries, groups hoặc procedures; nếu không thì sửa publication"
    ),
    "leave_out beside another change": "leave_out cùng với thay đổi khác",
    "leave the request out, or change it": "bỏ yêu cầu này, hoặc thay đổi nó",
    "a request of which nothing is changed": "yêu cầu không có nội dung thay đổi",
    "say leave_out, probability, reuse, platform or limit": (
        "ghi leave_out, probability, reuse, platform hoặc limit"
    ),
    "the catalogue has no {} {}": "danh mục không có {} {}",
    "ministry": "bộ",
    "group of procedures": "nhóm thủ tục",
    "procedure": "thủ tục",
    "agency": "cơ quan",
    "request": "yêu cầu dữ liệu",
    "no procedure that takes part fits {}, so it changes nothing": (
        "không thủ tục nào được chọn thuộc {} nên không có thay đổi"
    ),
    "no request of those who take part fits {}, so it changes nothing": (
        "không yêu cầu nào của các cơ quan tham gia thuộc {} nên không có thay đổi"
    ),
    "name others, or leave it away": "ghi nội dung khác, hoặc bỏ mục này",
    "an agency's code, such as G01, or owner, other-province, commune, district": (
        "mã cơ quan, ví dụ G01, hoặc owner, other-province, commune, district"
    ),
    (
        "select a second province, or leave it out: sharing.requests: "
        "[{id: elsewhere, to: [other-province], leave_out: true}]"
    ): (
        "chọn thêm một tỉnh, hoặc bỏ yêu cầu này: sharing.requests: "
        "[{id: elsewhere, to: [other-province], leave_out: true}]"
    ),
    # levers
    "{} is a scenario or an overlay: name it without --lever": (
        "{} là kịch bản hoặc lớp phủ: ghi tên mà không dùng --lever"
    ),
    "scenario {}: this is a lever: write {}:{}": "kịch bản {}: đây là biện pháp: ghi {}:{}",
    "scenario {}: this is a lever of {}: --lever {}": (
        "kịch bản {}: đây là biện pháp của {}: --lever {}"
    ),
    "{}; or did you mean its lever: --lever {}?": "{}; hoặc có phải biện pháp: --lever {}?",
    # new scenarios
    "new: found {}; expected {}, {} letters at most": "new: tìm thấy {}; cần {}, tối đa {} ký tự",
    "new: a shipped scenario is called {}; choose another name": (
        "new: đã có kịch bản kèm theo tên {}; chọn tên khác"
    ),
    "{}: is there already; choose another name, or delete it": (
        "{}: đã có tệp này; chọn tên khác, hoặc xóa tệp"
    ),
    "--province: {} has no province {}; {}": "--province: {} không có tỉnh {}; {}",
    "write the code of a province{}": "ghi mã một tỉnh{}",
    # help
    "Write a commented scenario of one province to begin with: NAME.yaml, in this folder.": (
        "Tạo kịch bản một tỉnh kèm chú thích để bắt đầu: tệp NAME.yaml trong thư mục này."
    ),
    "The scenario's name, of small letters, digits, - and _; a file of it is not overwritten.": (
        "Tên kịch bản gồm chữ thường, chữ số, - và _; không ghi đè tệp đã có."
    ),
    "Its national code; `agencies-2023` lists them.": (
        "Mã quốc gia của tỉnh; danh sách trong `agencies-2023`."
    ),
    "Run until intervals are within this share of the mean (the baseline's): 5%.": (
        "Chạy đến khi khoảng tin cậy nằm trong tỷ lệ này của trung bình (của cơ sở): 5%."
    ),
    "Another share of the units than the scenario's: 0.01 is quick.": (
        "Tỷ lệ đơn vị khác với kịch bản: 0.01 là nhanh."
    ),
    "Another arm: the baseline with this lever; A+B for two.": (
        "Thêm một phương án: cơ sở với biện pháp này; A+B là hai biện pháp."
    ),
}
