"""Errors and warnings of what a scenario means, in Vietnamese: catalogues, calendars, checks."""

from __future__ import annotations

WORLD_MESSAGES: dict[str, str] = {
    # calendars
    "found a calendar that is not as it was frozen: {}": "lịch làm việc không như khi đã lưu: {}",
    "found the shift {}": "tìm thấy ca {}",
    "{} has two shifts": "{} có hai ca",
    "name it once": "chỉ ghi một lần",
    "the year {} a second time": "năm {} lặp lại",
    "the blocks of a day are in order, with a gap between two": (
        "các khoảng giờ trong ngày phải theo thứ tự và cách nhau"
    ),
    "found the hours {}": "tìm thấy giờ {}",
    "found a week without an open day": "tuần không có ngày làm việc",
    "an office opens once a week at least": "mỗi tuần phải làm việc ít nhất một ngày",
    "found {} in the year {}": "tìm thấy {} trong năm {}",
    "put it into its own year": "chuyển về đúng năm",
    "{} is both a day off and a worked day": "{} vừa là ngày nghỉ vừa là ngày làm việc",
    "the calendar {} has no holidays for {}": "lịch {} không có ngày nghỉ lễ của năm {}",
    (
        "those of the law are assumed (fixed dates, Tết and Hùng Kings by the lunar calendar, days "
        "in lieu); add a file of holidays once they are decided"
    ): (
        "giả định theo luật (ngày cố định, Tết và Giỗ Tổ Hùng Vương theo âm lịch, nghỉ bù); bổ sung "
        "tệp ngày nghỉ khi có quyết định"
    ),
    "a run that ends within {} days of {}, or later": (
        "thời gian mô phỏng kết thúc trong vòng {} ngày trước {}, hoặc sau đó"
    ),
    "start earlier or make it shorter: no holidays are known beyond": (
        "bắt đầu sớm hơn hoặc rút ngắn: chưa có ngày nghỉ lễ sau mốc đó"
    ),
    "calendar {}: found {}; it begins on {}, so begin the run later or give the calendar an "
    "earlier first_day": (
        "lịch {}: tìm thấy {}; lịch bắt đầu từ {}, cần bắt đầu mô phỏng muộn hơn hoặc đặt first_day "
        "sớm hơn"
    ),
    "found day {} since 1970-01-01; calendars hold the years 1 to 9999": (
        "tìm thấy ngày thứ {} từ 01/01/1970; lịch chỉ có các năm 1 đến 9999"
    ),
    "calendar {}: found a week of {} days, {} of them open; it has 7, not all of them closed": (
        "lịch {}: tuần có {} ngày, {} ngày làm việc; phải đủ 7 ngày và không nghỉ tất cả"
    ),
    "calendar {}: {} is both a day off and a worked day; keep one of the two": (
        "lịch {}: {} vừa là ngày nghỉ vừa là ngày làm việc; giữ lại một trong hai"
    ),
    "calendar {}: found the hours {}; the blocks of a day run from 00:00 to 24:00 at most, in "
    "order, with a gap between two": (
        "lịch {}: tìm thấy giờ {}; các khoảng giờ trong ngày nằm từ 00:00 đến 24:00, theo thứ tự và "
        "cách nhau"
    ),
    # durations
    "calendar days": "ngày theo lịch",
    "working days": "ngày làm việc",
    "elapsed time": "thời gian trôi qua",
    "d for calendar days": "d cho ngày theo lịch",
    "wd for working days of 8 hours": "wd cho ngày làm việc 8 giờ",
    "found {} ({}) where {} is wanted; write {}, or s, m, h": (
        "tìm thấy {} ({}) trong khi cần {}; ghi {}, hoặc s, m, h"
    ),
    "found {}; a duration is a number >= 0 and its unit without a space, such as 25m or 1.5h": (
        "tìm thấy {}; khoảng thời gian là số >= 0 và đơn vị viết liền, ví dụ 25m hoặc 1.5h"
    ),
    "the unit {}": "đơn vị {}",
    "no unit": "không có đơn vị",
    "found {} in {}; write one of {}": "tìm thấy {} trong {}; ghi một trong {}",
    "found a time limit of {}{}; write a number >= 0 of wd, d or h": (
        "tìm thấy thời hạn {}{}; ghi số >= 0 kèm wd, d hoặc h"
    ),
    "found a time limit of {}{}; days count whole, or write h": (
        "tìm thấy thời hạn {}{}; ngày phải là số nguyên, hoặc ghi h"
    ),
    # catalogues
    "it needs its population and its number of communes": "cần dân số và số xã",
    "it needs the agency that owns it: owner": "cần cơ quan chủ quản: owner",
    "handled_by at level {}": "handled_by ở cấp {}",
    "only level central has handled_by": "chỉ cấp trung ương (central) có handled_by",
    "branch_of at level central": "branch_of ở cấp trung ương",
    "write handled_by, or another level": "ghi handled_by, hoặc cấp khác",
    "the catalogue has no {} to change": "danh mục không có {} để thay đổi",
    "say which of the {} it changes": "nêu rõ thay đổi mục nào trong {}",
    "the key 'id' is missing": "thiếu khóa 'id'",
    ", such as {}": ", ví dụ {}",
    "write an id that it has{}, or a complete new entry": (
        "ghi một mã có sẵn{}, hoặc một mục mới đầy đủ"
    ),
    "{} is no catalogue of {}": "{} không phải danh mục {}",
    "write the name of a catalogue with a list of {}": "ghi tên danh mục có danh sách {}",
    # checks
    "{} of the {} figures used of {} are assumptions": "{} trên {} số liệu sử dụng của {} là giả định",
    "reports show them; set verified: true where a source was read": (
        "báo cáo có nêu; ghi verified: true khi đã đối chiếu nguồn"
    ),
    (
        "this queue grows without bound in {}: offered {} h a week, capacity {} h ({} staff), {} "
        "of it"
    ): (
        "hàng chờ tăng không giới hạn tại {}: khối lượng {} giờ mỗi tuần, năng lực {} giờ ({} cán "
        "bộ), bằng {}"
    ),
    "add staff, raise pace, or give the desk less to do": (
        "tăng nhân sự, tăng tốc độ xử lý, hoặc giảm việc của bộ phận"
    ),
    "{} is not included": "{} không thuộc danh sách thủ tục",
    "add it to procedures.include": "bổ sung vào procedures.include",
    "the catalogue has no procedure {}": "danh mục không có thủ tục {}",
    "the catalogue has no agency {}": "danh mục không có cơ quan {}",
    "a chain must end: leave one of these steps away": (
        "chuỗi thủ tục phải kết thúc: bỏ một trong các bước này"
    ),
    "this outage is outside {} to {}": "sự cố nằm ngoài khoảng {} đến {}",
    "move it, or leave it away": "chuyển thời điểm, hoặc bỏ",
    "{} is worked at level {}, which has no offices": "{} giải quyết ở cấp {}, cấp này không có đơn vị",
    "add offices of level {}, or leave the procedure away": (
        "bổ sung đơn vị cấp {}, hoặc bỏ thủ tục này"
    ),
    "{} is worked at level {}": "{} giải quyết ở cấp {}",
    "add a desk {}: enquiries and scanning go there": (
        "bổ sung bộ phận {}: nơi tiếp nhận câu hỏi và quét giấy tờ"
    ),
    "there is no desk {}": "không có bộ phận {}",
    "level {} has no desk {}": "cấp {} không có bộ phận {}",
    "no other province takes part": "không có tỉnh nào khác tham gia",
    "this asks a {}": "yêu cầu này gửi đến cấp {}",
    "{} is neither a role nor an agency": "{} không phải vai trò hay cơ quan",
    "write an agency's code or one of {}{}": "ghi mã cơ quan hoặc một trong {}{}",
    "write an agency's code or one of {}": "ghi mã cơ quan hoặc một trong {}",
    "{}, but {} has none": "{}, nhưng {} không có",
    "{}, but {} have none": "{}, nhưng {} không có",
    "{}, but {} {} none": "{}, nhưng {} {} không có",
    "leave the procedure away, move it to another level, or add units": (
        "bỏ thủ tục, chuyển sang cấp khác, hoặc bổ sung đơn vị"
    ),
    "agencies.{} cannot have it; see agencies.{}": "agencies.{} không thể có mục này; xem agencies.{}",
    "leave it away: it takes part with its owner": "bỏ mục này: cùng tham gia với cơ quan chủ quản",
    "select at least one: people ask in a province": "chọn ít nhất một tỉnh: người dân nộp tại tỉnh",
    "no province takes part": "không có tỉnh nào tham gia",
    "include one with a weight above 0": "chọn một thủ tục có trọng số lớn hơn 0",
    "nobody asks for any of these procedures": "không ai yêu cầu các thủ tục này",
    "{} takes no part, so this outage changes nothing": (
        "{} không tham gia nên sự cố này không có tác động"
    ),
    "add {} to the agencies, or leave the outage away": "bổ sung {} vào các cơ quan, hoặc bỏ sự cố này",
    "the people of {} answer for {}, so this attention changes nothing": (
        "cán bộ của {} trả lời thay cho {} nên mức quan tâm này không có tác động"
    ),
    "{} takes no part, so this attention changes nothing": (
        "{} không tham gia nên mức quan tâm này không có tác động"
    ),
    "add {} to the agencies, or leave its attention away": (
        "bổ sung {} vào các cơ quan, hoặc bỏ mức quan tâm của cơ quan này"
    ),
    "{} belongs to {}, which the catalogue does not have": "{} thuộc {}, danh mục không có cơ quan này",
    "{}, which keeps the portal, takes no part": "{}, cơ quan quản lý Cổng dịch vụ công, không tham gia",
    "{} has no branches in the provinces": "{} không có chi nhánh tại các tỉnh",
    "{} belongs to {}, which takes no part": "{} thuộc {}, cơ quan này không tham gia",
    "{} ({}) takes no part": "{} ({}) không tham gia",
    "add {} to the agencies that take part, or leave this procedure away": (
        "bổ sung {} vào các cơ quan tham gia, hoặc bỏ thủ tục này"
    ),
    # faults, laws, sections
    "the wait before the last attempt is {} days": "thời gian chờ trước lần gửi cuối là {} ngày",
    "lower max, factor or backoff: at most 365 days": "giảm max, factor hoặc backoff: không quá 365 ngày",
    "delayed messages without a law": "thông điệp chậm nhưng không có phân phối độ trễ",
    "add delay": "bổ sung delay",
    "loss, delayed and duplicate add up to {}": "tổng loss, delayed và duplicate là {}",
    "one message meets one fate: at most 1": "tổng không quá 1",
    "an outage is given by mtbf and mttr, or by begin and end": (
        "sự cố được xác định bằng mtbf và mttr, hoặc begin và end"
    ),
    "none of them": "không có khóa nào",
    "the outage ends before it begins": "sự cố kết thúc trước khi bắt đầu",
    "exchange begin and end": "đổi chỗ begin và end",
    "found a mean time of nothing": "thời gian trung bình bằng 0",
    "mtbf and mttr must be above 0": "mtbf và mttr phải lớn hơn 0",
    "found mtbf {}": "tìm thấy mtbf {}",
    "a lognormal law is given by median and p90, or by mean and cv": (
        "phân phối lognormal xác định bằng median và p90, hoặc mean và cv"
    ),
    "p90 {} is not above the median {}": "p90 {} không lớn hơn median {}",
    "low {} is above high {}": "low {} lớn hơn high {}",
    "{} values but {} weights": "{} giá trị nhưng {} trọng số",
    "give one weight for each value": "ghi mỗi giá trị một trọng số",
    "the weights add up to nothing": "tổng trọng số bằng 0",
    "one of them must be above 0": "phải có một trọng số lớn hơn 0",
    "one law is needed, of {}": "cần một phân phối, trong số {}",
    "no law": "không có phân phối",
    "count in one of them: a law has either elapsed or working time": (
        "chỉ dùng một loại: phân phối tính thời gian trôi qua hoặc thời gian làm việc"
    ),
    "found calendar days (d) and working days (wd) in one law": (
        "có cả ngày theo lịch (d) và ngày làm việc (wd) trong một phân phối"
    ),
    "this law needs more than nothing": "phân phối này cần giá trị lớn hơn 0",
    "resolved scenario: found format {}; this version reads {}": (
        "kịch bản đã lưu: định dạng {}; phiên bản này đọc {}"
    ),
    "resolved scenario: the document is damaged: {}": "kịch bản đã lưu: tài liệu bị hỏng: {}",
    "a duration of nothing": "thời gian đo bằng 0",
    "dossiers are measured in a window above 0": "kỳ đo phải lớn hơn 0",
    "neither fixed nor per_100k": "không có fixed và per_100k",
    "fixed and per_100k": "có cả fixed và per_100k",
    "staff is given by one of the two": "nhân sự xác định bằng một trong hai khóa",
    "the channels' shares add up to {}": "tổng tỷ lệ các hình thức nộp là {}",
    "they must add up to 1": "tổng phải bằng 1",
    "channel {} has a share but no hours": "hình thức {} có tỷ lệ nhưng không có giờ",
    "add hours.{}": "bổ sung hours.{}",
    "every weekday has weight 0": "mọi ngày trong tuần có trọng số 0",
    "one must be above 0 for anybody to arrive": "phải có một ngày lớn hơn 0 để có hồ sơ nộp",
    "the policy's shares add up to {}": "tổng tỷ lệ các cách giải quyết là {}",
}
