"""Addresses of public tips; `new/` and `follow/` are open to everybody."""

from django.urls import path

from zhiben.foundation.lifecycle.views import moves
from zhiben.tips.models import PublicTip, Recheck, Reward
from zhiben.tips.views import beside, office, public

app_name = "tips"
urlpatterns = [
    path("new/", public.tell, name="tell"),
    path("follow/", public.follow, name="follow"),
    path("", office.listed, name="list"),
    path("terms/", office.terms, name="terms"),
    path("terms/<slug:key>/", office.term, name="term"),
    path("<int:pk>/", office.page, name="page"),
    path("<int:pk>/identity/", office.identity, name="identity"),
    path("<int:pk>/words/", office.words, name="words"),
    path("<int:pk>/moves/<slug:name>", moves(PublicTip, told=office.standing, aid=office.AID), name="move"),
    path("<int:pk>/reward/", beside.propose, name="propose_reward"),
    path("rewards/<int:pk>/", beside.reward, name="reward"),
    path("rewards/<int:pk>/pay/", beside.pay, name="pay_reward"),
    path("rewards/<int:pk>/moves/<slug:name>", moves(Reward), name="reward_move"),
    path("rechecks/<int:pk>/", beside.recheck, name="recheck"),
    path("rechecks/<int:pk>/moves/<slug:name>", moves(Recheck), name="recheck_move"),
]
