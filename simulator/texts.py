"""Every sentence that the command line prints, in English and Vietnamese."""

from __future__ import annotations

from simulator.text_doubts import DOUBTS
from simulator.text_names import NAMES

# key: (English, Vietnamese)
TEXT: dict[str, tuple[str, str]] = {
    "simulation": ("SIMULATION", "MÔ PHỎNG"),
    "asked": ("Question: {question}", "Câu hỏi: {question}"),
    "made_of": (
        "{replications}, seed {seed}; {dossiers} dossiers of the measured window",
        "{replications}, hạt giống {seed}; {dossiers} hồ sơ trong kỳ đo",
    ),
    "replications": ("{count} replications", "{count} lần lặp"),
    "replications.1": ("{count} replication", "{count} lần lặp"),
    "one_replication": (
        "One replication gives no interval: run more to know how sure this is.",
        "Một lần lặp thì không có khoảng tin cậy: cần chạy thêm để biết mức chắc chắn.",
    ),
    "lower_bound": (
        (
            "Unfinished at the end: {unfinished}, counted with their time until then, so means are "
            "lower bounds."
        ),
        (
            "Chưa xong khi kết thúc: {unfinished}, tính với thời gian đến lúc đó, nên trị trung "
            "bình là cận dưới."
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
    "cycle": ("cycle time", "thời gian chu trình"),
    "processing": ("processing time", "thời gian giải quyết"),
    "on_time": ("on time", "đúng hạn"),
    "on_time_share": ("on-time share", "tỷ lệ đúng hạn"),
    "mean": ("mean", "trung bình"),
    "p50": ("half within", "một nửa trong"),
    "p90": ("9 in 10 within", "9/10 trong"),
    "days": ("days", "ngày"),
    "interval": ("95 % interval", "khoảng 95%"),
    "to": ("to", "đến"),
    "share": ("share", "tỷ trọng"),
    "open": ("office open", "giờ làm việc"),
    "closed": ("office closed", "ngoài giờ"),
    "measure": ("per dossier", "mỗi hồ sơ"),
    "how_long": ("How long it takes (days)", "Mất bao lâu (ngày)"),
    "where_time": (
        "Where the cycle time goes (days per dossier)",
        "Thời gian chu trình đi đâu (ngày mỗi hồ sơ)",
    ),
    "clock_note": (
        "Cycle time: from submission to return. Processing time: what the legal clock counts.",
        "Chu trình: từ lúc nộp đến lúc trả kết quả. Giải quyết: phần đồng hồ pháp lý tính.",
    ),
    "by_level": ("By level (days)", "Theo cấp (ngày)"),
    "by_procedure": ("By procedure (days)", "Theo thủ tục (ngày)"),
    "by_agency": ("By province and ministry (days)", "Theo tỉnh và bộ (ngày)"),
    "short.dossiers": ("dossiers", "hồ sơ"),
    "short.cycle": ("cycle", "chu trình"),
    "short.p50": ("median", "trung vị"),
    "short.p90": ("9 in 10", "9/10"),
    "short.processing": ("processing", "giải quyết"),
    "short.on_time": ("on time", "đúng hạn"),
    "short.main_cause": ("main cause", "chủ yếu do"),
    "and_others": ("… and {count} more, in {file}", "… và {count} dòng nữa, trong {file}"),
    "level": ("level", "cấp"),
    "procedure": ("procedure", "thủ tục"),
    "agency": ("agency", "cơ quan"),
    "cause": ("cause", "nguyên nhân"),
    "bus": ("What happened on the bus", "Trên trục liên thông"),
    "sync_line": (
        (
            "Status sync: {share} of {changes} status changes reached the portal, after {hours} h "
            "on average."
        ),
        (
            "Đồng bộ trạng thái: {share} trong {changes} thay đổi đến được Cổng, trung bình sau "
            "{hours} giờ."
        ),
    ),
    "publication_line": ("Published on time: {parts}.", "Tỷ lệ công khai đúng hạn: {parts}."),
    "ministry": ("ministries", "bộ"),
    "province": ("provinces", "tỉnh"),
    "of_decisions": ("{stage} {share} of {count}", "{stage} {share} trong {count}"),
    "requests_line": ("Data requests: {parts}.", "Yêu cầu dữ liệu: {parts}."),
    "reuse_line": (
        "Digitised data reused instead of asked for: {count} requests per 100 dossiers.",
        "Dữ liệu số hóa được khai thác lại: {count} yêu cầu trên 100 hồ sơ.",
    ),
    "busiest": ("Busiest desks: {parts}.", "Bàn bận nhất: {parts}."),
    "run_sentence": (
        (
            "A dossier takes {cycle} days{cycle_interval}, of which the legal clock counts "
            "{processing}; {on_time} are on time. The most goes to {cause}: {cause_days} days "
            "({cause_share})."
        ),
        (
            "Một hồ sơ mất {cycle} ngày{cycle_interval}, trong đó đồng hồ pháp lý tính "
            "{processing}; {on_time} đúng hạn. Nhiều nhất là {cause}: {cause_days} ngày "
            "({cause_share})."
        ),
    ),
    "no_dossiers": (
        "No dossier was submitted here in the measured window, so there are no times to tell.",
        "Không có hồ sơ nào được nộp tại đây trong khoảng thời gian đo, nên không có số liệu.",
    ),
    "or_more": ("{days} or more", "ít nhất {days}"),
    "folder": ("Written to {folder}", "Đã ghi vào {folder}"),
    "try_explain": (
        "One dossier's story: lienthong explain {folder} {dossier}",
        "Chuyện của một hồ sơ: lienthong explain {folder} {dossier}",
    ),
    "against": ("{baseline} against {arms}", "{baseline} so với {arms}"),
    "compared_of": (
        (
            "{replications}, seed {seed}, common random numbers; each of {dossiers} "
            "dossiers is set beside itself. Publication history: {history}."
        ),
        (
            "{replications}, hạt giống {seed}, số ngẫu nhiên chung; mỗi hồ sơ trong "
            "{dossiers} hồ sơ được so với chính nó. Lịch sử công bố: {history}."
        ),
    ),
    "resampled": ("drawn anew in each replication", "rút lại ở mỗi lần lặp"),
    "fixed": (
        "the same in every replication, so intervals hold for that history",
        "giữ nguyên ở mọi lần lặp, nên khoảng tin cậy chỉ đúng với lịch sử đó",
    ),
    "precision_met": (
        "Precision of {share} reached with {n} replications.",
        "Đạt độ chính xác {share} với {n} lần lặp.",
    ),
    "precision_missed": (
        "Precision of {share} NOT reached: stopped at the limit of {n} replications.",
        "CHƯA đạt độ chính xác {share}: dừng ở giới hạn {n} lần lặp.",
    ),
    "overall": (
        "What changes (days; difference from the baseline, 95 % interval)",
        "Thay đổi gì (ngày; chênh lệch so với cơ sở, khoảng 95%)",
    ),
    "by_cause": ("By cause (days per dossier)", "Theo nguyên nhân (ngày mỗi hồ sơ)"),
    "compare_by_agency": (
        "By province and ministry (mean cycle time, days)",
        "Theo tỉnh và bộ (thời gian chu trình trung bình, ngày)",
    ),
    "together": (
        "Intervals of a table hold together (Bonferroni).",
        "Các khoảng trong một bảng đúng đồng thời (Bonferroni).",
    ),
    "baseline": ("baseline", "cơ sở"),
    "pairs": ("The same dossiers, one by one", "Cùng những hồ sơ đó, từng cái một"),
    "arm": ("arm", "phương án"),
    "faster": ("faster (>1h)", "nhanh hơn (>1h)"),
    "slower": ("slower (>1h)", "chậm hơn (>1h)"),
    "ratio": ("variance ratio", "tỷ số phương sai"),
    "ratio_redrawn": ("ratio, redrawn", "tỷ số, rút lại"),
    "saved": ("runs saved", "lần lặp bớt"),
    "censored": ("open in one", "dở ở một bên"),
    "variance": (
        (
            "{arm}: the difference varies {ratio} times less (variance) than with independent "
            "seeds, so common random numbers saved about {saved} replications."
        ),
        (
            "{arm}: phương sai của chênh lệch nhỏ hơn {ratio} lần so với hạt giống độc lập, nên số "
            "ngẫu nhiên chung tiết kiệm khoảng {saved} lần lặp."
        ),
    ),
    "variance_worse": (
        (
            "{arm}: the difference varies no less than with independent seeds (variance ratio "
            "{ratio}), so common random numbers saved no replications."
        ),
        (
            "{arm}: chênh lệch biến động không kém so với hạt giống độc lập (tỷ số phương sai "
            "{ratio}), nên số ngẫu nhiên chung không tiết kiệm lần lặp nào."
        ),
    ),
    "variance_fixed": (
        (
            "{arm}: the difference varies {own} times less (variance) than with independent seeds, "
            "which have histories of their own, and {ratio} times less than with independent draws "
            "on this one history."
        ),
        (
            "{arm}: phương sai của chênh lệch nhỏ hơn {own} lần so với hạt giống độc lập, mỗi hạt "
            "một lịch sử, và nhỏ hơn {ratio} lần so với các số rút độc lập trên cùng lịch sử này."
        ),
    ),
    "variance_rough": (
        "From {n} replications, a variance ratio is known only roughly.",
        "Với {n} lần lặp, tỷ số phương sai chỉ là ước lượng thô.",
    ),
    "history_redrawn": (
        (
            "{arm}: with a history drawn anew in each replication it would change the mean by "
            "{days} days ({low} to {high}), with a variance ratio of {ratio}."
        ),
        (
            "{arm}: nếu lịch sử rút lại ở mỗi lần lặp, trị trung bình thay đổi {days} ngày ({low} "
            "đến {high}), tỷ số phương sai {ratio}."
        ),
    ),
    "history_varies": (
        (
            "Documents and their lateness differ between replications, and so does what an arm "
            "saves; --set publication.history=fixed holds them still, for that history alone."
        ),
        (
            "Văn bản và độ trễ khác nhau giữa các lần lặp, nên mức giảm cũng khác; --set "
            "publication.history=fixed giữ nguyên chúng, chỉ cho lịch sử đó."
        ),
    ),
    "variance_unknown": (
        "{arm}: too few or too equal replications to tell what common random numbers saved.",
        "{arm}: quá ít lần lặp, hoặc quá giống nhau, để biết số ngẫu nhiên chung tiết kiệm gì.",
    ),
    "unfinished": (
        "Unfinished at the end: {parts}. They stay in, with their time until then.",
        "Chưa xong khi kết thúc: {parts}. Vẫn được tính, với thời gian đến lúc đó.",
    ),
    "alone": (
        "{arm}: {count} dossiers are in one of the two only and cannot be paired.",
        "{arm}: {count} hồ sơ chỉ có ở một bên nên không ghép cặp được.",
    ),
    "worse_head": ("Who gets worse", "Ai bị thiệt"),
    "worse_line": (
        "{arm}: {name} {days} days longer ({low} to {high})",
        "{arm}: {name} lâu hơn {days} ngày ({low} đến {high})",
    ),
    "worse_small": (
        "{arm}: {count} more by less than {limit} days",
        "{arm}: thêm {count} nơi dưới {limit} ngày",
    ),
    "worse_none": (
        "{arm}: no province, procedure or level is slower beyond doubt.",
        "{arm}: không tỉnh, thủ tục hay cấp nào chậm hơn một cách chắc chắn.",
    ),
    "worse_unknown": (
        "One replication cannot tell who gets worse.",
        "Một lần lặp không cho biết ai bị thiệt.",
    ),
    "saves_first": (
        "{arm} saves {days} days of a dossier's {baseline} (95 % interval {low} to {high})",
        "{arm} giảm {days} ngày trong {baseline} ngày của một hồ sơ (khoảng 95%: {low} đến {high})",
    ),
    "saves": ("{arm} {days} ({low} to {high})", "{arm} {days} ({low} đến {high})"),
    "costs": (
        "{arm} costs {days} days more ({low} to {high})",
        "{arm} lâu hơn {days} ngày ({low} đến {high})",
    ),
    "no_change": (
        "{arm} shows no sure change ({low} to {high} days saved)",
        "{arm} không đổi rõ rệt (giảm {low} đến {high} ngày)",
    ),
    "unsure": (
        "{arm}: {days} days saved of {baseline}, from one replication, so of unknown certainty",
        "{arm}: giảm {days} ngày trong {baseline}, từ một lần lặp nên chưa rõ mức chắc chắn",
    ),
    "dossier_of": (
        "Dossier {dossier} of replication {replication} ({scenario})",
        "Hồ sơ {dossier} của lần lặp {replication} ({scenario})",
    ),
    "dossier_what": (
        "{procedure}, {unit}, {channel}; submitted {submitted}, due {due}.",
        "{procedure}, {unit}, {channel}; nộp {submitted}, hẹn trả {due}.",
    ),
    "also_in": (
        "The same code occurs in {count} replications; choose with --replication.",
        "Mã này có ở {count} lần lặp; chọn bằng --replication.",
    ),
    "returned": ("Returned {returned}, {verdict}.", "Trả {returned}, {verdict}."),
    "not_returned": (
        "Unfinished at the run's end, {end}, {verdict}.",
        "Chưa xong khi kết thúc, {end}, {verdict}.",
    ),
    "late": ("late", "trễ hạn"),
    "not_late_so_far": ("not late so far", "chưa trễ hạn"),
    "from": ("from", "từ"),
    "until": ("to", "đến"),
    "holder": ("holder", "nơi giữ"),
    "lasted": ("lasted", "kéo dài"),
    "sum_is_cycle": (
        "{sum} by cause = {cycle} from submission to return; the legal clock counts {processing}.",
        "{sum} theo nguyên nhân = {cycle} từ nộp đến trả; đồng hồ pháp lý tính {processing}.",
    ),
    "same_again": (
        "The same again: digest {digest} of {rows} dossiers.",
        "Giống hệt: mã băm {digest} của {rows} hồ sơ.",
    ),
    "file_same": ("{file}: the same bytes", "{file}: giống từng byte"),
    "file_differs": ("{file}: DIFFERENT bytes", "{file}: KHÁC nhau"),
    "file_missing": ("{file}: not in the folder", "{file}: không có trong thư mục"),
    "valid": ("{file}: fits ({warnings})", "{file}: hợp lệ ({warnings})"),
    "warnings": ("{count} warnings", "{count} cảnh báo"),
    "warnings.1": ("{count} warning", "{count} cảnh báo"),
    "working": ("{dossiers} dossiers", "{dossiers} hồ sơ"),
}
TEXT |= NAMES | DOUBTS
