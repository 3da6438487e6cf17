"""Text that is not shown by accident."""

from topics.secret import Secret


def test_a_secret_is_the_text_and_does_not_show_it() -> None:
    """Settings that are printed have stars in its place; who logs in has the password."""
    secret = Secret("hunter2")
    assert repr({"password": secret}) == "{'password': '***'}"
    assert secret == "hunter2"
    assert secret.encode() == b"hunter2"
