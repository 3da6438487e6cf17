"""What other commands say: a dossier's story, a run made again, files checked."""

from __future__ import annotations

# key: (English, Vietnamese)
COMMANDS: dict[str, tuple[str, str]] = {
    "folder": ("Written to {folder}", "Đã ghi vào {folder}"),
    "try_explain": (
        "One dossier's story: lienthong explain {folder} {dossier}",
        "Diễn biến của một hồ sơ: lienthong explain {folder} {dossier}",
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
    "late": ("late", "quá hạn"),
    "not_late_so_far": ("not late so far", "chưa quá hạn"),
    "from": ("from", "từ"),
    "until": ("to", "đến"),
    "holder": ("holder", "nơi giữ"),
    "lasted": ("lasted", "kéo dài"),
    "sum_is_cycle": (
        "{sum} by cause = {cycle} from submission to return; the legal clock counts {processing}.",
        "{sum} theo nguyên nhân = {cycle} từ nộp đến trả kết quả; thời gian tính hạn {processing}.",
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
    "blocks_made": (
        "{blocks} blocks, {samples} samples, {first} to {last}: {folder}",
        "{blocks} khối, {samples} mẫu, từ {first} đến {last}: {folder}",
    ),
    "blocks_look": (
        "To look: prometheus --storage.tsdb.path={folder} --storage.tsdb.retention.time=100y --query.lookback-delta={lookback} --config.file=FILE",
        "Để xem: prometheus --storage.tsdb.path={folder} --storage.tsdb.retention.time=100y --query.lookback-delta={lookback} --config.file=FILE",
    ),
    "working": ("{dossiers} dossiers", "{dossiers} hồ sơ"),
}
