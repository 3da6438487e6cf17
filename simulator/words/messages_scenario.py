"""Errors and warnings of files, in Vietnamese: by the English sentence, `{}` for what is named."""

from __future__ import annotations

SCENARIO_MESSAGES: dict[str, str] = {
    # what was found
    "found nothing": "không có nội dung",
    "found no mapping": "không phải cặp khóa và giá trị",
    "found no name": "không có tên",
    "found {}": "tìm thấy {}",
    "found {} items": "tìm thấy {} mục",
    "found {} in one step": "tìm thấy {} trong cùng một bước",
    "{} and {}": "{} và {}",
    "nothing": "không có gì",
    "keys and values ({})": "cặp khóa và giá trị ({})",
    "a list of {}": "danh sách gồm {} mục",
    "the key {} is missing": "thiếu khóa {}",
    "unknown key {}": "khóa không hợp lệ {}",
    "the whole file": "toàn bộ tệp",
    " (did you mean {}?)": " (có phải {}?)",
    "{} (did you mean {}?)": "{} (có phải {}?)",
    " (did you mean {}, {}?)": " (có phải {}, {}?)",
    "{} (did you mean {}, {}?)": "{} (có phải {}, {}?)",
    " and {} more": " và {} mục khác",
    "{} and {} more": "{} và {} mục khác",
    # what would be right
    "add it": "bổ sung khóa này",
    "leave it away": "bỏ khóa này",
    "keep one of the two": "giữ lại một trong hai",
    "exchange the two": "đổi chỗ hai giá trị",
    "write {}": "ghi {}",
    "write one of {}": "ghi một trong các giá trị {}",
    "write one of {}{}": "ghi một trong các giá trị {}{}",
    "write one of {}, or a path{}": "ghi một trong các tên {}, hoặc đường dẫn{}",
    "write one of {}, or a path": "ghi một trong các tên {}, hoặc đường dẫn",
    "write one that it has{}": "ghi một mục có trong danh mục{}",
    "write one that it has": "ghi một mục có trong danh mục",
    "write one that has: {}": "ghi một cơ quan có chi nhánh: {}",
    "write its owner{}": "ghi cơ quan chủ quản{}",
    "write its owner": "ghi cơ quan chủ quản",
    "write more than {}": "ghi giá trị lớn hơn {}",
    "write at least {}": "ghi giá trị từ {} trở lên",
    "write less than {}": "ghi giá trị nhỏ hơn {}",
    "write at most {}": "ghi giá trị không quá {}",
    "more than": "lớn hơn",
    "at least": "từ",
    "less than": "nhỏ hơn",
    "at most": "không quá",
    "{} (a share: {} % is {})": "{} (tỷ lệ: {} % là {})",
    " (a share: {} % is {})": " (tỷ lệ: {} % là {})",
    "write a finite number": "ghi một số hữu hạn",
    "write 0, or at least {}": "ghi 0, hoặc từ {} trở lên",
    "{} is needed": "cần {}",
    "{} is needed{}": "cần {}{}",
    "{} is needed; {} is {}": "cần {}; {} là {}",
    "a whole number": "số nguyên",
    "a number": "số",
    "text": "chuỗi ký tự",
    "true or false": "true hoặc false",
    "a list": "danh sách",
    "a mapping of keys and values": "các cặp khóa và giá trị",
    "a step has one of {}": "một bước có một trong các khóa {}",
    "three digits after the sign look like thousands: write {}": (
        "ba chữ số sau dấu dễ hiểu là hàng nghìn: ghi {}"
    ),
    "{} or {}": "{} hoặc {}",
    "write {} to say so, or give your file another name": (
        "ghi {} để chỉ rõ, hoặc đặt tên khác cho tệp"
    ),
    # kinds of values
    "an agency's code, such as G01 or H26, or default": (
        "mã cơ quan, ví dụ G01 hoặc H26, hoặc default"
    ),
    "portal, platform, or an agency's code, such as G01 or H26": (
        "portal, platform, hoặc mã cơ quan, ví dụ G01 hoặc H26"
    ),
    "an agency's code, such as G01 or H26": "mã cơ quan, ví dụ G01 hoặc H26",
    "a name of small letters, digits, - and _, beginning with a letter": (
        "tên gồm chữ thường không dấu, chữ số, - và _, bắt đầu bằng chữ cái"
    ),
    "a time of day such as 07:30": "giờ trong ngày, ví dụ 07:30",
    'write a time of day in quotes, such as "07:30"': (
        'ghi giờ trong ngày trong dấu ngoặc kép, ví dụ "07:30"'
    ),
    "a duration with its unit is needed, such as 25m or 5wd": (
        "cần khoảng thời gian kèm đơn vị, ví dụ 25m hoặc 5wd"
    ),
    "legal days count whole; write hours (h) for less": (
        "thời hạn theo quy định tính ngày nguyên; ghi giờ (h) nếu ít hơn"
    ),
    "working time is counted in s, m, h or wd (8 open hours), not in calendar days": (
        "thời gian làm việc tính bằng s, m, h hoặc wd (8 giờ làm việc), không tính ngày theo lịch"
    ),
    "elapsed time is counted in s, m, h or d, not in working days": (
        "thời gian trôi qua tính bằng s, m, h hoặc d, không tính ngày làm việc"
    ),
    "a legal limit is counted in wd, d or h": "thời hạn theo quy định tính bằng wd, d hoặc h",
    "this rule counts calendar days (d)": "quy tắc này tính ngày theo lịch (d)",
    "the word all": "từ all",
    "write a year from {} to {}": "ghi năm từ {} đến {}",
    "a date such as 2023-07-01 is needed": "cần ngày, ví dụ 2023-07-01",
    "a local date and time such as 2023-07-05T08:00 is needed": (
        "cần ngày giờ địa phương, ví dụ 2023-07-05T08:00"
    ),
    "times are local (UTC+7): leave the offset away": "thời gian là giờ Việt Nam (UTC+7): bỏ múi giờ",
    "found {} with a time zone": "tìm thấy {} có múi giờ",
    # files and references
    "there is no file {}": "không có tệp {}",
    "{}: there is no such file": "{}: không có tệp này",
    "{}: cannot be read: {}": "{}: không đọc được: {}",
    "{}: found more than {} MB; is it YAML?": "{}: tệp lớn hơn {} MB; có phải YAML không?",
    "-: there is no standard input": "-: không có dữ liệu vào chuẩn",
    "found UTF-16": "tìm thấy mã UTF-16",
    "save the file as UTF-8": "lưu tệp theo mã UTF-8",
    "the byte 0x{}, which is not UTF-8": "byte 0x{} không phải UTF-8",
    "paths are relative to the file that names them": (
        "đường dẫn tính từ thư mục của tệp ghi đường dẫn đó"
    ),
    "nothing shipped is called {}": "không có tệp kèm theo nào tên {}",
    "write a shipped file's name or a path": "ghi tên tệp kèm theo hoặc đường dẫn",
    "{} means the file {} beside this one, not the shipped {}": (
        "{} là tệp {} cùng thư mục, không phải {} kèm theo"
    ),
    "scenario {}: there is no such file": "kịch bản {}: không có tệp này",
    "scenario {}: nothing shipped has this name; {}": (
        "kịch bản {}: không có kịch bản kèm theo nào có tên này; {}"
    ),
    # YAML
    "this is not YAML": "không phải YAML hợp lệ",
    "a second document": "có tài liệu thứ hai",
    "one document in each file": "mỗi tệp chỉ có một tài liệu",
    "more than {} levels": "quá {} tầng",
    "a flatter document": "giảm số tầng lồng nhau",
    "more than {} values": "quá {} giá trị",
    "fewer aliases": "giảm số bí danh",
    "the alias *{} of no anchor": "bí danh *{} không có neo",
    "write &{} before it is used, and not inside itself": (
        "ghi &{} trước khi dùng và không nằm trong chính nó"
    ),
    "{} without a value": "{} không có giá trị",
    "write KEY: VALUE, and text with a comma in quotes": (
        "ghi KHÓA: GIÁ TRỊ, chuỗi có dấu phẩy đặt trong dấu ngoặc kép"
    ),
    'a comma in braces ends the value: quote it, "{}"': (
        'dấu phẩy trong ngoặc nhọn kết thúc giá trị: đặt trong dấu ngoặc kép, "{}"'
    ),
    "a key that is not a word": "khóa không phải là từ",
    "write a word before the colon": "ghi một từ trước dấu hai chấm",
    "the key {} a second time, first on line {}, column {}": (
        "khóa {} lặp lại, lần đầu ở dòng {}, cột {}"
    ),
    "<< with something else than a mapping": "<< không đi với các cặp khóa và giá trị",
    "write an alias after <<": "ghi bí danh sau <<",
    "the tag {} on {}": "thẻ {} tại {}",
    "a plain value without a tag": "ghi giá trị thường, không có thẻ",
    "{}, a number with a leading zero": "{}, số bắt đầu bằng 0",
    '{}, or "{}" for text': '{}, hoặc "{}" nếu là chuỗi',
    "indent with spaces, not tabs; quote text that begins with @, ` or %": (
        "thụt dòng bằng dấu cách, không dùng tab; đặt chuỗi bắt đầu bằng @, ` hoặc % trong ngoặc kép"
    ),
    "put text with ': ' in quotes, or check the indentation": (
        "đặt chuỗi có ': ' trong dấu ngoặc kép, hoặc kiểm tra thụt dòng"
    ),
    "end the key with a colon and a space": "kết thúc khóa bằng dấu hai chấm và dấu cách",
    "check the indentation and the quotes above this line": (
        "kiểm tra thụt dòng và dấu ngoặc kép phía trên dòng này"
    ),
    # overlays, levers, --set
    "this is an overlay: it says neither which agencies take part nor when": (
        "đây là kịch bản bổ sung: chưa nêu cơ quan tham gia và thời gian"
    ),
    "compare a scenario with it, or begin it with extends: NAME": (
        "so sánh một kịch bản với tệp này, hoặc bắt đầu bằng extends: TÊN"
    ),
    "{} of the {} keys that a scenario needs are missing": (
        "thiếu {} trên {} khóa bắt buộc của kịch bản"
    ),
    "begin with extends: base, which has them all, and write what is otherwise": (
        "bắt đầu bằng extends: base (có đủ các khóa) rồi ghi những điểm khác"
    ),
    "{} is no whole scenario": "{} chưa phải kịch bản hoàn chỉnh",
    "extend one that is, such as base": "kế thừa kịch bản hoàn chỉnh, ví dụ base",
    "{} is an overlay, which says neither which agencies take part nor when": (
        "{} là kịch bản bổ sung, chưa nêu cơ quan tham gia và thời gian"
    ),
    (
        "set it beside a scenario (lienthong compare demo {}), or write extends: demo and list its "
        "changes here"
    ): (
        "so sánh với một kịch bản (lienthong compare demo {}), hoặc ghi extends: demo và liệt kê "
        "các thay đổi tại đây"
    ),
    "write keys and values": "ghi các cặp khóa và giá trị",
    "a scenario cannot extend itself": "kịch bản không được kế thừa chính nó",
    "one of {}": "một trong các giá trị {}",
    "none: the scenario has no levers": "không có: kịch bản không có biện pháp nào",
    "this scenario has no lever {}": "kịch bản không có biện pháp {}",
    "the id {} a second time, first on line {}": "mã {} lặp lại, lần đầu ở dòng {}",
    "write PATH=VALUE, such as sharing.reuse=0.4 or offices[commune].calendar=office": (
        "ghi ĐƯỜNG_DẪN=GIÁ_TRỊ, ví dụ sharing.reuse=0.4 hoặc offices[commune].calendar=office"
    ),
    "{} is not a mapping and has no {}": "{} không có các khóa con nên không có {}",
    "end the path before it": "kết thúc đường dẫn trước đó",
    "no items": "không có mục nào",
    "{} has no item [{}]": "{} không có mục [{}]",
}
