"""What the system says of files and connections, in Vietnamese; alone, or after what it is about."""

from __future__ import annotations

_SYSTEM = {
    "No such file or directory": "không có tệp hoặc thư mục này",
    "Permission denied": "không có quyền truy cập",
    "Operation not permitted": "không được phép thực hiện",
    "Is a directory": "là thư mục",
    "Not a directory": "không phải thư mục",
    "Directory not empty": "thư mục không rỗng",
    "File exists": "đã có tệp này",
    "File name too long": "tên tệp quá dài",
    "No space left on device": "ổ đĩa đã đầy",
    "Disk quota exceeded": "vượt hạn mức lưu trữ",
    "Read-only file system": "hệ thống tệp chỉ cho đọc",
    "Input/output error": "lỗi đọc, ghi thiết bị",
    "Too many open files": "mở quá nhiều tệp",
    "Cannot allocate memory": "không đủ bộ nhớ",
    "Broken pipe": "đầu nhận đã đóng",
    "Connection refused": "kết nối bị từ chối",
    "Connection reset by peer": "kết nối bị ngắt từ phía kia",
    "Address already in use": "địa chỉ đã được sử dụng",
    "Cannot assign requested address": "không dùng được địa chỉ này",
    "Name or service not known": "không tìm thấy tên máy",
    "Network is unreachable": "không truy cập được mạng",
    "No route to host": "không có đường đến máy này",
    "timed out": "hết thời gian chờ",
}
SYSTEM_MESSAGES: dict[str, str] = {
    **_SYSTEM,
    **{f"{{}}: {english}": f"{{}}: {vietnamese}" for english, vietnamese in _SYSTEM.items()},
}
