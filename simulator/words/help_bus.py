"""Help of the command line in Vietnamese, by the English sentence; commands of operators."""

from __future__ import annotations

HELP_BUS: dict[str, str] = {
    "Be the data-sharing platform: check, pass on, dead-letter and audit until SIGTERM.": (
        "Vận hành nền tảng chia sẻ dữ liệu: kiểm tra, chuyển tiếp, ghi lỗi và ghi vết đến khi có SIGTERM."
    ),
    "What the topics' names begin with: a deployment's.": "Phần đầu tên các chủ đề (topic) của hệ thống.",
    "A fault rule; may be repeated.": "Quy tắc lỗi; có thể ghi nhiều lần.",
    "How long after its deadline a request waits; 1 h.": "Thời gian chờ thêm sau thời hạn của yêu cầu; 1 h.",
    "How long an ended request is known, in memory; 7 d.": (
        "Thời gian lưu yêu cầu đã kết thúc trong bộ nhớ; 7 d."
    ),
    "By the clock of `live --host`, not the wall; wait for it.": (
        "Theo đồng hồ của `live --host`, không theo giờ thực; chờ đến khi có."
    ),
    "Serve metrics to Prometheus there, such as 9464.": "Cổng cung cấp chỉ số cho Prometheus, ví dụ 9464.",
    "Of this machine, to serve them at: they are open.": (
        "Địa chỉ của máy này để cung cấp chỉ số: không có bảo vệ truy cập."
    ),
    "Judge a history; exit status 1 when something in it does not hold.": (
        "Đánh giá lịch sử thông điệp; mã kết thúc 1 nếu có điểm không đạt."
    ),
    "Of a run or of a load test: history.jsonl.": "Của một lần chạy hoặc kiểm thử tải: history.jsonl.",
    "Verify the chain of the audit.": "Xác minh chuỗi ghi vết.",
    "Where the chain should end, if you know it.": "Điểm cuối của chuỗi, nếu biết.",
    "Of a load test; may be repeated.": "Của kiểm thử tải; có thể ghi nhiều lần.",
    "Exit status 0 for just this verdict on a load test.": "Mã kết thúc 0 chỉ với kết luận kiểm thử tải này.",
    "Of a load test: JUnit XML.": "Của kiểm thử tải: JUnit XML.",
    "Test an agency's connector under load and faults, and say whether it may go on the bus.": (
        "Kiểm thử phần mềm kết nối của cơ quan khi có tải và lỗi, kết luận có được kết nối vào trục hay không."
    ),
    "A plan's file, or a shipped one by name (smoke, provider-faults, find-capacity).": (
        "Tệp kế hoạch, hoặc tên kế hoạch kèm theo (smoke, provider-faults, find-capacity)."
    ),
    "Starts the connector, instead of the plan's command; after --.": (
        "Lệnh khởi động phần mềm kết nối, thay cho lệnh trong kế hoạch; ghi sau --."
    ),
    "Processes that send; what they send is the same for any.": (
        "Số tiến trình gửi; nội dung gửi không phụ thuộc số này."
    ),
    "Another seed than the plan's.": "Số khởi tạo ngẫu nhiên khác với kế hoạch.",
    "Write a JUnit report there, too.": "Ghi thêm báo cáo JUnit tại đây.",
    "Where the test's folder goes.": "Nơi ghi thư mục kiểm thử.",
    "What sends: python, or confluent (an extra), which is faster.": (
        "Thư viện gửi: python, hoặc confluent (cài thêm), nhanh hơn."
    ),
    "Serve Prometheus metrics there, on loopback.": "Cổng cung cấp chỉ số Prometheus, chỉ trên máy này.",
    "How the verdict is printed.": "Dạng in kết luận.",
    "Look on while an agency's software takes part in a live run, and judge it as a load test.\n\n"
    "Nothing is sent. What was asked before it began, or while it drains, is not judged. A second\n"
    "Ctrl-C ends it at once; the history stays, without a verdict.": (
        "Quan sát phần mềm của cơ quan trong một lần chạy trực tiếp và đánh giá như kiểm thử tải.\n\n"
        "Không gửi gì. Yêu cầu gửi trước khi bắt đầu hoặc trong lúc kết thúc không được đánh giá. "
        "Ctrl-C lần thứ hai dừng ngay; lịch sử vẫn còn, không có kết luận."
    ),
    "Whose software it is, such as G01.": "Phần mềm của cơ quan nào, ví dụ G01.",
    "What it does on the bus.": "Vai trò trên trục liên thông.",
    "How long its software may take to reply, in real time; else as long as the scenario's platform "
    "waits. Letters have no deadline: people answer them.": (
        "Thời hạn trả lời của phần mềm theo thời gian thực; nếu không ghi thì theo nền tảng của kịch "
        "bản. Văn bản không có thời hạn: do cán bộ trả lời."
    ),
    "End after so long; else Ctrl-C or SIGTERM ends it. Then it drains for the deadline.": (
        "Kết thúc sau khoảng này; nếu không thì bằng Ctrl-C hoặc SIGTERM. Sau đó chờ hết thời hạn."
    ),
    "Where the recording's folder goes.": "Nơi ghi thư mục quan sát.",
    "Be an agency's connector until SIGTERM: the reference for software of its role.\n\nA load test "
    "tells it what it needs by its environment.": (
        "Đóng vai phần mềm kết nối của cơ quan đến khi có SIGTERM: mẫu tham chiếu cho vai trò đó.\n\n"
        "Kiểm thử tải truyền thông tin cần thiết qua biến môi trường."
    ),
    "Whom it stands for.": "Thay cho cơ quan nào.",
    "Of its topics.": "Phần đầu tên các chủ đề.",
    "What one that speaks first is to do: a JSON object a line.": (
        "Việc cần làm của bên chủ động gửi: mỗi dòng một đối tượng JSON."
    ),
    "Of the people whose data it gives out.": "Số khởi tạo ngẫu nhiên của dữ liệu người dân giả lập.",
    "Make Prometheus blocks of a run's metrics, to browse them at their simulated dates.": (
        "Tạo dữ liệu Prometheus từ chỉ số của một lần chạy để xem theo ngày mô phỏng."
    ),
    "Where the blocks go: a Prometheus's data.": "Nơi ghi: thư mục dữ liệu của Prometheus.",
    "Which replication.": "Lần lặp nào.",
    "A sample of each series at each simulated midnight, or hour.": (
        "Lấy mẫu mỗi chuỗi vào mỗi nửa đêm, hoặc mỗi giờ mô phỏng."
    ),
    "A real Kafka broker on this machine.": "Máy chủ Kafka thật trên máy này.",
    "Start one and wait until it answers; prints what to put into the environment.": (
        "Khởi động và chờ đến khi trả lời; in biến môi trường cần đặt."
    ),
    "Where its data is; if you do not say, below your cache folder.": (
        "Nơi lưu dữ liệu; nếu không ghi thì trong thư mục đệm của người dùng."
    ),
    "On loopback; 0 takes one that is free.": "Cổng trên máy này; 0 là chọn cổng trống.",
    "Java's memory.": "Bộ nhớ của Java.",
    "Clients log in (SCRAM), and need ACLs except admin.": (
        "Máy khách đăng nhập (SCRAM) và cần quyền ACL, trừ admin."
    ),
    "Stop it; its data stays until you delete the folder.": "Dừng; dữ liệu vẫn còn đến khi xóa thư mục.",
    "Say how it is: exit status 0 running, 1 stopped, 3 crashed or silent.": (
        "Tình trạng: mã kết thúc 0 đang chạy, 1 đã dừng, 3 lỗi hoặc không trả lời."
    ),
    "The topics of the bus, and their contracts.": "Các chủ đề của trục liên thông và hợp đồng dữ liệu.",
    "Show the catalogue of topics; with a prefix, what a broker has of it.": (
        "Danh mục chủ đề; nếu có phần đầu tên thì nêu các chủ đề trên máy chủ Kafka."
    ),
    "Those on the broker that begin with it, with records.": (
        "Các chủ đề trên máy chủ có phần đầu tên này, kèm số bản ghi."
    ),
    "Make a broker's topics what the agencies of a scenario need; nothing is deleted or shrunk.": (
        "Tạo các chủ đề mà các cơ quan của kịch bản cần; không xóa hay thu hẹp."
    ),
    "Do it; else only show the plan.": "Thực hiện; nếu không thì chỉ nêu kế hoạch.",
    "Remove every topic with this prefix, and the records in it.": (
        "Xóa mọi chủ đề có phần đầu tên này, cùng các bản ghi."
    ),
    "Of a run or a deployment.": "Của một lần chạy hoặc hệ thống.",
    "Do it; otherwise only list them.": "Thực hiện; nếu không thì chỉ liệt kê.",
    "Print what the author of a connector needs: AsyncAPI 3.0, a document for each role.": (
        "In tài liệu cho người viết phần mềm kết nối: AsyncAPI 3.0, mỗi vai trò một tài liệu."
    ),
    "provider, requester, syncer or subscriber; all if unsaid.": (
        "provider, requester, syncer hoặc subscriber; nếu không ghi thì tất cả."
    ),
    "Write it into the addresses.": "Ghi vào các địa chỉ.",
    "A folder for the documents, and the schemas of all.": "Thư mục cho các tài liệu và lược đồ.",
    "Who may read and write which topics.": "Quyền đọc, ghi các chủ đề.",
    "How long messages are kept, not the audit; for ever.": (
        "Thời gian giữ thông điệp, trừ ghi vết; mặc định là mãi mãi."
    ),
    "Print the access rules of agencies, relay, hosts, observer and operator.": (
        "In quy tắc truy cập của cơ quan, nền tảng, tiến trình chạy thay, người quan sát và người vận hành."
    ),
    "Make a broker's access rules those of the catalogue: a user for each who takes part.": (
        "Đặt quy tắc truy cập theo danh mục: mỗi bên tham gia một tài khoản."
    ),
    "A user for a process that hosts these; such as north=H03,H49. May be repeated.": (
        "Tài khoản cho tiến trình chạy các cơ quan này; ví dụ north=H03,H49. Có thể ghi nhiều lần."
    ),
    "Make the users, too; a folder for a properties file of each.": (
        "Tạo cả tài khoản; thư mục chứa tệp cấu hình của từng tài khoản."
    ),
    "Remove rules that are beyond the catalogue.": "Xóa các quy tắc ngoài danh mục.",
    "Dead letters: what could not be passed on, and why.": "Thông điệp không chuyển được và lý do.",
    "List dead letters: where they were, key, error, attempt, what happened.": (
        "Liệt kê thông điệp không chuyển được: vị trí, khóa, lỗi, lần gửi, diễn biến."
    ),
    "Write dead letters to their topics again, each once, with one more attempt.": (
        "Ghi lại thông điệp không chuyển được vào chủ đề, mỗi thông điệp một lần."
    ),
    "Only those; culprit.class.reason.": "Chỉ lỗi này; culprit.class.reason.",
    "Run a scenario at a pace, watch it, and change it.": (
        "Chạy kịch bản theo tốc độ chọn trước, theo dõi và điều chỉnh."
    ),
    "Run one replication of a scenario against the wall clock, watch it, and change it.\n\nWithout a "
    "change of the model it comes to the digest of `lienthong run`. SIGTERM or Ctrl-C ends\nit in "
    "order; then nothing is written.": (
        "Chạy một lần lặp của kịch bản theo giờ thực, theo dõi và điều chỉnh.\n\nNếu không thay đổi mô "
        "hình thì mã băm như `lienthong run`. SIGTERM hoặc Ctrl-C dừng có trật tự; khi đó không ghi "
        "kết quả."
    ),
    "Example: {}, and while it runs, in another terminal: {}": (
        "Ví dụ: {}, và trong khi chạy, ở cửa sổ khác: {}"
    ),
    "Simulated seconds in a real second, or max; can be changed.": (
        "Số giây mô phỏng trong một giây thực, hoặc max; thay đổi được."
    ),
    "End at this local date or time; writes nothing then.": (
        "Kết thúc tại ngày giờ này; khi đó không ghi kết quả."
    ),
    "Pulled from the start; may be repeated.": "Áp dụng từ đầu; có thể ghi nhiều lần.",
    "What carries the messages.": "Phương tiện truyền thông điệp.",
    "Of the topics that processes with --host share.": (
        "Phần đầu tên các chủ đề mà các tiến trình --host dùng chung."
    ),
    "Only these act in this process, with what they own; the others elsewhere, joined by Kafka and "
    "the relay. May be repeated.": (
        "Chỉ các cơ quan này hoạt động trong tiến trình, cùng đơn vị trực thuộc; cơ quan khác ở nơi "
        "khác, nối qua Kafka và nền tảng. Có thể ghi nhiều lần."
    ),
    "Its twin is silent, and real software answers on its topics. May be repeated.": (
        "Bản mô phỏng của cơ quan này im lặng, phần mềm thật trả lời. Có thể ghi nhiều lần."
    ),
    "Keep every message and act, too: history.jsonl.": "Lưu cả mọi thông điệp và thao tác: history.jsonl.",
    "On loopback, for ctl; 0 takes one that is free.": "Cổng trên máy này, cho ctl; 0 là chọn cổng trống.",
    "Look at a live run of yours, or change it.": "Xem hoặc điều chỉnh một lần chạy trực tiếp.",
    "Say how the run is: clock, speed, backlog, acts.": (
        "Tình trạng: đồng hồ, tốc độ, tồn đọng, thao tác."
    ),
    "Which live run; needed only if you have several.": (
        "Lần chạy trực tiếp nào; chỉ cần khi có nhiều."
    ),
    "Stop simulated time.": "Tạm dừng thời gian mô phỏng.",
    "Let simulated time go on.": "Tiếp tục thời gian mô phỏng.",
    "Change the pace; what the run was behind is forgiven.": (
        "Đổi tốc độ; phần chậm trước đó được bỏ qua."
    ),
    "As of `live --speed`.": "Như của `live --speed`.",
    "Let something go wrong from now on, for a while of simulated time.": (
        "Gây sự cố từ bây giờ, trong một khoảng thời gian mô phỏng."
    ),
    "Of a fault; without, they are listed.": "Tên sự cố; nếu không ghi thì liệt kê.",
    "Its settings; for= says how long it lasts.": "Thiết lập; for= là thời gian kéo dài.",
    "Pull a lever: what is decided from now on is decided by it.\n\nIt is refused if it changes what "
    "was settled before the run began; the sentence says what.": (
        "Áp dụng biện pháp: các quyết định từ nay theo biện pháp này.\n\nBị từ chối nếu thay đổi điều "
        "đã định trước khi chạy; thông báo nêu rõ điều đó."
    ),
    "A lever or an overlay; without, they are listed.": (
        "Biện pháp hoặc kịch bản bổ sung; nếu không ghi thì liệt kê."
    ),
    "What is remembered for an agency at most; 64MiB.": (
        "Lượng thông tin được nhớ tối đa cho mỗi cơ quan; 64MiB."
    ),
    "Records of an agency that are read in a second, 0: all; 1,000, with --live 0.": (
        "Số bản ghi của mỗi cơ quan được đọc trong một giây, 0: tất cả; 1.000, với --live là 0."
    ),
    "Requests that an agency may have open; 50,000.": (
        "Số yêu cầu đang chờ tối đa của mỗi cơ quan; 50.000."
    ),
    "Leave those that were tried so often.": "Bỏ qua thông điệp đã thử đủ số lần này.",
}
