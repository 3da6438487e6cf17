"""What is said where a run's warm-up or its end may move the answer, in English and Vietnamese."""

from __future__ import annotations

# key: (English, Vietnamese)
DOUBTS: dict[str, tuple[str, str]] = {
    "incomplete": ("INCOMPLETE: {what}", "CHƯA ĐẦY ĐỦ: {what}"),
    "incomplete.dossiers": (
        "{here} of {of} dossiers of the measured window are in this answer.",
        "kết quả này chỉ có {here} trên {of} hồ sơ nộp trong kỳ đo.",
    ),
    "incomplete.since": (
        (
            "This process went on from an earlier one's work at {instant}: what had been finished "
            "until then is gone, and messages until then are not counted."
        ),
        (
            "Tiến trình này tiếp tục công việc của tiến trình trước từ {instant}: hồ sơ đã xong "
            "trước đó không còn, và thông điệp trước đó không được tính."
        ),
    ),
    "incomplete.swallowed": (
        "Requests that never reached their provider, for all that is known here: {count}.",
        "Số yêu cầu không đến được bên cung cấp, theo những gì biết được tại đây: {count}.",
    ),
    "incomplete.twice": (
        "Requests that ended twice on record: {count}.",
        "Số yêu cầu được ghi nhận kết thúc hai lần: {count}.",
    ),
    "incomplete.unread": (
        "Messages to these agencies that could not be read: {count}.",
        "Số thông điệp gửi đến các cơ quan này không đọc được: {count}.",
    ),
    "warmup_short": (
        (
            "The warm-up of {warmup} days looks short: dossiers of the first {first} measured days "
            "take {share} {change} office time than later ones (MSER-5 would leave out "
            "{suggested} days, and the mean would be {shift} {moved}); nothing was left out."
        ),
        (
            "Giai đoạn khởi động {warmup} ngày có vẻ ngắn: hồ sơ nộp trong {first} ngày đo đầu "
            "tiên có thời gian trong giờ làm việc {change} {share} so với các hồ sơ sau (MSER-5 đề "
            "nghị bỏ {suggested} ngày, khi đó trị trung bình {moved} {shift}); kết quả này chưa bỏ "
            "ngày nào."
        ),
    ),
    "warmup_run_short": (
        (
            "The warm-up of {warmup} days looks short: dossiers of the first {first} measured days "
            "take {share} {change} office time than later ones, and the run is too short to tell "
            "how long it should be; nothing was left out."
        ),
        (
            "Giai đoạn khởi động {warmup} ngày có vẻ ngắn: hồ sơ nộp trong {first} ngày đo đầu "
            "tiên có thời gian trong giờ làm việc {change} {share} so với các hồ sơ sau, và thời "
            "gian mô phỏng quá ngắn để xác định cần bao nhiêu ngày; kết quả này chưa bỏ ngày nào."
        ),
    ),
    "change.less": ("less", "ngắn hơn"),
    "change.more": ("more", "dài hơn"),
    "moved.higher": ("higher", "tăng"),
    "moved.lower": ("lower", "giảm"),
    "censored_mean": (
        (
            "Dossiers unfinished at the end move the answer: judged by others of their procedure, "
            "they make the mean cycle time about {days} days too low; a longer drain would tell."
        ),
        (
            "Hồ sơ chưa xong khi kết thúc làm lệch kết quả: theo các hồ sơ cùng thủ tục, tổng thời "
            "gian từ nộp đến trả kết quả trung bình đang thấp hơn thực tế khoảng {days} ngày; cần "
            "kéo dài giai đoạn cuối (drain) để biết rõ hơn."
        ),
    ),
    "censored_unknown": (
        (
            "The mean cycle time may be much too low, by how much cannot be told: too few finished "
            "dossiers took as long as those unfinished ({unfinished}) have; a longer drain would "
            "tell."
        ),
        (
            "Tổng thời gian từ nộp đến trả kết quả trung bình có thể thấp hơn thực tế nhiều, chưa "
            "ước lượng được bao nhiêu: quá ít hồ sơ đã xong kéo dài bằng {unfinished} hồ sơ chưa "
            "xong; cần kéo dài giai đoạn cuối (drain) để biết rõ hơn."
        ),
    ),
    "censored_on_time": (
        (
            "The share on time lies between {low} and {high}, whatever becomes of the dossiers "
            "that are open and not late yet."
        ),
        (
            "Tỷ lệ đúng hạn nằm trong khoảng từ {low} đến {high}, tùy kết quả của các hồ sơ chưa "
            "xong và chưa quá hạn."
        ),
    ),
    "saving_at_least": (
        (
            "{arm}: the saving is at least what is printed, since dossiers are unfinished in the "
            "baseline alone ({baseline}){about}."
        ),
        (
            "{arm}: mức giảm ít nhất bằng con số đã in, vì chỉ phương án cơ sở có hồ sơ chưa xong "
            "({baseline}){about}."
        ),
    ),
    "saving_at_most": (
        (
            "{arm}: the saving is at most what is printed, since dossiers are unfinished in this "
            "arm alone ({unfinished}){about}."
        ),
        (
            "{arm}: mức giảm nhiều nhất bằng con số đã in, vì chỉ phương án này có hồ sơ chưa xong "
            "({unfinished}){about}."
        ),
    ),
    "saving_unclear": (
        (
            "{arm}: the true saving may be larger or smaller than what is printed, since dossiers "
            "are unfinished in both (baseline {baseline}, arm {unfinished}){about}."
        ),
        (
            "{arm}: mức giảm thực có thể lớn hơn hoặc nhỏ hơn con số đã in, vì cả hai phương án "
            "đều có hồ sơ chưa xong (cơ sở {baseline}, phương án {unfinished}){about}."
        ),
    ),
    "saving_more": ("; probably {days} days more", "; có lẽ lớn hơn {days} ngày"),
    "saving_less": ("; probably {days} days less", "; có lẽ nhỏ hơn {days} ngày"),
}
