"""What a report says of a comparison: its head, its tables, who gets worse, and its sentence."""

from __future__ import annotations

# key: (English, Vietnamese)
COMPARISON: dict[str, tuple[str, str]] = {
    "against": ("{baseline} against {arms}", "{baseline} so với {arms}"),
    "compared_of": (
        (
            "{replications}, seed {seed}, common random numbers; each of {dossiers} dossiers is "
            "set beside itself, and all say as much as {effective} of equal weight."
        ),
        (
            "{replications}, số khởi tạo ngẫu nhiên {seed}, dùng chung số ngẫu nhiên; mỗi hồ sơ "
            "trong {dossiers} hồ sơ được so với chính nó, tổng cộng có giá trị thông tin bằng "
            "{effective} hồ sơ có trọng số như nhau."
        ),
    ),
    "arm_title": ("· {arm}: {title}", "· {arm}: {title}"),
    "ranking": (
        "What brings most (difference from the baseline, 95 % interval)",
        "Phương án hiệu quả nhất (chênh lệch so với cơ sở, khoảng tin cậy 95 %)",
    ),
    "ahead": ("days ahead of the next", "hơn phương án kế tiếp (ngày)"),
    "on_time_points": ("on time (points)", "đúng hạn (điểm %)"),
    "beyond_the_sum": (
        "What they bring together (days of cycle time, 95 % interval)",
        "Hiệu quả kết hợp (ngày trong tổng thời gian, khoảng tin cậy 95 %)",
    ),
    "made_of_arms": ("made of", "gồm"),
    "sum_alone": ("sum of each alone", "tổng khi riêng lẻ"),
    "together": ("together", "khi kết hợp"),
    "beyond": ("beyond the sum", "chênh so với tổng"),
    "overall": (
        "What changes (days; difference from the baseline, 95 % interval)",
        "Thay đổi (ngày; chênh lệch so với cơ sở, khoảng tin cậy 95 %)",
    ),
    "by_cause": ("By cause (days per dossier)", "Theo nguyên nhân (ngày mỗi hồ sơ)"),
    "compare_by.agency": (
        "By province and ministry (mean cycle time, days)",
        "Theo tỉnh và bộ (tổng thời gian từ nộp đến trả kết quả, trung bình, ngày)",
    ),
    "compare_by.procedure": (
        "By procedure (mean cycle time, days)",
        "Theo thủ tục (tổng thời gian từ nộp đến trả kết quả, trung bình, ngày)",
    ),
    "compare_by.week": (
        "By week of submission, from its Monday (mean cycle time, days)",
        "Theo tuần nộp, kể từ thứ Hai (tổng thời gian từ nộp đến trả kết quả, trung bình, ngày)",
    ),
    "week": ("week", "tuần"),
    "compared_together": (
        (
            "Intervals of a table hold all at once, over its lines and arms, with 95 %. Those of "
            "the sentence below hold at once over the arms alone, so they are narrower."
        ),
        (
            "Các khoảng tin cậy trong một bảng đúng đồng thời cho mọi dòng và mọi phương án với "
            "xác suất 95 %. Các khoảng trong câu kết luận chỉ đúng đồng thời cho các phương án nên "
            "hẹp hơn."
        ),
    ),
    "no_interval.difference": (
        (
            "A difference without one is the same in every replication, or of a cause that changes "
            "by less than 1 % of the time."
        ),
        (
            "Chênh lệch không kèm khoảng tin cậy: như nhau ở mọi lần lặp, hoặc thuộc nguyên nhân "
            "thay đổi dưới 1 % thời gian."
        ),
    ),
    "baseline": ("baseline", "cơ sở"),
    "pairs": ("The same dossiers, one by one", "So sánh từng hồ sơ giữa hai phương án"),
    "arm": ("arm", "phương án"),
    "faster": ("faster (>1h)", "nhanh hơn (>1h)"),
    "slower": ("slower (>1h)", "chậm hơn (>1h)"),
    "censored": ("open in one", "chưa xong ở một bên"),
    "ratio": ("variance ratio", "tỷ số phương sai"),
    "ratio_redrawn": ("ratio, redrawn", "tỷ số, lịch sử rút lại"),
    "saved": ("runs saved", "số lần lặp giảm được"),
    "unfinished": (
        "Unfinished at the end: {parts}. They stay in, with their time until then.",
        (
            "Chưa giải quyết xong khi kết thúc: {parts}. Các hồ sơ này vẫn được tính, với thời "
            "gian đến lúc đó."
        ),
    ),
    "alone": (
        "{arm}: {count} dossiers are in one of the two only and cannot be paired.",
        "{arm}: {count} hồ sơ chỉ có ở một bên nên không ghép cặp được.",
    ),
    "worse_head": ("Who gets worse", "Trường hợp bị kéo dài thời gian"),
    "worse_line": (
        "{arm}: {name} {days} days longer ({low} to {high})",
        "{arm}: {name} tăng {days} ngày ({low} đến {high})",
    ),
    "worse_small": (
        "{arm}: {count} more by less than {limit} days",
        "{arm}: thêm {count} trường hợp tăng dưới {limit} ngày",
    ),
    "worse_none": (
        (
            "{arm}: no province, procedure or level is slower beyond doubt; a rise of {parts} "
            "would have been found with a chance of 80 %."
        ),
        (
            "{arm}: không tỉnh, thủ tục hay cấp nào chậm hơn một cách chắc chắn; nếu có mức tăng "
            "{parts} thì xác suất phát hiện được là 80 %."
        ),
    ),
    "least_rise.agency": (
        "{days} days or more in half of the provinces",
        "từ {days} ngày trở lên ở một nửa số tỉnh",
    ),
    "least_rise.level": (
        "{days} in half of the levels",
        "từ {days} ngày ở một nửa số cấp",
    ),
    "least_rise.procedure": (
        "or {days} in half of the procedures",
        "hoặc từ {days} ngày ở một nửa số thủ tục",
    ),
    "worse_unchanged": (
        "{arm}: nobody; every dossier is the same.",
        "{arm}: không có trường hợp nào; mọi hồ sơ đều như nhau.",
    ),
    "worse_unknown": (
        "{arm}: these replications are too few to tell who gets worse.",
        "{arm}: số lần lặp quá ít để xác định trường hợp bị kéo dài thời gian.",
    ),
    "worse_unknown.1": (
        "One replication cannot tell who gets worse.",
        "Một lần lặp không đủ để xác định trường hợp bị kéo dài thời gian.",
    ),
    "saves_first": (
        "{arm} saves {days} days of a dossier's {baseline} (95 % interval {low} to {high})",
        (
            "{arm} giảm {days} ngày trong tổng thời gian {baseline} ngày của một hồ sơ (khoảng tin "
            "cậy 95 %: {low} đến {high})"
        ),
    ),
    "saves": ("{arm} {days} ({low} to {high})", "{arm} giảm {days} ngày ({low} đến {high})"),
    "costs": (
        "{arm} costs {days} days more (95 % interval {low} to {high})",
        "{arm} tăng {days} ngày (khoảng tin cậy 95 %: {low} đến {high})",
    ),
    "no_change": (
        "{arm} shows no sure change (95 % interval from {more} days more to {less} less)",
        ("{arm} không thay đổi rõ rệt (khoảng tin cậy 95 %: từ tăng {more} đến giảm {less} ngày)"),
    ),
    "unchanged": (
        "{arm} changes nothing: all {count} dossiers are the same with and without it",
        "{arm} không làm thay đổi gì: toàn bộ {count} hồ sơ như nhau khi có và không có phương án",
    ),
    "unsure.saves": (
        "{arm} saves {days} days of a dossier's {baseline} here, but {why}",
        "{arm} giảm {days} ngày trong tổng thời gian {baseline} ngày của một hồ sơ, nhưng {why}",
    ),
    "unsure.costs": (
        "{arm} adds {days} days to a dossier's {baseline} here, but {why}",
        "{arm} tăng {days} ngày so với tổng thời gian {baseline} ngày của một hồ sơ, nhưng {why}",
    ),
    "why_unsure.one": (
        "one replication cannot tell how sure that is",
        "một lần lặp không cho biết mức độ chắc chắn",
    ),
    "why_unsure.few": (
        "{n} replications cannot tell how sure that is: run at least 3, better 10",
        "{n} lần lặp không đủ để biết mức độ chắc chắn: cần ít nhất 3, tốt hơn là 10",
    ),
    "why_unsure.alike": (
        "these {n} replications are all alike, or too few to tell how sure that is",
        "{n} lần lặp này cho kết quả như nhau, hoặc quá ít để biết mức độ chắc chắn",
    ),
}
