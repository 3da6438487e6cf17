"""What a comparison says of its method: the precision asked for, and what pairing gave."""

from __future__ import annotations

# key: (English, Vietnamese)
METHOD: dict[str, tuple[str, str]] = {
    "precision_met": (
        "Precision of {share} reached with {n} replications.",
        "Đạt độ chính xác {share} với {n} lần lặp.",
    ),
    "precision_missed": (
        "Precision of {share} NOT reached: stopped at the limit of {n} replications.",
        "CHƯA đạt độ chính xác {share}: dừng ở giới hạn {n} lần lặp.",
    ),
    "variance": (
        (
            "{arm}: the difference varies {ratio} times less (variance) than with independent "
            "seeds, so common random numbers saved about {saved} replications."
        ),
        (
            "{arm}: phương sai của chênh lệch nhỏ hơn {ratio} lần so với khi dùng các số khởi tạo "
            "ngẫu nhiên độc lập, nên việc dùng chung số ngẫu nhiên giảm được khoảng {saved} lần "
            "lặp."
        ),
    ),
    "variance_worse": (
        (
            "{arm}: the difference varies no less than with independent seeds (variance ratio "
            "{ratio}), so common random numbers saved no replications."
        ),
        (
            "{arm}: phương sai của chênh lệch không nhỏ hơn khi dùng các số khởi tạo ngẫu nhiên "
            "độc lập (tỷ số phương sai {ratio}), nên việc dùng chung số ngẫu nhiên không giảm được "
            "lần lặp nào."
        ),
    ),
    "variance_fixed": (
        (
            "{arm}: the difference varies {own} times less (variance) than with independent seeds, "
            "which have histories of their own, and {ratio} times less than with independent draws "
            "on this one history."
        ),
        (
            "{arm}: phương sai của chênh lệch nhỏ hơn {own} lần so với khi dùng các số khởi tạo "
            "ngẫu nhiên độc lập, mỗi số một lịch sử, và nhỏ hơn {ratio} lần so với các số rút độc "
            "lập trên cùng lịch sử này."
        ),
    ),
    "variance_rough": (
        "From {n} replications, a variance ratio is known only roughly.",
        "Với {n} lần lặp, tỷ số phương sai chỉ là ước lượng thô.",
    ),
    "variance_unknown": (
        "{arm}: too few or too equal replications to tell what common random numbers saved.",
        (
            "{arm}: số lần lặp quá ít, hoặc kết quả quá giống nhau, để xác định lợi ích của việc "
            "dùng chung số ngẫu nhiên."
        ),
    ),
    "history_redrawn": (
        (
            "{arm}: with another history in each replication a dossier would take {change}, with "
            "a variance ratio of {ratio}."
        ),
        (
            "{arm}: nếu mỗi lần lặp có một lịch sử khác, tổng thời gian của một hồ sơ {change}, tỷ "
            "số phương sai {ratio}."
        ),
    ),
    "change.longer": ("{days} days more ({span})", "tăng {days} ngày ({span})"),
    "change.shorter": ("{days} days less ({span})", "giảm {days} ngày ({span})"),
    "change.either": ("from {more} more to {less} less", "từ tăng {more} đến giảm {less}"),
}
