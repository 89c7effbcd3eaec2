"""What the codes of the audit trail are called on the screen and in its exports.

A test holds every code that is recorded anywhere to a line here.
"""

#: Codes of ``Event.action``.
ACTIONS = {
    "sign_in": "Đăng nhập",
    "sign_in_failed": "Đăng nhập sai",
    "locked_out": "Tạm khóa đăng nhập",
    "sign_out": "Ra khỏi hệ thống",
    "switch_capacity": "Chuyển vai trò",
    "change_password": "Tự đổi mật khẩu",
    "reset_password": "Cấp mật khẩu dùng một lần",
    "set_second_factor": "Lập lớp xác nhận thứ hai",
    "renew_recovery_codes": "Lập mã dự phòng mới",
    "remove_second_factor": "Bỏ lớp xác nhận thứ hai",
    "end_sessions": "Kết thúc phiên đăng nhập",
    "create_account": "Lập tài khoản",
    "edit_account": "Sửa tên trên tài khoản",
    "grant_capacity": "Giao vai trò",
    "end_capacity": "Kết thúc vai trò",
    "deactivate_account": "Ngừng tài khoản",
    "reactivate_account": "Mở lại tài khoản",
    "unlock_account": "Mở khóa đăng nhập",
    "set_role_rule": "Đổi quy định của vai trò",
    "export_trail": "Xuất nhật ký",
}

#: Codes of ``Event.subject_kind``.
SUBJECTS = {
    "account": "Tài khoản",
    "role": "Vai trò",
    "trail": "Nhật ký",
}

#: Keys of ``Event.data``.
FACTS = {
    "factor": "lớp xác nhận",
    "step": "bước",
    "sessions_ended": "số phiên kết thúc",
    "from_role": "từ vai trò",
    "from_unit": "từ đơn vị số",
    "again": "lập lại",
    "role": "vai trò",
    "unit": "đơn vị số",
    "second_factor": "bắt buộc lớp xác nhận",
    "lines": "số dòng",
    "format": "dạng tệp",
    "filters": "điều kiện lọc",
}
