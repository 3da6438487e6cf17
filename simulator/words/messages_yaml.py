"""What a reader of YAML says of a file that is none, in Vietnamese; of its version, by its words."""

from __future__ import annotations

_WHILE = {
    "parsing a block mapping": "đọc các cặp khóa và giá trị",
    "parsing a block collection": "đọc danh sách",
    "parsing a flow mapping": "đọc các cặp trong { }",
    "parsing a flow sequence": "đọc danh sách trong [ ]",
    "parsing a flow node": "đọc một giá trị",
    "parsing a node": "đọc một giá trị",
    "scanning a plain scalar": "đọc văn bản",
    "scanning a quoted scalar": "đọc văn bản trong ngoặc kép",
    "scanning a block scalar": "đọc văn bản nhiều dòng",
    "scanning a simple key": "đọc khóa",
    "scanning for the next token": "đọc tiếp",
    "scanning an anchor": "đọc nhãn",
    "scanning an alias": "đọc tham chiếu",
    "scanning a tag": "đọc thẻ",
    "scanning a directive": "đọc chỉ thị",
    "parsing a quoted scalar": "đọc văn bản trong ngoặc kép",
}
_FOUND = {
    "did not find expected key": "không có khóa cần có",
    "did not find expected ',' or '}'": "thiếu ',' hoặc '}'",
    "did not find expected ',' or ']'": "thiếu ',' hoặc ']'",
    "did not find expected '-' indicator": "thiếu dấu '-'",
    "did not find expected node content": "không có nội dung cần có",
    "did not find expected alphabetic or numeric character": "thiếu chữ cái hoặc chữ số",
    "did not find expected comment or line break": "cần chú thích hoặc xuống dòng",
    "did not find expected whitespace or line break": "cần dấu cách hoặc xuống dòng",
    "did not find expected <document start>": "không có phần bắt đầu văn bản",
    "could not find expected ':'": "thiếu dấu ':'",
    "found a tab character that violates indentation": "có dấu tab làm sai thụt dòng",
    "found a tab character where an indentation space is expected": "có dấu tab thay cho dấu cách",
    "found character that cannot start any token": "có ký tự không được đứng đầu",
    "found unexpected end of stream": "tệp kết thúc giữa chừng",
    "found unexpected document indicator": "có dấu phân tách văn bản giữa chừng",
    "found unexpected ':'": "có dấu ':' không đúng chỗ",
    "found unknown escape character": "có ký tự thoát không hợp lệ",
    "found undefined alias": "có tham chiếu chưa định nghĩa",
    "found undefined tag handle": "có thẻ chưa định nghĩa",
    "mapping values are not allowed in this context": "không được có dấu ':' ở đây",
    "mapping keys are not allowed in this context": "không được có khóa ở đây",
    "block sequence entries are not allowed in this context": "không được có dấu '-' ở đây",
    "unacceptable character": "ký tự không được phép",
    "control characters are not allowed": "không được có ký tự điều khiển",
}
YAML_MESSAGES: dict[str, str] = {
    **_FOUND,
    **{f"while {english}: {{}}": f"khi {told}: {{}}" for english, told in _WHILE.items()},
}
