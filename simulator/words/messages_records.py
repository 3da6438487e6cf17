"""What is wrong with a record on the bus, in Vietnamese: its envelope, its contract, its bytes."""

from __future__ import annotations

RECORD_MESSAGES: dict[str, str] = {
    # the envelope
    "header ce_time: {}, but ce_simtime is {}": "tiêu đề ce_time: {}, nhưng ce_simtime là {}",
    "header ce_time: {}; expected an RFC 3339 time": "tiêu đề ce_time: {}; cần thời điểm theo RFC 3339",
    "header ce_{}: {}; expected a whole number, 0 to {}": (
        "tiêu đề ce_{}: {}; cần số nguyên từ 0 đến {}"
    ),
    "{}: beyond 64 bits": "{}: vượt quá 64 bit",
    "header ce_dataschema: {}; expected {}": "tiêu đề ce_dataschema: {}; cần {}",
    "header {} is missing{}": "thiếu tiêu đề {}{}",
    "; {} is not the same name": "; {} là tên khác",
    "header {}: {}; expected {}": "tiêu đề {}: {}; cần {}",
    "header {}: {}": "tiêu đề {}: {}",
    "cannot be read: {}": "không đọc được: {}",
    "not read: {}": "không đọc: {}",
    "key {}; expected the {}, {}": "khóa {}; cần {}, {}",
    "key: not UTF-8: {}": "khóa: không phải UTF-8: {}",
    "not UTF-8: {}": "không phải UTF-8: {}",
    "no key": "không có khóa",
    "no value": "không có giá trị",
    "no value (a tombstone); expected an event": "không có giá trị (bản ghi xóa); cần một sự kiện",
    "none, as the value has none": "không có, vì giá trị không có",
    "there {} times; expected once": "có {} lần; cần một lần",
    "{}, but the value says {}": "{}, nhưng giá trị ghi {}",
    "{}, unlike the attribute in the value": "{}, khác với thuộc tính trong giá trị",
    "{}; expected a URI reference": "{}; cần tham chiếu URI",
    "{}; expected text without control characters": "{}; cần văn bản không có ký tự điều khiển",
    "{}; replies go to {}": "{}; trả lời gửi đến {}",
    "attribute {}: {}; expected text": "thuộc tính {}: {}; cần văn bản",
    "attribute {}; names are lower-case letters and digits": (
        "thuộc tính {}; tên gồm chữ thường và chữ số"
    ),
    "data_base64: {}": "data_base64: {}",
    "structured mode: expected `data` or `data_base64`": (
        "dạng có cấu trúc: cần `data` hoặc `data_base64`"
    ),
    "structured mode: {}": "dạng có cấu trúc: {}",
    "structured mode: {} is there twice": "dạng có cấu trúc: {} có hai lần",
    "record of {} bytes; at most {} with its headers": (
        "bản ghi {} byte; nhiều nhất {} tính cả tiêu đề"
    ),
    "event type {}; known are {}": "loại sự kiện {}; các loại đã biết là {}",
    # the contract
    "the same item twice": "cùng một mục hai lần",
    "{} does not match {}": "{} không khớp {}",
    "event {} on topic {}, which is for {}": "sự kiện {} trên chủ đề {}, chủ đề này dành cho {}",
    "{}: expected {} when {} is {}": "{}: cần {} khi {} là {}",
    "{}: {}; expected none, or {} as in {}": "{}: {}; không cần, hoặc {} như trong {}",
    "{}; expected at least {}": "{}; cần ít nhất {}",
    "{}; expected at most {}": "{}; cần nhiều nhất {}",
    "{}; expected one of {}": "{}; cần một trong {}",
    # the bytes
    "a record for {}: no key, and the topic is compacted by key": (
        "bản ghi cho {}: không có khóa, trong khi chủ đề nén theo khóa"
    ),
    "a record for {}: {}": "bản ghi cho {}: {}",
    "partition {} of {} is not held by this reader": "bên đọc này không giữ phân vùng {} của {}",
    "the group has given its partitions out anew: these records come again": (
        "nhóm đọc đã chia lại phân vùng: các bản ghi này sẽ được đọc lại"
    ),
    "a record of {} bytes where {} are": "một bản ghi {} byte tại nơi có {} byte",
    "are cut off": "bị cắt",
    "are more than {}": "nhiều hơn {}",
    "are no record: {}": "không phải bản ghi: {}",
    "are packed by {}, not by gzip": "nén bằng {}, không phải gzip",
    "have {} headers, more than {}": "có {} tiêu đề, nhiều hơn {}",
    "offsets {} to {}: {} {}": "vị trí {} đến {}: {} {}",
    "unpack to more than {}": "giải nén ra quá {}",
    "{} bytes of sha256 {}": "{} byte có sha256 {}",
    "Field required": "thiếu trường",
}
