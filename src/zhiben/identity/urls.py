"""Addresses of coming in, of the own account's keys, and of what administrators do about them."""

from django.urls import include, path

from zhiben.identity.views import accounts, login, office, own, provider

pages = [
    path("me/security/", own.security, name="security"),
    path("me/security/password/", own.change_password, name="password"),
    path("me/security/totp/", own.totp, name="totp"),
    path("me/security/totp/drop/", own.drop_totp, name="drop_totp"),
    path("me/security/passkeys/", own.add_passkey, name="add_passkey"),
    path("me/security/passkeys/<int:pk>/drop/", own.drop_passkey, name="drop_passkey"),
    path("me/security/codes/", own.renew_codes, name="renew_codes"),
    path("me/security/sessions/end/", own.end_others, name="end_others"),
    path("me/security/sessions/<str:handle>/end/", own.end_session, name="end_session"),
    path("people/new/", accounts.add, name="add"),
    path("people/<int:pk>/link/", accounts.link, name="link"),
    path("people/<int:pk>/factors/reset/", accounts.reset_factors, name="reset_factors"),
    path("people/<int:pk>/unlock/", accounts.unlock, name="unlock"),
    path("people/rules/", office.ruling, name="rules"),
    path("people/stale/", office.stale_accounts, name="stale"),
    path("people/stale/book/", office.stale_book, name="stale_book"),
    path("login/oidc/", provider.begin, name="provider"),
    path("login/oidc/back/", provider.come_back, name="provider_back"),
]

urlpatterns = [
    path("login/", login.sign_in, name="login"),
    path("login/factor/", login.second_factor, name="second_factor"),
    path("login/unsent/", login.filled_in, name="unsent"),
    path("logout/", login.sign_out, name="logout"),
    path("setup/<str:word>/", login.set_up, name="set_up"),
    path("", include((pages, "identity"))),
]
