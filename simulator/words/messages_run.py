"""Errors and warnings of commands, in Vietnamese: by the English sentence, `{}` for what is named."""

from __future__ import annotations

RUN_MESSAGES: dict[str, str] = {
    # the command line itself
    "write vi or en": "hãy ghi vi hoặc en",
    "{}; nothing was run": "{}; chưa chạy mô phỏng",
    "warning": "cảnh báo",
    "1 error": "1 lỗi",
    "{} errors": "{} lỗi",
    "stopped; nothing was written": "đã dừng; chưa ghi kết quả",
    "Value error, {}": "{}",
    "No such option: {}": "Không có tùy chọn {}",
    "No such option: {} Did you mean {}?": "Không có tùy chọn {}. Có phải {}?",
    "No such option: {} (Possible options: {})": "Không có tùy chọn {} (có thể là: {})",
    "No such command {}.": "Không có lệnh {}.",
    "No such command {}. Did you mean {}?": "Không có lệnh {}. Có phải {}?",
    "Missing argument {}.": "Thiếu tham số {}.",
    "Missing option {}.": "Thiếu tùy chọn {}.",
    "Missing option {} (env var: {}).": "Thiếu tùy chọn {} (biến môi trường: {}).",
    "Missing argument {} (env var: {}).": "Thiếu tham số {} (biến môi trường: {}).",
    "Missing command.": "Thiếu lệnh.",
    "Got unexpected extra argument(s) ({})": "Thừa tham số ({})",
    "Got unexpected extra argument ({})": "Thừa tham số ({})",
    "Got unexpected extra arguments ({})": "Thừa tham số ({})",
    "Option {} requires an argument.": "Tùy chọn {} cần có giá trị.",
    "Option {} does not take a value.": "Tùy chọn {} không nhận giá trị.",
    "Invalid value for {}: {}": "Giá trị không hợp lệ cho {}: {}",
    "Invalid value: {}": "Giá trị không hợp lệ: {}",
    "Input should be a valid integer, unable to parse string as an integer": "cần số nguyên",
    "Input should be a valid number, unable to parse string as a number": "cần một số",
    "Input should be greater than or equal to {}": "cần giá trị từ {} trở lên",
    "Input should be less than or equal to {}": "cần giá trị không quá {}",
    "Input should be {}": "cần {}",
    "{} is not a valid integer.": "{} không phải số nguyên.",
    "{} is not a valid int.": "{} không phải số nguyên.",
    "{} is not a valid float.": "{} không phải số.",
    "{} is not a valid integer range.": "{} không phải số nguyên.",
    "{} is not a valid float range.": "{} không phải số.",
    "{} is not in the range {}.": "{} nằm ngoài khoảng {}.",
    "{} is not one of {}.": "{} không thuộc các giá trị {}.",
    # choosing scenarios
    "compare: nothing to compare with; name a scenario or a --lever": (
        "compare: chưa có phương án để so sánh; ghi tên một kịch bản hoặc --lever"
    ),
    "--replications and --precision exclude one another: choose one": (
        "--replications và --precision không dùng đồng thời: chọn một"
    ),
    "--precision: found {}; expected a share such as 5%": (
        "--precision: tìm thấy {}; cần tỷ lệ, ví dụ 5%"
    ),
    "precision: found {}; expected more than 0 and below 1": (
        "--precision: tìm thấy {}; cần giá trị lớn hơn 0 và nhỏ hơn 1"
    ),
    "precision: n0 is {}; expected 10 replications or more": (
        "--precision: n0 là {}; cần từ 10 lần lặp trở lên"
    ),
    "precision: n_max is {}; expected at least {}": "--precision: n_max là {}; cần từ {} trở lên",
    "{}: {}: found {}; expected {} as in the baseline {}, or their dossiers cannot be compared one "
    "by one": (
        "{}: {}: tìm thấy {}; cần {} như phương án cơ sở {}, nếu không thì không so sánh được từng "
        "hồ sơ"
    ),
    "{}: in no replication is a dossier of the measured window both in it and in the baseline, so "
    "there is nothing to compare": (
        "{}: không lần lặp nào có hồ sơ của kỳ đo ở cả phương án này và cơ sở nên không có gì để so "
        "sánh"
    ),
    "--bootstrap: found with --bus memory; say --bus kafka with it": (
        "--bootstrap: đi cùng --bus memory; cần ghi --bus kafka"
    ),
    "--openmetrics {}: is a folder; expected the name of a file": (
        "--openmetrics {}: là thư mục; cần tên tệp"
    ),
    "{} foreign records were dead-lettered: {}": "{} bản ghi lạ đã chuyển vào danh sách lỗi: {}",
    # rows
    "--rows: found {}; expected a list of {}": "--rows: tìm thấy {}; cần danh sách gồm {}",
    "--rows: found nothing; expected a list of {}": "--rows: không có nội dung; cần danh sách gồm {}",
    "--rows: found none beside {}; choose one of them": "--rows: có none cùng với {}; chọn một trong hai",
    "--rows excel: about {} dossiers are expected in {} replications; a sheet holds {}. Take fewer "
    "replications or a smaller scale, or --rows parquet; --rows none,excel gives the answer alone "
    "as a workbook": (
        "--rows excel: dự kiến khoảng {} hồ sơ trong {} lần lặp; một trang tính chứa {} dòng. Cần "
        "giảm số lần lặp hoặc quy mô (scale), hoặc dùng --rows parquet; --rows none,excel chỉ ghi "
        "kết quả tổng hợp vào bảng tính"
    ),
    "{}: {}: damaged: found {}": "{}: {}: bị hỏng: tìm thấy {}",
    "{}: holds neither {} nor {}, from which dossiers are read; run the scenario again with --rows "
    "parquet": ("{}: không có {} hay {} để đọc hồ sơ; chạy lại kịch bản với --rows parquet"),
    "{}: {} bytes are not a whole number of rows of {} bytes; the file was cut short": (
        "{}: {} byte không phải số nguyên lần dòng {} byte; tệp bị cắt cụt"
    ),
    # run folders
    "{}: cannot write here: {}": "{}: không ghi được vào đây: {}",
    "{}: cannot be read: {}": "{}: không đọc được: {}",
    "No space left on device": "hết dung lượng đĩa",
    "Read-only file system": "hệ thống tệp chỉ đọc",
    "Not a directory": "không phải thư mục",
    "Is a directory": "là thư mục",
    "File name too long": "tên tệp quá dài",
    "No such file or directory": "không có tệp hoặc thư mục này",
    "{}: not found; expected a run folder or its {}": "{}: không có; cần thư mục kết quả hoặc tệp {}",
    "{}: not JSON: {}": "{}: không phải JSON: {}",
    "{}: not a manifest of a run; expected format {}": (
        "{}: không phải bản kê của một lần chạy; cần định dạng {}"
    ),
    "{}: of an older version ({}), whose numbers this one does not give; run the scenario again with "
    "this version": (
        "{}: thuộc phiên bản cũ ({}), phiên bản này cho số liệu khác; chạy lại kịch bản bằng phiên "
        "bản này"
    ),
    "{}: an operator changed this run while it went on ({} acts, the first {} {}); it cannot be made "
    "again": (
        "{}: người vận hành đã thay đổi trong khi chạy ({} thao tác, đầu tiên là {} {}); không chạy "
        "lại được"
    ),
    "{}: a run of {} agencies, joined with others by messages that took real time; it cannot be made "
    "again": (
        "{}: lần chạy của {} cơ quan, kết nối với nơi khác theo thời gian thực; không chạy lại được"
    ),
    "{}: runs are in it; name one, such as {}": "{}: chứa nhiều lần chạy; ghi rõ một, ví dụ {}",
    "{}: publication: damaged or missing: {}": "{}: publication: bị hỏng hoặc thiếu: {}",
    "{}: publication: found {} histories; one a replication": (
        "{}: publication: tìm thấy {} lịch sử; mỗi lần lặp cần một"
    ),
    "{}: publication: controls: expected a row of one length for each": (
        "{}: publication: controls: mỗi lần lặp cần một dòng cùng độ dài"
    ),
    "{}: publication: found a size of {}; each is above 0": (
        "{}: publication: tìm thấy cỡ {}; mỗi giá trị phải lớn hơn 0"
    ),
    # rerun, explain, backfill
    "not the same run: digest {}, expected {}": "không giống lần chạy đã lưu: mã băm {}, cần {}",
    "not the same run: digest {}, expected {}{}{}": (
        "không giống lần chạy đã lưu: mã băm {}, cần {}{}{}"
    ),
    "{}; versions differ: {}": "{}; khác phiên bản: {}",
    "; versions differ: {}": "; khác phiên bản: {}",
    "{}; the versions are the same": "{}; phiên bản giống nhau",
    "; the versions are the same": "; phiên bản giống nhau",
    "; other bytes in ": "; khác nội dung trong ",
    "{}; other bytes in {}": "{}; khác nội dung trong {}",
    "{}: not a dossier's code; one of this run is {}": (
        "{}: không phải mã hồ sơ; một mã của lần chạy này là {}"
    ),
    "{}: no such dossier in {}; one of it is {}": "{}: không có hồ sơ này trong {}; một mã có trong đó là {}",
    "{}: this run has no dossiers": "{}: lần chạy này không có hồ sơ",
    "{}: not in replication {}": "{}: không có ở lần lặp {}",
    "{}: found {} times when the replication was run again; this installation does not make the same "
    "run": ("{}: xuất hiện {} lần khi chạy lại; bản cài đặt này không cho cùng kết quả"),
    "{}: run again, it is not the dossier that {} holds; made with {}": (
        "{}: chạy lại không cho đúng hồ sơ trong {}; được tạo bằng {}"
    ),
    "--replication {}: the last of {} is {}": "--replication {}: lần lặp cuối của {} là {}",
    "{}: run again, replication {} has other dossiers; this installation does not make the same run": (
        "{}: chạy lại lần lặp {} cho hồ sơ khác; bản cài đặt này không cho cùng kết quả"
    ),
    "some of these dates are to come; a Prometheus that also scrapes takes nothing in before them: use "
    "one that only shows this run": (
        "một số ngày ở tương lai; Prometheus đang thu thập sẽ không nhận dữ liệu trước đó: dùng một "
        "Prometheus chỉ để xem lần chạy này"
    ),
    # surroundings
    "a worker process was killed from outside, perhaps for want of memory; fewer --workers need less": (
        "một tiến trình bị dừng từ bên ngoài, có thể do thiếu bộ nhớ; giảm --workers để cần ít bộ nhớ "
        "hơn"
    ),
    "the folder config/ is missing from this installation of lienthong": (
        "bản cài đặt lienthong thiếu thư mục config/"
    ),
    # a damaged folder, and what is left at the end
    "{}: damaged, or no table of a run: {}; {}": (
        "{}: bị hỏng, hoặc không phải bảng của một lần mô phỏng: {}; {}"
    ),
    "take another copy of the run folder, or run its scenario again": (
        "dùng bản sao khác của thư mục kết quả, hoặc mô phỏng lại kịch bản"
    ),
    "{} {}: is a folder; expected the name of a file": "{} {}: là thư mục; cần tên tệp",
    "a fault of the program: {} ({}:{}){}; please report it, with what {}=1 prints": (
        "lỗi của chương trình: {} ({}:{}){}; vui lòng báo lại, kèm nội dung mà {}=1 in ra"
    ),
    "stopped; {}": "đã dừng; {}",
    "nothing was written": "chưa ghi gì",
    "what was computed is in {}": "kết quả đã tính có trong {}",
    # what a scenario's place turned out to be
    "scenario {}: is a folder; name a scenario's file in it": (
        "kịch bản {}: là thư mục; cần tên tệp kịch bản trong đó"
    ),
    "name the scenario that it was made of; lienthong rerun makes a run again": (
        "ghi kịch bản đã dùng để tạo ra nó; lienthong rerun mô phỏng lại một lần đã chạy"
    ),
    "no scenario: it has a format, as what a run leaves behind does": (
        "không phải kịch bản: có format như tệp do một lần mô phỏng để lại"
    ),
    "set it beside a scenario (lienthong compare demo {})": (
        "so sánh nó với một kịch bản (lienthong compare demo {})"
    ),
    "{}, or begin it with extends: NAME": "{}, hoặc bắt đầu tệp bằng extends: NAME",
}
