"""What causes, modes, outcomes, levels and channels are called, in English and Vietnamese."""

from __future__ import annotations

# dimension.name: (English, Vietnamese)
NAMES: dict[str, tuple[str, str]] = {
    "cause.handling": ("handling", "xử lý"),
    "cause.queue": ("queue", "chờ đến lượt"),
    "cause.coordination": ("coordination", "phối hợp"),
    "cause.data": ("data", "kết nối dữ liệu"),
    "cause.retry": ("retry", "gửi lại"),
    "cause.publication": ("publication", "công bố thủ tục"),
    "cause.sync": ("sync", "đồng bộ trạng thái"),
    "cause.paper": ("paper", "giấy tờ"),
    "cause.batch": ("batch", "gom theo đợt"),
    "cause.applicant": ("applicant", "người nộp"),
    "why.handling": (
        "work at a desk, nights within included",
        "xử lý tại bộ phận, gồm cả đêm xen giữa",
    ),
    "why.queue": ("waiting for a free official", "chờ cán bộ tiếp nhận, xử lý"),
    "why.coordination": ("another agency's people", "chờ cán bộ của cơ quan khác"),
    "why.data": ("platform transit, set-up, outage", "truyền qua nền tảng, mở kết nối, sự cố"),
    "why.retry": ("failed attempts and back-off", "gửi không thành công và chờ gửi lại"),
    "why.publication": ("a version not yet published", "phiên bản thủ tục chưa công bố"),
    "why.sync": ("a person not yet told", "người dân chưa được thông báo"),
    "why.paper": ("post, scanning", "bưu chính, quét giấy"),
    "why.batch": ("waiting for a batch", "chờ đủ đợt"),
    "why.applicant": ("the applicant's own time", "thời gian của người nộp"),
    "mode.platform": ("platform", "qua nền tảng"),
    "mode.letter": ("letter", "bằng văn bản"),
    "outcome.answered": ("answered", "được trả lời"),
    "outcome.refused": ("refused", "bị từ chối"),
    "outcome.expired": ("expired", "hết thời gian chờ"),
    "outcome.dead_lettered": ("dead-lettered", "không chuyển được"),
    "outcome.withdrawn": ("withdrawn", "đã rút"),
    "level.commune": ("commune", "xã"),
    "level.district": ("district", "huyện"),
    "level.province": ("province", "tỉnh"),
    "level.central": ("central", "trung ương"),
    "channel.counter": ("counter", "trực tiếp"),
    "channel.online": ("online", "trực tuyến"),
    "channel.post": ("post", "bưu chính"),
}
