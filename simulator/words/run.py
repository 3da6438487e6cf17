"""What a report says of a run: its head, its tables and its sentence."""

from __future__ import annotations

# key: (English, Vietnamese)
RUN: dict[str, tuple[str, str]] = {
    "simulation": ("SIMULATION", "MÔ PHỎNG"),
    "asked": ("Question: {question}", "Câu hỏi: {question}"),
    "made_of": (
        "{replications}, seed {seed}: {dossiers} dossiers of the measured window were simulated.",
        (
            "{replications}, số khởi tạo ngẫu nhiên {seed}: đã mô phỏng {dossiers} hồ sơ nộp trong "
            "kỳ đo."
        ),
    ),
    "stand_for": (
        (
            "Those of a replication stand for {stand_for} dossiers; all together say as much as "
            "{effective} of equal weight."
        ),
        (
            "Số hồ sơ của mỗi lần lặp đại diện cho {stand_for} hồ sơ; tổng cộng có giá trị thông "
            "tin bằng {effective} hồ sơ có trọng số như nhau."
        ),
    ),
    "stand_for.1": (
        "They stand for {stand_for} dossiers and say as much as {effective} of equal weight.",
        (
            "Số hồ sơ này đại diện cho {stand_for} hồ sơ và có giá trị thông tin bằng {effective} "
            "hồ sơ có trọng số như nhau."
        ),
    ),
    "replications_without": (
        "In {count} of {n} replications nobody applied in the measured window.",
        "Trong {count} trên {n} lần lặp không có hồ sơ nào nộp trong kỳ đo.",
    ),
    "replications": ("{count} replications", "{count} lần lặp"),
    "replications.1": ("{count} replication", "{count} lần lặp"),
    "publication_history": (
        "Publication history: {history}.",
        "Lịch sử công bố thủ tục: {history}.",
    ),
    "history.resampled": (
        (
            "another one in each replication, chosen by what it would cost and weighted back, "
            "which takes most of its chance out of the answer"
        ),
        (
            "mỗi lần lặp một lịch sử khác, được chọn theo mức độ ảnh hưởng và hiệu chỉnh lại bằng "
            "trọng số, nhờ đó loại được phần lớn yếu tố ngẫu nhiên khỏi kết quả"
        ),
    ),
    "history.resampled.few": (
        "another one in each replication, left to chance with fewer than 3 of them",
        "mỗi lần lặp một lịch sử khác, lấy ngẫu nhiên vì có dưới 3 lần lặp",
    ),
    "history.fixed": (
        "the same in every replication, so intervals hold for that history alone",
        "giữ nguyên ở mọi lần lặp, nên khoảng tin cậy chỉ đúng với lịch sử đó",
    ),
    "one_replication": (
        "One replication gives no interval: run more to know how sure this is.",
        "Một lần lặp không cho khoảng tin cậy: cần chạy thêm để biết mức độ chắc chắn.",
    ),
    "lower_bound": (
        (
            "Unfinished at the end: {unfinished}, counted with their time until then, so means are "
            "lower bounds."
        ),
        (
            "Chưa giải quyết xong khi kết thúc: {unfinished} hồ sơ, tính với thời gian đến lúc đó, "
            "nên trị trung bình là cận dưới."
        ),
    ),
    "assumed": (
        (
            "{assumed} of {figures} figures of the catalogues are assumed, {verified} verified at "
            "their source; those of the scenario are assumed unless its comments name a source."
        ),
        (
            "{assumed} trên {figures} số liệu của danh mục là giả định, {verified} đã đối chiếu "
            "nguồn; số liệu của kịch bản là giả định nếu chú thích không nêu nguồn."
        ),
    ),
    "assumed_years": (
        (
            "The holidays of {years} are not decided yet: those that the law says are assumed "
            "(fixed dates, Tết and Hùng Kings by the lunar calendar, days in lieu)."
        ),
        (
            "Lịch nghỉ lễ năm {years} chưa được quyết định: giả định theo quy định của pháp luật "
            "(ngày cố định, Tết và Giỗ Tổ Hùng Vương theo âm lịch, nghỉ bù)."
        ),
    ),
    "cycle": ("cycle time", "tổng thời gian từ nộp đến trả kết quả"),
    "processing": ("processing time", "thời gian tính hạn theo quy định"),
    "on_time": ("on time", "đúng hạn"),
    "mean": ("mean", "trung bình"),
    "p50": ("half within", "50 % hồ sơ trong vòng"),
    "p90": ("9 in 10 within", "90 % hồ sơ trong vòng"),
    "value": ("value", "giá trị"),
    "days": ("days", "ngày"),
    "interval": ("95 % interval", "khoảng tin cậy 95 %"),
    "in_brackets": (" (95 % interval {span})", " (khoảng tin cậy 95 %: {span})"),
    "to": ("to", "đến"),
    "share": ("share", "tỷ trọng"),
    "open": ("office open", "trong giờ"),
    "closed": ("office closed", "ngoài giờ"),
    "measure": ("per dossier", "mỗi hồ sơ"),
    "how_long": ("How long it takes (days)", "Thời gian thực hiện (ngày)"),
    "where_time": (
        "Where the cycle time goes (days per dossier)",
        "Tổng thời gian từ nộp đến trả kết quả theo nguyên nhân (ngày)",
    ),
    "clock_note": (
        "Cycle time: from submission to return. Processing time: what the legal clock counts.",
        (
            "Tổng thời gian: từ khi nộp đến khi trả kết quả. Thời gian tính hạn: phần được tính "
            "vào thời hạn giải quyết theo quy định."
        ),
    ),
    "intervals_together": (
        (
            "Intervals of a table hold all at once, with 95 %; the one in the sentence below holds "
            "for itself, so it is narrower."
        ),
        (
            "Các khoảng tin cậy trong một bảng đúng đồng thời với xác suất 95 %; khoảng trong câu "
            "kết luận chỉ đúng riêng cho số đó nên hẹp hơn."
        ),
    ),
    "no_interval.few": (
        (
            "No intervals: {n} replications cannot tell how sure a figure is where publication "
            "histories differ; run at least 3, better 10."
        ),
        (
            "Không có khoảng tin cậy: {n} lần lặp không đủ để xác định mức độ chắc chắn khi lịch "
            "sử công bố khác nhau; cần chạy ít nhất 3 lần, tốt hơn là 10."
        ),
    ),
    "no_interval.alike": (
        (
            "No intervals: these {n} replications gave the same, or are too few for publication "
            "histories that differ; run 10 or more."
        ),
        (
            "Không có khoảng tin cậy: {n} lần lặp cho kết quả như nhau, hoặc quá ít so với mức "
            "khác nhau của lịch sử công bố; cần chạy 10 lần trở lên."
        ),
    ),
    "no_interval.rare": (
        (
            "A cause of less than 1 % of the time has none: it may hang on an event of one "
            "replication in many."
        ),
        (
            "Nguyên nhân chiếm dưới 1 % thời gian không có khoảng tin cậy: có thể chỉ do một sự "
            "kiện trong rất nhiều lần lặp."
        ),
    ),
    "by_level": ("By level (days)", "Theo cấp (ngày)"),
    "by_procedure": ("By procedure (days)", "Theo thủ tục (ngày)"),
    "by_agency": ("By province and ministry (days)", "Theo tỉnh và bộ (ngày)"),
    "short.dossiers": ("dossiers", "hồ sơ"),
    "short.cycle": ("cycle", "tổng thời gian"),
    "short.p50": ("half within", "50 % trong"),
    "short.p90": ("9 in 10", "90 % trong"),
    "short.processing": ("processing", "tính hạn"),
    "short.on_time": ("on time", "đúng hạn"),
    "short.main_cause": ("main cause", "chủ yếu do"),
    "and_others": ("… and {count} more, in {file}", "… và {count} dòng nữa, trong {file}"),
    "level": ("level", "cấp"),
    "procedure": ("procedure", "thủ tục"),
    "agency": ("agency", "cơ quan"),
    "cause": ("cause", "nguyên nhân"),
    "outline": (
        "What the simulation stands for (all units that exist)",
        "Quy mô được mô phỏng (toàn bộ đơn vị trên thực tế)",
    ),
    "per_month": (
        "Dossiers in an ordinary month: {count}.",
        "Số hồ sơ trong một tháng bình thường: {count}.",
    ),
    "per_month.procedure": ("By procedure: {parts}.", "Theo thủ tục: {parts}."),
    "per_month.province": ("By province: {parts}.", "Theo tỉnh: {parts}."),
    "and_together": (
        "{count} more together {together}",
        "{count} mục còn lại tổng cộng {together}",
    ),
    "office_line": (
        "{office}: units {units} (simulated {simulated}), people {people} ({desks}).",
        "{office}: {units} đơn vị (mô phỏng {simulated}), {people} người ({desks}).",
    ),
    "too_busy": (
        (
            "Rounding to whole units brings the units of {count} agencies more chained work than "
            "they have in reality; most in {place} ({level}): {share} more. A larger scale rounds "
            "less."
        ),
        (
            "Do làm tròn số đơn vị, đơn vị của {count} cơ quan nhận nhiều việc liên thông hơn thực "
            "tế; nhiều nhất tại {place} ({level}): nhiều hơn {share}. Tăng scale thì sai số làm "
            "tròn nhỏ lại."
        ),
    ),
    "bus": (
        "What happened on the bus (in the average replication)",
        "Trên trục liên thông (trung bình mỗi lần lặp)",
    ),
    "sync_line": (
        (
            "Status sync: {share} of {changes} status changes reached the portal, after {hours} h "
            "on average."
        ),
        (
            "Đồng bộ trạng thái: {share} trong {changes} lần thay đổi đến được Cổng dịch vụ công, "
            "trung bình sau {hours} giờ."
        ),
    ),
    "sync_line_none": (
        "Status sync: {share} of {changes} status changes reached the portal.",
        "Đồng bộ trạng thái: {share} trong {changes} lần thay đổi đến được Cổng dịch vụ công.",
    ),
    "portal_line": (
        (
            "Portal outages met {met} people who wanted to apply online: {waited} waited until it "
            "was back, {counter} went to the counter, {gave_up} gave up (rule of the scenario: "
            "{wait_share}, {counter_share}, {give_up_share}; an assumption)."
        ),
        (
            "Cổng dịch vụ công ngừng hoạt động ảnh hưởng {met} người định nộp trực tuyến: "
            "{waited} chờ đến khi khôi phục, {counter} nộp trực tiếp, {gave_up} không nộp nữa "
            "(theo kịch bản: {wait_share}, {counter_share}, {give_up_share}; giả định)."
        ),
    ),
    "publication_line": (
        "Versions published on time: {parts}.",
        "Tỷ lệ phiên bản thủ tục công bố, công khai đúng hạn: {parts}.",
    ),
    "ministry": ("ministries", "bộ"),
    "province": ("provinces", "tỉnh"),
    "of_decisions": ("{stage} {some} of {count} ({share})", "{stage} {some}/{count} ({share})"),
    "requests_line": ("Data requests: {parts}.", "Yêu cầu dữ liệu: {parts}."),
    "reuse_line": (
        "Digitised data reused instead of asked for: {count} requests per 100 dossiers.",
        "Khai thác lại dữ liệu đã số hóa thay cho yêu cầu mới: {count} lần trên 100 hồ sơ.",
    ),
    "desk_of_level": ("{agency} {level} {desk}", "{desk} cấp {level} {agency}"),
    "desk_of_department": ("{agency} {office} {desk}", "{desk} {office} {agency}"),
    "answering_desk": ("{agency} {desk}", "{desk} {agency}"),
    "busiest": ("Busiest desks: {parts}.", "Bộ phận bận nhất: {parts}."),
    "run_sentence": (
        (
            "a dossier takes {cycle} days{cycle_interval}, of which the legal clock counts "
            "{processing}; {on_time} are on time. The most goes to {cause}: {cause_days} days "
            "({cause_share})."
        ),
        (
            "một hồ sơ mất {cycle} ngày từ nộp đến trả kết quả{cycle_interval}, trong đó thời gian "
            "tính hạn theo quy định là {processing} ngày; {on_time} hồ sơ đúng hạn. Nguyên nhân "
            "lớn nhất là {cause}: {cause_days} ngày ({cause_share})."
        ),
    ),
    "on_this_history": (
        "on this one publication history, {sentence}",
        "với riêng lịch sử công bố này, {sentence}",
    ),
    "no_dossiers": (
        "No dossier was submitted here in the measured window, so there are no times to tell.",
        "Không có hồ sơ nào được nộp tại đây trong kỳ đo, nên không có số liệu về thời gian.",
    ),
    "or_more": ("{days} or more", "ít nhất {days}"),
    "at_most": ("at most {days}", "nhiều nhất {days}"),
}
